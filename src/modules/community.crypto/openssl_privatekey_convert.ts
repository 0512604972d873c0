import type { ReadTarget } from '../../targets/types.ts';
import { backupFile, readPemFile } from '../certificates/pem-file.ts';
import { requireProgram } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import type { Plan } from '../contract.ts';
import { type ArgumentValues, arg, beyondNative, defineModule, fail, restate } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { madeFile } from '../keys/fresh-files.ts';
import {
  type KnownKey,
  keyQuestion,
  knownText,
  readKey,
  TRADITIONAL,
} from '../keys/openssl-private-key.ts';

const ARGUMENTS = {
  src_path: arg.path({ doc: 'File of the key.' }),
  src_content: arg.str({ doc: 'The key itself.' }),
  src_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks it.' }),
  dest_passphrase: arg.str({ noLog: true, doc: 'Phrase that is to lock the other file.' }),
  format: arg.str({
    required: true,
    choices: ['pkcs1', 'pkcs8', 'raw'],
    doc: 'Format of the other file.',
  }),
  dest_path: arg.path({ required: true, doc: 'The other file.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const openssl_privatekey_convert = defineModule({
  name: 'community.crypto.openssl_privatekey_convert',
  summary: 'Convert OpenSSL private keys',
  examples: `- name: The key as the old program reads it
  community.crypto.openssl_privatekey_convert:
    src_path: /etc/ssl/private/web.pem
    dest_path: /etc/old/web.key
    format: pkcs1
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [['src_path', 'src_content']],
    requiredOneOf: [['src_path', 'src_content']],
  },
  fileAttributes: true,
  returns: { backup_file: 'Copy of the old file' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const { dest_path: path, dest_passphrase, src_path, src_content, format } = args;
    if (format === 'raw') beyondNative('format: raw');
    const [program, { parent, stat }] = await Promise.all([
      requireProgram(target, 'openssl'),
      readPemFile(target, path),
    ]);
    const [source, answer] = await Promise.all([
      sourceKey(target, program, args),
      target.query(keyQuestion(program, path, dest_passphrase)),
    ]);
    // The collection names its file `path` as well.
    restate(args as typeof args & { path?: string }, { mode: args.mode ?? '0600', path });
    const facts = source.facts ?? unreadable(source, args.src_passphrase);
    const there = readKey(answer.stdout, dest_passphrase);
    const converts = there?.format !== format || there.facts?.pem !== facts.pem;
    if (converts && format === 'pkcs1' && !TRADITIONAL.includes(facts.type)) {
      fail(
        `Cryptography backend cannot serialize the private key in the required format "${format}"`,
      );
    }
    const current = stat ?? (await createdStat(target, path, 'file', 0, parent));
    const { attributes, changed: other } = await planAttributes(args, { ...current, path }, target);
    const changed = converts || other;
    if (check || !changed) return { changes: [], result: { changed } };
    const from = src_path === null ? '' : ` -in ${quoteWord(src_path)}`;
    const traditional = format === 'pkcs1' ? ' -traditional' : '';
    const lock = dest_passphrase ? ' -aes256 -passout env:NEW_PHRASE' : '';
    const script = (file: string): string =>
      `umask 077; ${quoteWord(program)} pkey${from} -passin env:KEY_PHRASE${traditional}${lock} -out ${file}`;
    return {
      changes: converts
        ? madeFile({
            path,
            stat,
            mode: 0o600,
            attributes,
            backup: args.backup,
            script,
            env: { KEY_PHRASE: args.src_passphrase ?? '', NEW_PHRASE: dest_passphrase ?? '' },
            ...(src_content !== null && { stdin: src_content }),
          })
        : [{ op: 'attributes', path, ...attributes }],
      result: { changed },
      finish: (outcomes) => ({ changed, ...backupFile(outcomes) }),
      failed: (error, outcomes) => ({
        changed: false,
        msg: outcomes[0]?.command?.stderr.toString().trim() || error.message,
      }),
    };
  },
});

async function sourceKey(target: ReadTarget, program: string, args: Arguments): Promise<KnownKey> {
  const { src_path: path, src_content: content, src_passphrase: passphrase } = args;
  if (content !== null) return knownText(content, passphrase);
  const { stdout } = await target.query(keyQuestion(program, path ?? '', passphrase));
  const missing = `Error while loading ${path} - [Errno 2] No such file or directory: '${path}'`;
  return readKey(stdout, passphrase) ?? fail(missing);
}

/** Says why a key can't be read, as Python's library does. @throws ModuleFailure */
function unreadable({ locked }: KnownKey, passphrase: string | null): never {
  if (locked && passphrase === null) fail('Password was not given but private key is encrypted');
  if (!locked && passphrase !== null) {
    fail('Password was given but private key is not encrypted.');
  }
  return fail('Bad decrypt. Incorrect password?');
}
