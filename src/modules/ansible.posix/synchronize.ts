import { posix } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram } from '../commands/program.ts';
import { quoteWord, quoteWords, splitWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { connectedArguments, runsOnController } from '../network/rsync-ends.ts';

const ARGUMENTS = {
  src: arg.str({ required: true, doc: 'What to copy, on the side that `mode` says.' }),
  dest: arg.str({ required: true, doc: 'Where to copy it.' }),
  dest_port: arg.int({ doc: 'Port of the other host.' }),
  delete: arg.bool({ default: false, doc: 'Remove what the source does not have.' }),
  private_key: arg.path({ local: true, doc: 'Key for SSH.' }),
  rsync_path: arg.str({ doc: 'The rsync of the other host.' }),
  _local_rsync_path: arg.path({ default: 'rsync', local: true, doc: 'The rsync to start.' }),
  _local_rsync_password: arg.str({ noLog: true, doc: 'Password of the login.' }),
  _substitute_controller: arg.bool({ default: false, doc: 'Unused.' }),
  archive: arg.bool({ default: true, doc: 'Copy all of it with all it has.' }),
  checksum: arg.bool({ default: false, doc: 'Compare content instead of time and size.' }),
  compress: arg.bool({ default: true, doc: 'Compress what is sent.' }),
  existing_only: arg.bool({ default: false, doc: 'Make no new files.' }),
  dirs: arg.bool({ default: false, doc: 'Copy folders without what is in them.' }),
  recursive: arg.bool({ doc: 'Copy what is in folders; default: as `archive`.' }),
  links: arg.bool({ doc: 'Copy links as links; default: as `archive`.' }),
  copy_links: arg.bool({ default: false, doc: 'Copy what links point to.' }),
  perms: arg.bool({ doc: 'Copy permissions; default: as `archive`.' }),
  times: arg.bool({ doc: 'Copy times; default: as `archive`.' }),
  owner: arg.bool({ doc: 'Copy owners; default: as `archive`.' }),
  group: arg.bool({ doc: 'Copy groups; default: as `archive`.' }),
  set_remote_user: arg.bool({ default: true, doc: "Log in as the inventory's user." }),
  rsync_timeout: arg.int({ default: 0, doc: 'Seconds without data until rsync gives up.' }),
  rsync_opts: arg.list({ default: [], elements: 'str', doc: 'Further options.' }),
  ssh_args: arg.str({ doc: "Options for SSH; `use_ssh_args` takes the inventory's." }),
  ssh_connection_multiplexing: arg.bool({
    default: false,
    doc: 'Share a connection that is open already.',
  }),
  partial: arg.bool({ default: false, doc: 'Keep what was sent when it breaks off.' }),
  verify_host: arg.bool({ default: false, doc: "Check the other host's key." }),
  delay_updates: arg.bool({ default: true, doc: 'Put all files in place at the end.' }),
  mode: arg.str({
    default: 'push',
    choices: ['pull', 'push'],
    doc: 'push: from here to the host; pull: from the host to here.',
  }),
  link_dest: arg.list({ elements: 'str', doc: 'Folders to make hard links into.' }),
};

export type SynchronizeContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

const MARKER = '<<CHANGED>>';

/** Options that `archive` stands for, in rsync's and the module's words. */
const ARCHIVED = ['recursive', 'links', 'perms', 'times', 'owner', 'group'] as const;

export const synchronize = defineModule({
  name: 'ansible.posix.synchronize',
  summary: 'A wrapper around rsync to make common tasks in your playbooks quick and easy',
  examples: `- name: Copy a folder to the host
  ansible.posix.synchronize:
    src: some/path
    dest: /srv/path
`,
  args: ARGUMENTS,
  returns: { cmd: 'The command that was run.' },
  support: { check: 'full', diff: 'full' },
  reportName: 'ansible.posix.synchronize',
  prepare: (raw, _, context) => connectedArguments(raw, context),
  async plan(context): Promise<Plan> {
    if ([context.args.src, context.args.dest].every((path) => path.startsWith('rsync://'))) {
      fail('either src or dest must be a localhost', { rc: 1 });
    }
    return {
      changes: [],
      result: {},
      async perform(target) {
        if (!runsOnController(context)) {
          const command = await commandLine(context, target);
          return run(context, command, async (argv, env) => {
            const [outcome] = await target.apply([{ op: 'run', command: { argv, env } }]);
            return outcome?.command;
          });
        }
        const { openDirectTarget } = await import('../../targets/direct/target.ts');
        const direct = openDirectTarget();
        try {
          const command = await commandLine(context, direct.target);
          return await run(context, command, (argv, env) => direct.target.query({ argv, env }));
        } finally {
          direct.close();
        }
      },
    };
  },
});

type Run = (
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
) => Promise<Awaited<ReturnType<ReadTarget['query']>> | undefined>;

async function run(
  { args, diff }: SynchronizeContext,
  command: string,
  start: Run,
): Promise<Result> {
  const words = splitWords(command) ?? fail('No closing quotation');
  const password = args._local_rsync_password;
  const env = password === null ? {} : { SSHPASS: password };
  const outcome = await start(words, env);
  const rc = outcome?.rc ?? 1;
  if (rc !== 0) fail(outcome?.stderr.toString() ?? '', { rc, cmd: command });
  const output = outcome?.stdout.toString() ?? '';
  const clean = output.replaceAll(MARKER, '');
  return {
    // With link_dest rsync is verbose, and a leading point says that nothing changed.
    changed: args.link_dest?.length ? !output.includes(`${MARKER}.`) : output.includes(MARKER),
    msg: clean,
    rc,
    cmd: command,
    stdout_lines: clean.split('\n').filter((line) => line !== ''),
    ...(diff ? { diff: { prepared: clean } } : {}),
  };
}

/** The command as text, quoted as Ansible shows it. */
async function commandLine(
  { args, controller, check }: SynchronizeContext,
  target: ReadTarget,
): Promise<string> {
  const words: string[] = [];
  if (args._local_rsync_password !== null) {
    if ((await ask(target, ['sshpass', '-V'], { optional: true })).rc !== 0) {
      fail('to use rsync connection with passwords, you must install the sshpass program');
    }
    words.push('sshpass', '-e');
  }
  const rsync = args._local_rsync_path;
  words.push(rsync.includes('/') ? rsync : await requireProgram(target, rsync));
  const put = (wanted: unknown, ...those: readonly string[]): void => {
    if (wanted) words.push(...those);
  };
  put(args.delay_updates, '--delay-updates', '-F');
  put(args.compress, '--compress');
  put(args.rsync_timeout, `--timeout=${args.rsync_timeout}`);
  put(check, '--dry-run');
  put(args.delete, '--delete-after');
  put(args.existing_only, '--existing');
  put(args.checksum, '--checksum');
  put(args.copy_links, '--copy-links');
  put(args.archive, '--archive');
  for (const name of ARCHIVED) {
    if (args.archive) put(args[name] === false, `--no-${name}`);
    else put(args[name], `--${name}`);
  }
  put(args.dirs, '--dirs');
  const options = [...args.rsync_opts];
  const remote =
    ![args.src, args.dest].some((path) => path.startsWith('rsync://')) &&
    [args.src, args.dest].some((path) => path.includes(':'));
  if (remote && !options.some((option) => option.includes('--rsh'))) {
    const ssh = [await requireProgram(target, 'ssh')];
    if (!args.ssh_connection_multiplexing) ssh.push('-S', 'none');
    if (args.private_key !== null) ssh.push('-i', await target.expandPath(args.private_key));
    if (args.dest_port !== null) ssh.push('-o', `Port=${args.dest_port}`);
    if (!args.verify_host) {
      ssh.push('-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null');
    }
    const given = args.ssh_args ? ` ${args.ssh_args}` : '';
    words.push(`--rsh=${quoteWord(quoteWords(ssh) + given)}`);
  }
  if (args.rsync_path) words.push(`--rsync-path=${quoteWord(args.rsync_path)}`);
  if (options.includes('')) {
    controller.warn(
      'The empty string is present in rsync_opts which will cause rsync to transfer the current working directory. If this is intended, use "." instead to get rid of this warning. If this is unintended, check for problems in your playbook leading to empty string in rsync_opts.',
    );
  }
  words.push(...options);
  put(args.partial, '--partial');
  if (args.link_dest?.length) {
    words.push('-H', '-vv');
    for (const link of args.link_dest) {
      const path = posix.resolve(await target.expandPath(link));
      if (posix.resolve(posix.dirname(args.dest)).startsWith(path)) {
        const place = posix.resolve(posix.dirname(args.dest));
        fail(
          `Hardlinking into a subdirectory of the source would cause recursion. ${place} and ${args.dest}`,
        );
      }
      words.push(`--link-dest=${path}`);
    }
  }
  words.push(`--out-format=${quoteWord(`${MARKER}%i %n%L`)}`);
  for (const path of [args.src, args.dest]) {
    words.push(quoteWord(path.includes('@') ? path : await target.expandPath(path)));
  }
  return words.join(' ');
}
