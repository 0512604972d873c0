import type { Change, FileStat } from '../../targets/types.ts';
import { requireProgram } from '../commands/program.ts';
import { Sections } from '../commands/sections.ts';
import { quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import {
  type ArgumentValues,
  arg,
  defineModule,
  type FileAttributeArguments,
  fail,
  leaveToPython,
} from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';
import { freshFolder, inFreshFolder, keptAttributes } from '../keys/fresh-files.ts';
import { type Keygen, pairMaking, pairQuestion } from '../keys/openssh-keygen.ts';
import {
  type KeyPair,
  keyPairDiff,
  keySize,
  pairOf,
  publicText,
  samePublicKey,
} from '../keys/openssh-keypair.ts';

const ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the keys are to be.',
  }),
  size: arg.int({ doc: 'Bits of the key.' }),
  type: arg.str({
    default: 'rsa',
    choices: ['rsa', 'dsa', 'rsa1', 'ecdsa', 'ed25519'],
    doc: 'Kind of the key.',
  }),
  force: arg.bool({ default: false, doc: 'Make new keys in any case.' }),
  path: arg.path({ required: true, doc: 'File of the private key.' }),
  comment: arg.str({ doc: 'Comment of the public key.' }),
  regenerate: arg.str({
    default: 'partial_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    doc: 'When keys that are there are made anew.',
  }),
  passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
  private_key_format: arg.str({
    default: 'auto',
    choices: ['auto', 'pkcs1', 'pkcs8', 'ssh'],
    doc: 'Format of the private key.',
  }),
  backend: arg.str({
    default: 'auto',
    choices: ['auto', 'cryptography', 'opensshbin'],
    doc: 'What makes the keys.',
  }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS> & FileAttributeArguments;

export const openssh_keypair = defineModule({
  name: 'community.crypto.openssh_keypair',
  summary: 'Generate OpenSSH private and public keys',
  examples: `- name: A key of the host's own
  community.crypto.openssh_keypair:
    path: /root/.ssh/id_ed25519
    type: ed25519
`,
  args: ARGUMENTS,
  fileAttributes: true,
  returns: {
    fingerprint: 'Fingerprint of the key',
    public_key: 'The public key',
    comment: 'Its comment',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const { path } = args;
    const phrase = args.passphrase || null;
    const library = args.backend === 'cryptography' || (args.backend === 'auto' && phrase !== null);
    if (args.private_key_format !== 'auto' && !library) {
      fail(
        "'auto' is the only valid option for 'private_key_format' when 'backend' is not 'cryptography'",
      );
    }
    const size = keySize(args.type, args.size);
    if (library && args.type === 'rsa1') {
      fail('RSA1 keys are not supported by the cryptography backend');
    }
    const folder = parentOf(path);
    const [program, parent, stat, publicStat, content] = await Promise.all([
      requireProgram(target, 'ssh-keygen'),
      target.stat(folder, { follow: true }),
      target.stat(path, { follow: true }),
      target.stat(`${path}.pub`, { follow: true }),
      target.readFile(`${path}.pub`).catch(() => null),
    ]);
    if (parent?.type !== 'directory') {
      fail(`The directory ${folder} does not exist or the file is not a directory`, {
        name: folder,
      });
    }
    if (stat?.type === 'directory') {
      fail(`${path} is a directory. Please specify a path to a file.`);
    }
    const keygen = { program, library, phrase: library ? phrase : null };
    const asked = await target.query(pairQuestion(keygen, path));
    const sections = new Sections(asked.stdout);
    const before = pairOf(sections, content?.toString() ?? null, keygen.phrase !== null);
    const known: Known = { context, keygen, size, before, parent, stat, publicStat };
    return args.state === 'present' ? planPresent(known) : planAbsent(known);
  },
});

interface Known {
  readonly context: ModuleContext<Arguments>;
  readonly keygen: Keygen;
  readonly size: number;
  readonly before: KeyPair;
  readonly parent: FileStat;
  /** Of the private key. */
  readonly stat: FileStat | null;
  readonly publicStat: FileStat | null;
}

function resultOf({ context, size, before }: Known, changed: boolean, after: KeyPair): Result {
  const { args, diff } = context;
  const kind = after.kind ?? before.kind;
  const publicKey = after.publicKey ?? before.publicKey;
  return {
    size,
    type: args.type,
    filename: args.path,
    fingerprint: kind?.fingerprint ?? '',
    public_key: publicKey === null ? '' : publicText(publicKey),
    comment: publicKey?.comment ?? '',
    changed,
    ...(diff && { diff: keyPairDiff(before, after) }),
  };
}

const NO_KEYS: KeyPair = { kind: null, publicKey: null, matching: null, readable: false };

function planAbsent(known: Known): Plan {
  const { path } = known.context.args;
  const changes: Change[] = [
    ...(known.stat === null ? [] : [{ op: 'remove' as const, path }]),
    ...(known.publicStat === null ? [] : [{ op: 'remove' as const, path: `${path}.pub` }]),
  ];
  return { changes, result: resultOf(known, changes.length > 0, NO_KEYS) };
}

/** Whether new keys are to be made. @throws ModuleFailure where what is there must not be touched */
function generates({ context, keygen, before, size, stat }: Known): boolean {
  const { args } = context;
  const mode = args.force ? 'always' : args.regenerate;
  const careful = ['never', 'fail', 'partial_idempotence'].includes(mode);
  if (stat !== null && careful && (before.kind === null || !before.readable)) {
    fail(
      'Unable to read the key. The key is protected with a passphrase or broken. Will not proceed. To force regeneration, call the module with `generate` set to `full_idempotence` or `always`, or with `force=true`.',
    );
  }
  if (before.kind === null || mode === 'always') return true;
  const formatted =
    args.private_key_format === 'auto' || before.kind.format === formatOf(args.private_key_format);
  const fits =
    before.kind.size === size && before.kind.type === args.type && (formatted || !keygen.library);
  if (mode === 'never' || fits) return false;
  if (mode === 'fail') {
    fail(
      'Key has wrong type and/or size. Will not proceed. To force regeneration, call the module with `generate` set to `partial_idempotence`, `full_idempotence` or `always`, or with `force=true`.',
    );
  }
  return true;
}

/** The format of a private key, as its file is looked at. */
const formatOf = (given: string): string => (given === 'auto' ? 'SSH' : given.toUpperCase());

async function planPresent(known: Known): Promise<Plan> {
  const { context, keygen, before, size, parent, stat, publicStat } = known;
  const { args, check, target } = context;
  const { path } = args;
  const fresh = generates(known);
  const restores = !fresh && !samePublicKey(before, args.comment);
  const missing = stat === null || publicStat === null;
  if (check && (fresh || restores || missing)) {
    return { changes: [], result: resultOf(known, true, before) };
  }
  const changes: Change[] = [];
  if (fresh) {
    const folder = freshFolder();
    const file = `${folder}/key`;
    const format = formatOf(args.private_key_format);
    if (format === 'PKCS1' && args.type === 'ed25519') {
      fail('unexpected error occurred: ed25519 keys cannot be represented in PKCS1 format');
    }
    if (format !== 'SSH' && keygen.phrase !== null && keygen.phrase.length < 5) {
      leaveToPython('ssh-keygen takes no phrase of less than five characters');
    }
    const { script, env } = pairMaking(keygen, file, { ...args, size, format });
    changes.push(
      { op: 'run', command: inFreshFolder(folder, script, env) },
      { op: 'copy', from: file, to: path, ...keptAttributes(stat, 0o600) },
      { op: 'copy', from: `${file}.pub`, to: `${path}.pub`, ...keptAttributes(publicStat, 0o644) },
      { op: 'remove', path: folder, recursive: true },
    );
  } else if (restores) {
    const { matching } = before;
    if (matching === null) {
      fail(
        'The public key is missing or does not match the private key. Unable to regenerate the public key.',
      );
    }
    const ending = keygen.library && args.comment ? ` ${args.comment}` : '';
    const content = Buffer.from(`${publicText(matching)}${ending}\n`);
    changes.push({ op: 'write', path: `${path}.pub`, content, mode: publicStat?.mode ?? 0o644 });
    if (args.comment && !keygen.library) {
      const argv = [keygen.program, '-q', '-o', '-c', '-C', args.comment, '-f', path];
      changes.push({ op: 'run', command: { argv } });
    }
  }
  const attributes = await Promise.all(
    [[path, stat, 0o600] as const, [`${path}.pub`, publicStat, 0o644] as const].map(
      async ([file, there, mode]) => {
        const current = there ?? { ...(await createdStat(target, file, 'file', 0, parent)), mode };
        return { file, plan: await planAttributes(args, { ...current, path: file }, target) };
      },
    ),
  );
  for (const { file, plan } of attributes) {
    if (plan.changed) changes.push({ op: 'attributes', path: file, ...plan.attributes });
  }
  const changed = changes.length > 0;
  if (check || !changed) return { changes: [], result: resultOf(known, changed, before) };
  const told = `s public; cat ${quoteWords([`${path}.pub`])}`;
  changes.push({ op: 'run', command: pairQuestion(keygen, path, told) });
  return {
    changes,
    result: resultOf(known, true, before),
    finish(outcomes): Result {
      const sections = new Sections(outcomes.at(-1)?.command?.stdout ?? Buffer.alloc(0));
      const after = pairOf(sections, sections.text('public'), keygen.phrase !== null);
      return resultOf(known, true, after);
    },
    failed: (error, outcomes) => ({
      changed: false,
      msg: `unexpected error occurred: ${outcomes.at(-1)?.command?.stderr.toString() || error.message}`,
    }),
  };
}
