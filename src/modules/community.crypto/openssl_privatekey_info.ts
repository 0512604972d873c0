import { BACKEND, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import { requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, beyondNative, defineModule, fail, leaveToPython } from '../define.ts';
import { keyQuestion, readKey } from '../keys/openssl-private-key.ts';
import { fingerprints, type PublicKeyFacts, publicHalf } from '../keys/openssl-public-key.ts';

export const openssl_privatekey_info = defineModule({
  name: 'community.crypto.openssl_privatekey_info',
  summary: 'Provide information for OpenSSL private keys',
  examples: `- name: Which key is it?
  community.crypto.openssl_privatekey_info:
    path: /etc/ssl/private/web.pem
`,
  args: {
    path: arg.path({ doc: 'File of the key.' }),
    content: arg.str({ noLog: true, doc: 'The key itself.' }),
    passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the key.' }),
    return_private_key_data: arg.bool({ default: false, doc: 'Tell the secret numbers, too.' }),
    check_consistency: arg.bool({ default: false, doc: 'Check that the numbers fit.' }),
    select_crypto_backend: BACKEND,
  },
  constraints: PATH_OR_CONTENT,
  returns: {
    can_parse_key: 'Whether the key can be read',
    type: 'Kind of the key',
    public_key: 'Its public half',
    public_key_fingerprints: 'Fingerprints of it',
    public_data: 'Its numbers',
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { path, content, passphrase } = args;
    if (args.return_private_key_data) beyondNative('return_private_key_data');
    if (args.check_consistency) beyondNative('check_consistency');
    let facts: PublicKeyFacts | null;
    if (content !== null) facts = publicHalf(content, passphrase);
    else {
      const program = await requireProgram(target, 'openssl');
      const { stdout } = await target.query(keyQuestion(program, path ?? '', passphrase));
      const key = readKey(stdout, passphrase);
      if (key === null) {
        fail(
          `Error while reading private key file from disk: [Errno 2] No such file or directory: '${path}'`,
          { can_load_key: false, can_parse_key: false, key_is_consistent: null },
        );
      }
      facts = key.facts;
    }
    // Why a key can't be read, Python's library tells best.
    if (facts === null) leaveToPython("The private key can't be read: it is broken, or locked");
    return {
      changes: [],
      result: {
        changed: false,
        can_load_key: true,
        can_parse_key: true,
        key_is_consistent: null,
        public_key: facts.pem,
        public_key_fingerprints: fingerprints(facts.der),
        type: facts.type,
        public_data: facts.data,
      },
    };
  },
});
