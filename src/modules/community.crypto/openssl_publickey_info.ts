import { BACKEND, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail, leaveToPython } from '../define.ts';
import { publicKeyFingerprints, readPublicKeyPem } from '../keys/openssl-public-key.ts';

export const openssl_publickey_info = defineModule({
  name: 'community.crypto.openssl_publickey_info',
  summary: 'Provide information for OpenSSL public keys',
  examples: `- name: Which key is it?
  community.crypto.openssl_publickey_info:
    path: /etc/ssl/web.pub
`,
  args: {
    path: arg.path({ doc: 'File of the key.' }),
    content: arg.str({ noLog: true, doc: 'The key itself.' }),
    select_crypto_backend: BACKEND,
  },
  constraints: PATH_OR_CONTENT,
  returns: {
    fingerprints: 'Fingerprints of the key',
    type: 'Kind of the key',
    public_data: 'Its numbers',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const unread = { can_load_key: false, can_parse_key: false, key_is_consistent: null };
    const content = args.content ?? (await target.readFile(args.path ?? ''))?.toString() ?? null;
    if (content === null) {
      fail(
        `Error while reading public key file from disk: [Errno 2] No such file or directory: '${args.path}'`,
        unread,
      );
    }
    // Why a key can't be read, Python's library tells best.
    const key = readPublicKeyPem(content) ?? leaveToPython("The public key can't be read");
    return { changes: [], result: { ...unread, changed: false, ...publicKeyFingerprints(key) } };
  },
});
