import type { Change, ChangeOutcome, FileStat } from '../../targets/types.ts';
import { ask, requireProgram, succeeded } from '../commands/program.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import {
  type ArgumentValues,
  arg,
  defineModule,
  type FileAttributeArguments,
  fail,
} from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';
import { freshFolder, inFreshFolder, keptAttributes } from '../keys/fresh-files.ts';
import {
  type OpensshCertificate,
  opensshCertificateFacts,
  readOpensshCertificate,
} from '../keys/openssh-certificate.ts';
import {
  fitsFully,
  fitsPartially,
  type WantedCertificate,
} from '../keys/openssh-certificate-match.ts';
import { certificateMoment, validityText } from '../keys/openssh-validity.ts';

const ARGUMENTS = {
  force: arg.bool({ default: false, doc: 'Make a new certificate in any case.' }),
  identifier: arg.str({ doc: 'Name of the certificate in logs.' }),
  options: arg.list({ elements: 'str', doc: 'What the certificate allows and forbids.' }),
  path: arg.path({ required: true, doc: 'File of the certificate.' }),
  pkcs11_provider: arg.str({ doc: 'Library of the token that has the signing key.' }),
  principals: arg.list({ elements: 'str', doc: 'Users or hosts that it is for.' }),
  public_key: arg.path({ doc: 'File of the key to certify.' }),
  regenerate: arg.str({
    default: 'partial_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    doc: 'When a certificate that is there is made anew.',
  }),
  signature_algorithm: arg.str({
    choices: ['ssh-rsa', 'rsa-sha2-256', 'rsa-sha2-512'],
    doc: 'How an RSA key signs.',
  }),
  signing_key: arg.path({ doc: "File of the CA's private key." }),
  serial_number: arg.int({ doc: 'Number of the certificate.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the certificate is to be.',
  }),
  type: arg.str({ choices: ['host', 'user'], doc: 'Whom it is for.' }),
  use_agent: arg.bool({ default: false, doc: 'The signing key is in an agent.' }),
  valid_at: arg.str({ doc: 'When a certificate that stays has to be valid.' }),
  valid_from: arg.str({ doc: 'When the certificate begins.' }),
  valid_to: arg.str({ doc: 'When the certificate ends.' }),
  ignore_timestamps: arg.bool({ default: false, doc: 'Keep a certificate with other times.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS> & FileAttributeArguments>;

export const openssh_cert = defineModule({
  name: 'community.crypto.openssh_cert',
  summary: 'Generate OpenSSH host or user certificates',
  examples: `- name: Certify the host
  community.crypto.openssh_cert:
    path: /etc/ssh/ssh_host_ed25519_key-cert.pub
    type: host
    signing_key: /root/ca
    public_key: /etc/ssh/ssh_host_ed25519_key.pub
    valid_from: always
    valid_to: forever
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'present', ['type', 'signing_key', 'public_key', 'valid_from', 'valid_to']],
    ],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the certificate',
    type: '`host` or `user`',
    info: 'What ssh-keygen tells of it',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, diff, target } = context;
    const { path } = args;
    const program = await requireProgram(target, 'ssh-keygen');
    const present = args.state === 'present';
    const files = present ? [path, args.public_key ?? '', args.signing_key ?? ''] : [path];
    const folders = files.map(parentOf);
    const [stat, content, clock, ...parents] = await Promise.all([
      target.stat(path, { follow: true }),
      target.readFile(path),
      target.query({ argv: ['date', '+%s'] }),
      ...folders.map((folder) => target.stat(folder, { follow: true })),
    ]);
    const missing = folders[parents.findIndex((one) => one?.type !== 'directory')];
    if (missing !== undefined) {
      const name = missing;
      fail(`The directory ${name} does not exist or the file is not a directory`, { name });
    }
    if (present && args.options?.length && args.type === 'host') {
      fail('Options can only be used with user certificates.');
    }
    const before = content === null ? null : existing(context, content);
    const now = Number(clock.stdout.toString());
    const known: Known = { context, program, parent: parents[0] ?? null, stat, before, now };
    if (present) return planPresent(known);
    const changed = stat !== null;
    const sides = { before: opensshCertificateFacts(before), after: {} };
    return {
      changes: changed ? [{ op: 'remove', path }] : [],
      result: { changed, ...(diff && { diff: sides }) },
    };
  },
});

interface Known {
  readonly context: Context;
  readonly program: string;
  readonly parent: FileStat | null;
  readonly stat: FileStat | null;
  readonly before: OpensshCertificate | null;
  /** Seconds since the epoch. */
  readonly now: number;
}

const modeOf = ({ args }: Context): string => (args.force ? 'always' : args.regenerate);

/** The certificate that is there; null for what can't be read. @throws ModuleFailure where it must not be replaced */
function existing(context: Context, content: Buffer): OpensshCertificate | null {
  try {
    return readOpensshCertificate(content, context.args.path);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const text = `Unable to read existing certificate: ${error.message}`;
    if (['never', 'fail'].includes(modeOf(context))) fail(text);
    context.controller.warn(text);
    return null;
  }
}

function wantedCertificate({ context, now }: Known): WantedCertificate {
  const { args } = context;
  const [from, to] = [args.valid_from ?? '', args.valid_to ?? ''];
  const [validFrom, validTo] = [certificateMoment(from, now), certificateMoment(to, now)];
  if (validFrom.seconds > validTo.seconds) {
    fail(`Valid from: ${from} must not be greater than Valid to: ${to}`);
  }
  return {
    type: args.type ?? '',
    identifier: args.identifier ?? '',
    principals: args.principals ?? [],
    options: args.options ?? [],
    serial: args.serial_number,
    algorithm: args.signature_algorithm,
    validFrom,
    validTo,
    validAt: args.valid_at === null ? null : certificateMoment(args.valid_at, now).seconds,
    ignoreTimestamps: args.ignore_timestamps,
  };
}

/** Whether the certificate is made. @throws ModuleFailure where what is there must not be replaced */
async function generates(known: Known, wanted: WantedCertificate): Promise<boolean> {
  const { context, before } = known;
  const mode = modeOf(context);
  if (mode === 'always' || before === null) return true;
  if (mode === 'never') return false;
  if (mode === 'partial_idempotence') return !fitsPartially(before, wanted);
  const fits = fitsPartially(before, wanted) && fitsFully(before, wanted, await keysOf(known));
  if (!fits && mode === 'fail') {
    fail('Certificate does not match the provided options.', {
      cert: opensshCertificateFacts(before),
    });
  }
  return !fits;
}

/** Fingerprints of the key to certify and of the one that signs. */
async function keysOf({ context, program }: Known) {
  const { args, target } = context;
  const fingerprint = async (path: string | null): Promise<string> => {
    const argv = [program, '-l', '-f', path ?? ''];
    return succeeded(argv, await ask(target, argv)).stdout.split(/\s+/)[1] ?? '';
  };
  const [publicKey, signingKey] = await Promise.all([
    fingerprint(args.public_key),
    fingerprint(args.signing_key),
  ]);
  return { publicKey, signingKey };
}

/** The command that signs a copy of the key. */
function signing({ context, program }: Known, wanted: WantedCertificate, key: string): string[] {
  const { args } = context;
  const validity = validityText(wanted.validFrom, wanted.validTo);
  const given = (option: string, value: string | null): string[] => (value ? [option, value] : []);
  return [
    program,
    ...['-s', args.signing_key ?? '', '-P', '', '-I', wanted.identifier],
    ...wanted.options.flatMap((option) => ['-O', option]),
    ...given('-D', args.pkcs11_provider),
    ...given('-n', wanted.principals.join(',')),
    ...given('-z', wanted.serial === null ? null : String(wanted.serial)),
    ...(wanted.type === 'host' ? ['-h'] : []),
    ...(args.use_agent ? ['-U'] : []),
    ...given('-V', validity),
    ...given('-t', wanted.algorithm),
    key,
  ];
}

async function planPresent(known: Known): Promise<Plan> {
  const { context, program, parent, stat, before } = known;
  const { args, check, diff, target } = context;
  const { path } = args;
  const wanted = wantedCertificate(known);
  const fresh = await generates(known, wanted);
  const resultOf = (told: string, after: OpensshCertificate | null): Result => ({
    type: args.type,
    filename: path,
    info: infoLines(told),
    changed: fresh,
    ...(diff && {
      diff: { before: opensshCertificateFacts(before), after: opensshCertificateFacts(after) },
    }),
  });
  const telling = [program, '-L', '-f', path];
  if (check || !fresh) {
    const { stdout } = await ask(target, telling);
    return { changes: [], result: resultOf(stdout, null) };
  }
  const key = args.public_key ?? '';
  if ((await target.stat(key, { follow: true })) === null) {
    fail(`Unable to stage temporary key: [Errno 2] No such file or directory: '${key}'`);
  }
  const folder = freshFolder();
  const copy = `${folder}/${key.replace(/^.*\//s, '')}`;
  const argv = signing(known, wanted, copy);
  const script = `cp -p ${quoteWords([key, copy])} && TZ=UTC ${quoteWords(argv)} && mv ${folder}/*-cert.pub ${folder}/made`;
  const current = stat ?? (await createdStat(target, path, 'file', 0, parent));
  const { attributes, changed } = await planAttributes(args, { ...current, path }, target);
  const shown = `${SECTION_FUNCTIONS}\nrun told ${quoteWords(telling)}\ns made; cat ${quoteWord(path)}`;
  const changes: Change[] = [
    { op: 'run', command: inFreshFolder(folder, script) },
    { op: 'copy', from: `${folder}/made`, to: path, ...keptAttributes(stat, 0o644) },
    { op: 'remove', path: folder, recursive: true },
    ...(changed ? [{ op: 'attributes' as const, path, ...attributes }] : []),
    { op: 'run', command: { shell: shown, env: { LC_ALL: 'C' } } },
  ];
  return {
    changes,
    result: resultOf('', null),
    finish(outcomes): Result {
      const sections = new Sections(outcomes.at(-1)?.command?.stdout ?? Buffer.alloc(0));
      const made = Buffer.from(sections.text('made'));
      return resultOf(sections.text('told.out'), readOpensshCertificate(made, path));
    },
    failed: (error, outcomes) => refused(argv, outcomes, error),
  };
}

function refused(
  argv: readonly string[],
  outcomes: readonly ChangeOutcome[],
  error: Error,
): Result {
  const run = outcomes[0]?.command;
  if (run === undefined || run.rc === 0) return { changed: false, msg: error.message };
  const [stdout, stderr] = [run.stdout.toString(), run.stderr.toString()];
  return {
    changed: false,
    msg: stderr.trimEnd(),
    cmd: quoteWords(argv),
    rc: run.rc,
    stdout,
    stderr,
  };
}

const HEADS = [
  'Type:',
  'Public',
  'Signing',
  'Key',
  'Serial:',
  'Valid:',
  'Principals:',
  'Critical',
  'Extensions:',
];

/** What ssh-keygen tells, a line a topic, without the file's name. */
function infoLines(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (HEADS.includes(word)) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`);
  }
  return lines.slice(1);
}
