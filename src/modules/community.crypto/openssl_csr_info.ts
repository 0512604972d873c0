import { BACKEND, NAME_ENCODING, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import { readRequest, requestFacts } from '../certificates/signing-request.ts';
import { refusePem } from '../certificates/unreadable-pem.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const openssl_csr_info = defineModule({
  name: 'community.crypto.openssl_csr_info',
  summary: 'Provide information of OpenSSL Certificate Signing Requests (CSR)',
  examples: `- name: What does it ask for?
  community.crypto.openssl_csr_info:
    path: /etc/ssl/web.csr
`,
  args: {
    path: arg.path({ doc: 'File of the request.' }),
    content: arg.str({ doc: 'The request itself.' }),
    name_encoding: NAME_ENCODING,
    select_crypto_backend: BACKEND,
  },
  constraints: PATH_OR_CONTENT,
  returns: {
    signature_valid: 'Whether the request is signed by its own key',
    subject: 'Whom the certificate is to be about',
    subject_alt_name: 'Further names',
    public_key: 'The key that is to be certified',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const content = args.content ?? (await target.readFile(args.path ?? ''));
    if (content === null) {
      fail(
        `Error while reading CSR file from disk: [Errno 2] No such file or directory: '${args.path}'`,
      );
    }
    const pem = content.toString();
    const request = readRequest(pem) ?? refusePem(pem, 'request');
    const facts = requestFacts(request, { encoding: args.name_encoding });
    if (!request.valid) fail('CSR signature is invalid!', facts);
    return { changes: [], result: { changed: false, ...facts } };
  },
});
