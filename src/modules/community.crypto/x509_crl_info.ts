import { NAME_ENCODING, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import { listFacts, readRevocationList, shownEntry } from '../certificates/revocation-list.ts';
import { looksLikePem, refusePem } from '../certificates/unreadable-pem.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail, leaveToPython } from '../define.ts';
import { failingAs } from '../definition/failure.ts';

export const x509_crl_info = defineModule({
  name: 'community.crypto.x509_crl_info',
  summary: 'Retrieve information on Certificate Revocation Lists (CRLs)',
  examples: `- name: Which certificates are revoked?
  community.crypto.x509_crl_info:
    path: /etc/ssl/my-ca.crl
`,
  args: {
    path: arg.path({ doc: 'File of the list.' }),
    content: arg.str({ doc: 'The list itself: PEM, or DER in Base64.' }),
    list_revoked_certificates: arg.bool({ default: true, doc: 'Tell the entries, too.' }),
    name_encoding: NAME_ENCODING,
  },
  constraints: PATH_OR_CONTENT,
  returns: {
    format: '`pem` or `der`',
    issuer: 'Whom the list comes from',
    last_update: 'When it was made',
    next_update: 'When there is to be another one',
    revoked_certificates: 'The entries',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const { path, content, name_encoding } = args;
    const bytes = content === null ? await target.readFile(path ?? '') : Buffer.from(content);
    if (bytes === null) {
      fail(
        `Error while reading CRL file from disk: [Errno 2] No such file or directory: '${path}'`,
      );
    }
    const coded = content !== null && !looksLikePem(bytes);
    const list = readRevocationList(coded ? Buffer.from(content, 'base64') : bytes);
    if (list === null) {
      // What is wrong with bytes, Python's library tells best.
      if (!looksLikePem(bytes)) leaveToPython('Error while decoding CRL: it is broken');
      return failingAs('Error while decoding CRL', () => refusePem(bytes.toString(), 'list'));
    }
    const entries = list.entries.map((entry) => shownEntry(entry, name_encoding));
    return {
      changes: [],
      result: {
        changed: false,
        format: list.format,
        ...listFacts(list),
        ...(args.list_revoked_certificates && { revoked_certificates: entries }),
      },
    };
  },
});
