import type { ReadTarget } from '../../targets/types.ts';
import { BACKEND, PATH_OR_CONTENT } from '../certificates/info-arguments.ts';
import { SIGNING_KEYS } from '../certificates/signed-file.ts';
import { requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import {
  type KnownKey,
  keyQuestion,
  knownText,
  readKey,
  refuseKey,
} from '../keys/openssl-private-key.ts';
import { fingerprints } from '../keys/openssl-public-key.ts';
import { privateNumbers } from '../keys/private-numbers.ts';

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
    const { path, passphrase } = args;
    const state = { can_load_key: false, can_parse_key: false, key_is_consistent: null };
    const program = await requireProgram(target, 'openssl');
    const [key, content] = await Promise.all([
      knownKey(target, program, args),
      args.content ?? (args.return_private_key_data ? target.readFile(path ?? '') : null),
    ]);
    if (key === null) {
      fail(
        `Error while reading private key file from disk: [Errno 2] No such file or directory: '${path}'`,
        state,
      );
    }
    if (key.facts === null) refuseKey(key, passphrase, { ...state, can_load_key: true });
    const { facts } = key;
    const result = {
      can_load_key: true,
      can_parse_key: true,
      key_is_consistent: args.check_consistency
        ? await isConsistent(target, program, args, facts.type)
        : null,
      public_key: facts.pem,
      public_key_fingerprints: fingerprints(facts.der),
      type: facts.type,
      public_data: facts.data,
      ...(args.return_private_key_data && {
        private_data: privateNumbers(content?.toString() ?? '', passphrase, facts.type),
      }),
    };
    if (result.key_is_consistent === false) {
      fail(
        'Private key is not consistent! (See https://blog.hboeck.de/archives/888-How-I-tricked-Symantec-with-a-Fake-Private-Key.html)',
        result,
      );
    }
    return { changes: [], result: { changed: false, ...result } };
  },
});

interface Source {
  readonly path: string | null;
  readonly content: string | null;
  readonly passphrase: string | null;
}

async function knownKey(
  target: ReadTarget,
  program: string,
  { path, content, passphrase }: Source,
): Promise<KnownKey | null> {
  if (content !== null) return knownText(content, passphrase);
  const { stdout } = await target.query(keyQuestion(program, path ?? '', passphrase));
  return readKey(stdout, passphrase);
}

/** Whether the key's numbers fit to each other, as openssl tells it; null for kinds that can't be checked. */
async function isConsistent(
  target: ReadTarget,
  program: string,
  { path, content, passphrase }: Source,
  type: string,
): Promise<boolean | null> {
  if (!SIGNING_KEYS.includes(type)) return null;
  const source = path === null ? [] : ['-in', path];
  const answer = await target.query({
    argv: [program, 'pkey', ...source, '-check', '-noout', '-passin', 'env:KEY_PHRASE'],
    env: { LC_ALL: 'C', KEY_PHRASE: passphrase ?? '' },
    ...(content !== null && { stdin: content }),
  });
  return /^Key is valid$/m.test(`${answer.stdout}\n${answer.stderr}`);
}
