import { ask, findProgram, outcomeOf, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { fetchPlain } from '../http/plain-request.ts';

const ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the key is to be trusted.',
  }),
  key: arg.str({ required: true, noLog: false, doc: "The key's URL, file, or id to remove." }),
  fingerprint: arg.str({ doc: 'Fingerprint that the key must have.' }),
  validate_certs: arg.bool({ default: true, doc: 'Check the certificate of the URL.' }),
};

type RpmKeyContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

/** A key to import: a file of the host, or what a URL brought. */
type KeySource = { readonly file: string } | { readonly data: Buffer };

export const rpm_key = defineModule({
  name: 'ansible.builtin.rpm_key',
  summary: 'Adds or removes a gpg key from the rpm db',
  examples: `- name: Trust a key from a file
  ansible.builtin.rpm_key:
    key: /etc/pki/rpm-gpg/RPM-GPG-KEY-example
`,
  args: ARGUMENTS,
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const rpm = await requireProgram(target, 'rpm');
    const gpg = (await findProgram(target, 'gpg')) ?? (await requireProgram(target, 'gpg2'));
    const source = await sourceOf(context);
    const list = [gpg, '--no-tty', '--batch', '--with-colons', '--fixed-list-mode'];
    const given = source === null ? args.key : await field(context, list, source, 'pub:', 4);
    const id = given.trim().toUpperCase().replace(/^0X/, '');
    const imported = await isImported(context, rpm, list, id);
    const present = args.state === 'present';
    if (imported === present) return { changes: [], result: { changed: false } };
    let command: { argv: string[] } | { shell: string; stdin: Buffer };
    if (present) {
      if (source === null) fail('When importing a key, a valid file must be given');
      if (args.fingerprint) await checkFingerprint(context, list, source, args.fingerprint);
      command =
        'file' in source
          ? { argv: [rpm, '--import', source.file] }
          : {
              shell: `umask 077; f=$(mktemp) && cat > "$f" && ${quoteWords([rpm])} --import "$f"; c=$?; rm -f "$f"; exit "$c"`,
              stdin: source.data,
            };
    } else {
      const name = `gpg-pubkey-${id.slice(-8).toLowerCase()}`;
      command = { argv: [rpm, '--erase', '--allmatches', name] };
    }
    const result = { changed: true };
    if (check) return { changes: [], result };
    return {
      changes: [{ op: 'run', command }],
      result,
      finish([outcome]) {
        successful(outcomeOf(outcome?.command));
        return result;
      },
    };
  },
});

async function sourceOf({ args, target, controller }: RpmKeyContext): Promise<KeySource | null> {
  const { key } = args;
  if (key.includes('://')) {
    controller.takesFolder?.();
    const fetched = await fetchPlain(target, key, args.validate_certs);
    if (fetched.status !== 200) {
      fail(`failed to fetch key at ${key} , error was: ${fetched.msg}`);
    }
    const block = /-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----/s;
    if (!block.test(fetched.body.toString('latin1'))) fail(`Not a public key: ${key}`);
    return { data: fetched.body };
  }
  if (/^(0x)?[0-9a-f]{8}/i.test(key)) return null;
  const stat = await target.stat(key, { follow: true });
  return stat?.type === 'file' ? { file: key } : fail(`Not a valid key ${key}`);
}

/** A field of the first line of gpg's listing that begins so. @throws ModuleFailure */
async function field(
  { target }: RpmKeyContext,
  list: readonly string[],
  source: KeySource,
  start: 'pub:' | 'fpr:',
  at: number,
): Promise<string> {
  const command =
    'file' in source
      ? { argv: [...list, source.file] }
      : { argv: [...list, '-'], stdin: source.data };
  const run = outcomeOf(await target.query({ ...command, env: { LC_ALL: 'C' } }));
  const line = successful(run)
    .stdout.split('\n')
    .map((one) => one.trim())
    .find((one) => one.startsWith(start));
  return line?.split(':')[at] ?? fail('Unexpected gpg output');
}

async function checkFingerprint(
  context: RpmKeyContext,
  list: readonly string[],
  source: KeySource,
  fingerprint: string,
): Promise<void> {
  const wanted = fingerprint.replaceAll(' ', '').toUpperCase();
  const own = await field(context, [...list, '--with-fingerprint'], source, 'fpr:', 9);
  if (wanted !== own) {
    fail(`The specified fingerprint, '${wanted}', does not match the key fingerprint '${own}'`);
  }
}

async function isImported(
  { target }: RpmKeyContext,
  rpm: string,
  list: readonly string[],
  id: string,
): Promise<boolean> {
  const { rc } = await ask(target, [rpm, '-q', 'gpg-pubkey']);
  if (rc !== 0) return false;
  const keys = `${quoteWords([rpm])} -q gpg-pubkey --qf "%{description}" | ${quoteWords([...list, '-'])}`;
  const run = outcomeOf(await target.query({ shell: keys, env: { LC_ALL: 'C' } }));
  return successful(run)
    .stdout.split('\n')
    .some((line) => line.split(':')[4]?.includes(id));
}

function successful(run: StepOutcome): StepOutcome {
  return run.rc === 0 ? run : fail(run.stderr);
}
