import type { Change, FileStat } from '../../targets/types.ts';
import { backupFile, planNoPemFile } from '../certificates/pem-file.ts';
import { requireProgram } from '../commands/program.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import {
  type ArgumentValues,
  arg,
  beyondNative,
  defineModule,
  type FileAttributeArguments,
  fail,
  restate,
} from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';
import { madeFile } from '../keys/fresh-files.ts';
import {
  generationScript,
  type KnownKey,
  keyQuestion,
  readKey,
  wantedFormat,
} from '../keys/openssl-private-key.ts';
import {
  checkGeneration,
  PRIVATE_KEY_ARGUMENTS,
  PRIVATE_KEY_CONSTRAINTS,
  privateKeyResult,
  privateKeyWork,
} from '../keys/private-key-work.ts';

const ARGUMENTS = {
  ...PRIVATE_KEY_ARGUMENTS,
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
  constraints: PRIVATE_KEY_CONSTRAINTS,
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
    if (args.mode === null) restate(args, { mode: '0600' });
    if (stat?.type === 'directory') {
      fail(`Error while loading ${path} - [Errno 21] Is a directory: '${path}'`);
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
  return { ...privateKeyResult(args, before, after), filename: args.path, changed };
}

function planAbsent({ context, stat }: Known): Plan {
  const content = context.args.return_content ? { privatekey: null } : {};
  return planNoPemFile(context, stat, (changed) => ({
    ...resultOf(context, changed, null, null),
    ...content,
  }));
}

async function planPresent({ context, program, parent, stat, key }: Known): Promise<Plan> {
  const { args, check, target } = context;
  const { path, passphrase } = args;
  const work = privateKeyWork(args, key, args.force);
  const current = stat ?? (await createdStat(target, path, 'file', 0, parent));
  const attributes =
    check && stat === null
      ? { attributes: {}, changed: true }
      : await planAttributes(args, { ...current, path }, target);
  const changed = work !== null || attributes.changed;
  const result = resultOf(context, changed, key, key);
  const content = async (): Promise<Result> =>
    args.return_content ? { privatekey: (await target.readFile(path))?.toString() ?? null } : {};
  if (check || !changed) return { changes: [], result: { ...result, ...(await content()) } };
  const changes: Change[] = [];
  if (work !== null) {
    const format = wantedFormat(args.format, args.type);
    checkGeneration(args, work, context.controller);
    const source = work === 'convert' ? path : null;
    changes.push(
      ...madeFile({
        path,
        stat,
        mode: current.mode,
        attributes: attributes.attributes,
        backup: args.backup,
        script: (file) => generationScript(program, { ...args, format, source, file }),
        env: { KEY_PHRASE: passphrase ?? '' },
      }),
    );
  } else if (attributes.changed) changes.push({ op: 'attributes', path, ...attributes.attributes });
  changes.push({ op: 'run', command: keyQuestion(program, path, passphrase) });
  return {
    changes,
    result,
    async finish(outcomes): Promise<Result> {
      const after = readKey(outcomes.at(-1)?.command?.stdout ?? Buffer.alloc(0), passphrase);
      return {
        ...resultOf(context, true, key, after),
        ...(await content()),
        ...backupFile(outcomes),
      };
    },
    failed: (error, outcomes) => ({
      changed: false,
      msg: outcomes[0]?.command?.stderr.toString().trim() || error.message,
    }),
  };
}
