import { randomBytes } from 'node:crypto';
import type { Change, FileStat } from '../targets/types.ts';
import { requireProgram } from './commands/program.ts';
import type { Json, ModuleContext, Plan, Result } from './contract.ts';
import {
  type ArgumentValues,
  arg,
  beyondNative,
  defineModule,
  type FileAttributeArguments,
  fail,
} from './define.ts';
import { createdStat } from './files/creation.ts';
import { planAttributes } from './files/file-attributes.ts';
import { parentOf } from './files/paths.ts';
import { inFreshFolder, keptAttributes } from './keys/fresh-files.ts';
import {
  CURVE_NAMES,
  generationScript,
  type KnownKey,
  keyInfo,
  keyQuestion,
  readKey,
  wantedFormat,
} from './keys/openssl-private-key.ts';
import { fingerprints } from './keys/openssl-public-key.ts';

const ARGUMENTS = {
  size: arg.int({ default: 4096, doc: 'Bits of an RSA or DSA key.' }),
  type: arg.str({
    default: 'RSA',
    choices: ['DSA', 'ECC', 'Ed25519', 'Ed448', 'RSA', 'X25519', 'X448'],
    doc: 'Kind of the key.',
  }),
  curve: arg.str({ choices: CURVE_NAMES, doc: 'Curve of an ECC key.' }),
  passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the key.' }),
  cipher: arg.str({ doc: 'How the key is locked: `auto`.' }),
  format: arg.str({
    default: 'auto_ignore',
    choices: ['pkcs1', 'pkcs8', 'raw', 'auto', 'auto_ignore'],
    doc: 'Format of the file.',
  }),
  format_mismatch: arg.str({
    default: 'regenerate',
    choices: ['regenerate', 'convert'],
    doc: 'What becomes of a key in another format.',
  }),
  select_crypto_backend: arg.str({
    choices: ['auto', 'cryptography'],
    default: 'auto',
    doc: 'Library of the real module.',
  }),
  regenerate: arg.str({
    default: 'full_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    doc: 'When a key that is there is made anew.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the key is to be.',
  }),
  force: arg.bool({ default: false, doc: 'Make a new key in any case.' }),
  path: arg.path({ required: true, doc: 'File of the key.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the key itself.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS> & FileAttributeArguments;

export const openssl_privatekey = defineModule({
  name: 'community.crypto.openssl_privatekey',
  summary: 'Generate OpenSSL private keys',
  examples: `- name: A key for the web server
  community.crypto.openssl_privatekey:
    path: /etc/ssl/private/web.pem
    type: ECC
    curve: secp384r1
`,
  args: ARGUMENTS,
  constraints: {
    requiredTogether: [['cipher', 'passphrase']],
    requiredIf: [['type', 'ECC', ['curve']]],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the key',
    fingerprint: "Fingerprints of the key's public half",
    privatekey: 'The key, with return_content',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const { path } = args;
    if (args.type === 'DSA') beyondNative('type: DSA');
    if (args.format === 'raw') beyondNative('format: raw');
    const folder = parentOf(path);
    const [parent, stat, program] = await Promise.all([
      target.stat(folder, { follow: true }),
      target.stat(path, { follow: true }),
      requireProgram(target, 'openssl'),
    ]);
    if (parent?.type !== 'directory') {
      const name = folder;
      fail(`The directory ${name} does not exist or the file is not a directory`, { name });
    }
    const asked = await target.query(keyQuestion(program, path, args.passphrase));
    const key = readKey(asked.stdout, args.passphrase);
    const known: Known = { context, program, parent, stat, key };
    return args.state === 'present' ? planPresent(known) : planAbsent(known);
  },
});

interface Known {
  readonly context: ModuleContext<Arguments>;
  readonly program: string;
  readonly parent: FileStat;
  readonly stat: FileStat | null;
  /** null where there is no file. */
  readonly key: KnownKey | null;
}

function resultOf(
  { args }: ModuleContext<Arguments>,
  changed: boolean,
  before: KnownKey | null,
  after: KnownKey | null,
): Result {
  const shown = after?.facts ?? null;
  const diff = { before: keyInfo(before), after: keyInfo(after) };
  return {
    type: args.type,
    size: args.size,
    fingerprint: shown === null ? null : fingerprints(shown.der),
    ...(args.type === 'ECC' && { curve: args.curve }),
    filename: args.path,
    changed,
    diff: diff as unknown as Json,
  };
}

function planAbsent({ context, stat }: Known): Plan {
  const { path, backup, return_content } = context.args;
  const content = return_content ? { privatekey: null } : {};
  const result = { ...resultOf(context, stat !== null, null, null), ...content };
  if (stat === null) return { changes: [], result };
  if (backup) beyondNative('backup with state: absent');
  return { changes: [{ op: 'remove', path }], result };
}

/** What is to be done with a key: nothing, another format, or a new one. @throws ModuleFailure */
function workFor(
  { args }: ModuleContext<Arguments>,
  key: KnownKey | null,
): 'new' | 'convert' | null {
  const mode = args.force ? 'always' : args.regenerate;
  if (mode === 'always' || key === null) return 'new';
  const force = 'Will not proceed. To force regeneration, call the module with `generate` set to';
  const idempotent = mode === 'partial_idempotence' || mode === 'full_idempotence';
  if (key.facts === null) {
    if (mode === 'full_idempotence') return 'new';
    fail(
      `Unable to read the key. The key is protected with a another passphrase / no passphrase or broken. ${force} \`full_idempotence\` or \`always\`, or with \`force=true\`.`,
    );
  }
  const { type, size, curve } = key.facts;
  const fits =
    type === args.type &&
    (type !== 'RSA' || size === args.size) &&
    (type !== 'ECC' || curve === args.curve);
  const others = '`partial_idempotence`, `full_idempotence` or `always`, or with `force=true`.';
  if (mode !== 'never' && !fits) {
    return idempotent ? 'new' : fail(`Key has wrong type and/or size. ${force} ${others}`);
  }
  const formatted =
    args.format === 'auto_ignore' || key.format === wantedFormat(args.format, args.type);
  if (formatted) return null;
  if (args.format_mismatch === 'convert') return 'convert';
  if (mode === 'never') return null;
  if (idempotent) return 'new';
  return fail(
    `Key has wrong format. ${force} ${others} To convert the key, set \`format_mismatch\` to \`convert\`.`,
  );
}

async function planPresent({ context, program, parent, stat, key }: Known): Promise<Plan> {
  const { args, check, target } = context;
  const { path, passphrase } = args;
  const work = workFor(context, key);
  const current = stat ?? { ...(await createdStat(target, path, 'file', 0, parent)), mode: 0o600 };
  const wanted = { ...args, mode: args.mode ?? '0600' };
  const attributes = await planAttributes(wanted, { ...current, path }, target);
  const changed = work !== null || attributes.changed;
  const result = resultOf(context, changed, key, key);
  const content = async (): Promise<Result> =>
    args.return_content ? { privatekey: (await target.readFile(path))?.toString() ?? null } : {};
  if (check || !changed) return { changes: [], result: { ...result, ...(await content()) } };
  const changes: Change[] = [];
  if (work !== null) {
    const format = wantedFormat(args.format, args.type);
    if (passphrase && args.cipher !== 'auto') {
      fail('Cryptography backend can only use "auto" for cipher option.');
    }
    if (format === 'pkcs1' && args.type !== 'RSA' && args.type !== 'ECC') {
      fail(
        `Cryptography backend cannot serialize the private key in the required format "${args.format}"`,
      );
    }
    if (work === 'new' && args.curve !== null && CURVE_NAMES.indexOf(args.curve) > 4) {
      context.controller.warn(
        `Elliptic curves of type ${args.curve} should not be used for new keys!`,
      );
    }
    const folder = `/tmp/.ssl-keys-${randomBytes(8).toString('hex')}`;
    const source = work === 'convert' ? path : null;
    const script = generationScript(program, { ...args, format, source, file: `${folder}/key` });
    changes.push(
      {
        op: 'run',
        command: inFreshFolder(folder, script, { KEY_PHRASE: passphrase ?? '' }),
      },
      {
        op: 'copy',
        from: `${folder}/key`,
        to: path,
        ...keptAttributes(stat, 0o600),
        ...(args.backup && stat !== null && { backup: true }),
      },
      { op: 'remove', path: folder, recursive: true },
    );
  }
  if (attributes.changed) changes.push({ op: 'attributes', path, ...attributes.attributes });
  changes.push({ op: 'run', command: keyQuestion(program, path, passphrase) });
  return {
    changes,
    result,
    async finish(outcomes): Promise<Result> {
      const after = readKey(outcomes.at(-1)?.command?.stdout ?? Buffer.alloc(0), passphrase);
      const backup = outcomes.find((one) => one.backupPath !== undefined)?.backupPath;
      return {
        ...resultOf(context, true, key, after),
        ...(await content()),
        ...(backup !== undefined && { backup_file: backup }),
      };
    },
    failed: (error, outcomes) => ({
      changed: false,
      msg: outcomes[0]?.command?.stderr.toString().trim() || error.message,
    }),
  };
}
