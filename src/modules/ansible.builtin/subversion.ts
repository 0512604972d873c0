import { ask, outcomeOf, requireProgram, succeeded } from '../commands/program.ts';
import type { Step, StepOutcome } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import { quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { bestLocale } from '../packages/apt-keys.ts';
import { compareDebianVersions } from '../packages/debian-version.ts';

const ARGUMENTS = {
  dest: arg.path({ doc: 'Folder of the working copy.' }),
  repo: arg.str({ required: true, aliases: ['name', 'repository'], doc: 'URL of the repository.' }),
  revision: arg.str({ default: 'HEAD', aliases: ['rev', 'version'], doc: 'The revision.' }),
  force: arg.bool({ default: false, doc: 'Discard modified files.' }),
  username: arg.str({ doc: 'Name to log in with.' }),
  password: arg.str({ noLog: true, doc: 'Password to log in with.' }),
  executable: arg.path({ doc: 'The svn to use.' }),
  export: arg.bool({ default: false, doc: 'Export without version control.' }),
  checkout: arg.bool({ default: true, doc: 'Check out where there is no working copy.' }),
  update: arg.bool({ default: true, doc: 'Fetch new revisions.' }),
  switch: arg.bool({ default: true, doc: 'Switch to the URL before an update.' }),
  in_place: arg.bool({ default: false, doc: 'Check out over a folder that is none.' }),
  validate_certs: arg.bool({ default: false, doc: "Check the server's certificate." }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

const MODIFIED = 'ERROR: modified files exist in the repository.';

/** How svn is called: options, and the password, which goes to its input. */
interface Svn {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly password: string | null;
}

export const subversion = defineModule({
  name: 'ansible.builtin.subversion',
  summary: 'Deploys a subversion repository',
  examples: `- name: Check out a repository
  ansible.builtin.subversion:
    repo: svn+ssh://an.example.org/path/to/repo
    dest: /src/checkout
`,
  args: ARGUMENTS,
  returns: { before: 'Revision and URL before.', after: 'Revision and URL after.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { repo, revision, force } = args;
    const program = args.executable || (await requireProgram(target, 'svn'));
    const dest = args.dest ?? '';
    if (!dest && (args.checkout || args.update || args.export)) {
      fail(
        'the destination directory must be specified unless checkout=no, update=no, and export=no',
      );
    }
    const svn = await svnFor(context, program);
    if (!args.export && !args.update && !args.checkout) {
      const info = await query(context, svn, ['info', repo]);
      return done({ changed: false, after: revisionOf(info) ?? 'Unable to get remote revision' });
    }
    const run = (steps: readonly Step[], finish: (outcomes: readonly StepOutcome[]) => Result) =>
      stepsPlan(steps, { changed: true }, { env: environmentOf(svn), finish });
    const info = step(svn, ['info', dest]);
    if (args.export || (await target.stat(dest, { follow: true })) === null) {
      if (check) return done({ changed: true });
      if (args.export) {
        const exported = ['export', ...(force ? ['--force'] : []), '-r', revision, repo, dest];
        return run([step(svn, exported)], () => ({ changed: true }));
      }
      if (!args.checkout) return done({ changed: false });
      const steps = [step(svn, ['checkout', '-r', revision, repo, dest]), info];
      return run(steps, (outcomes) => ({ changed: true, before: null, after: placeOf(outcomes) }));
    }
    const own = await tryOut(context, svn, ['info', dest]);
    if (own.rc !== 0) {
      if (!args.in_place) {
        fail(`ERROR: ${dest} folder already exists, but its not a subversion repository.`);
      }
      if (check) return done({ changed: true, before: null });
      const revert = { shell: `${modified(svn, dest)} && ${text(svn, ['revert', '-R', dest])}` };
      const steps = [
        step(svn, ['checkout', '--force', '-r', revision, repo, dest]),
        ...(force ? [{ shell: `{ ${revert.shell}; } || :` }] : []),
        info,
      ];
      return run(steps, (outcomes) => ({ changed: true, before: null, after: placeOf(outcomes) }));
    }
    if (!args.update) return done({ changed: false });
    const status = await query(context, svn, ['status', '--quiet', '--ignore-externals', dest]);
    const isModified = status.split('\n').some((line) => /^[^?X]/.test(line));
    if (check) {
      if (isModified && !force) fail(MODIFIED);
      const head = await query(context, svn, ['info', '-r', revision, dest]);
      const before = revisionOf(own.stdout) ?? 'Unable to get revision';
      const after = revisionOf(head) ?? 'Unable to get revision';
      return done({ changed: numberOf(before) < numberOf(after), before, after });
    }
    const switching = args.switch
      ? [step(svn, ['switch', '--revision', revision, repo, dest])]
      : [];
    if (isModified && !force) {
      if (switching.length === 0) fail(MODIFIED);
      return run(switching, () => fail(MODIFIED));
    }
    const reverting = isModified ? [step(svn, ['revert', '-R', dest])] : [];
    const updating = step(svn, ['update', '-r', revision, dest]);
    return run([...switching, ...reverting, updating, info], (outcomes) => {
      const touched = outcomes.slice(0, -1).some(({ stdout }) => /^[ABDUCGE]\s/m.test(stdout));
      return {
        changed: isModified || touched,
        before: place(own.stdout),
        after: placeOf(outcomes),
      };
    });
  },
});

function done(result: Result): Plan {
  return { changes: [], result };
}

async function svnFor({ args, target, controller }: Context, program: string): Promise<Svn> {
  const locale = await bestLocale(target);
  const argv = [program, '--non-interactive', '--no-auth-cache'];
  if (!args.validate_certs) argv.push('--trust-server-cert');
  if (args.username) argv.push('--username', args.username);
  const env = { LANG: locale, LC_ALL: locale, LC_MESSAGES: locale };
  if (!args.password) return { argv, env, password: null };
  const version = [program, '--version', '--quiet'];
  const { stdout } = succeeded(version, await ask(target, version));
  if (compareDebianVersions(stdout.trim(), '1.10.0') >= 0) {
    return { argv: [...argv, '--password-from-stdin'], env, password: args.password };
  }
  controller.warn(
    'The authentication provided will be used on the svn command line and is not secure. To securely pass credentials, upgrade svn to version 1.10.0 or greater.',
  );
  return { argv: [...argv, '--password', args.password], env, password: null };
}

function environmentOf({ env, password }: Svn): Record<string, string> {
  return { ...env, ...(password === null ? {} : { SVN_PASSWORD: password }) };
}

function text({ argv, password }: Svn, words: readonly string[]): string {
  const call = quoteWords([...argv, ...words]);
  return password === null ? call : `printf '%s\\n' "$SVN_PASSWORD" | ${call}`;
}

function step(svn: Svn, words: readonly string[]): Step {
  return svn.password === null ? [...svn.argv, ...words] : { shell: text(svn, words) };
}

/** Shell text that is true where the working copy has modified files. */
function modified(svn: Svn, dest: string): string {
  const status = text(svn, ['status', '--quiet', '--ignore-externals', dest]);
  return `${status} | grep -q '^[^?X]'`;
}

async function tryOut(
  { target }: Context,
  { argv, env, password }: Svn,
  words: readonly string[],
): Promise<StepOutcome> {
  const stdin = password === null ? {} : { stdin: `${password}\n` };
  return outcomeOf(await target.query({ argv: [...argv, ...words], env, ...stdin }));
}

async function query(context: Context, svn: Svn, words: readonly string[]): Promise<string> {
  return succeeded([...svn.argv, ...words], await tryOut(context, svn, words)).stdout;
}

/** `Revision: 5` of what `svn info` says, in whichever language. */
function revisionOf(info: string): string | null {
  return /^[\p{L}\p{N}_]+\s?:\s+\d+$/mu.exec(info)?.[0] ?? null;
}

/** Revision and URL. */
function place(info: string): string[] {
  const url = /^URL\s?:.*$/m.exec(info)?.[0];
  return [revisionOf(info) ?? 'Unable to get revision', url ?? 'Unable to get URL'];
}

function placeOf(outcomes: readonly StepOutcome[]): string[] {
  return place(outcomes.at(-1)?.stdout ?? '');
}

function numberOf(revision: string): number {
  return Number(revision.split(':')[1]);
}
