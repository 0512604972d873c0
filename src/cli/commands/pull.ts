import { spawn } from 'node:child_process';
import { lookup, lookupService } from 'node:dns/promises';
import { accessSync, constants, existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PullArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { OptionsError } from '../options-error.ts';

const repositoryModules = ['git', 'subversion', 'hg', 'bzr'];

/** `troupe pull`, ansible-pull's counterpart: checks a repository out and runs its playbook. Gives the exit code. @throws OptionsError */
export async function pullCommand(args: PullArguments, command: CommandContext): Promise<number> {
  const { display, messages, settings } = command;
  const { url } = args;
  const full = await fullHostName();
  const dest = args.dest ?? join(settings.ANSIBLE_HOME, 'pull', full);
  const seconds = checkOptions(args, dest);
  if (url === null) throw new OptionsError('URL for repository not specified, use -h for help');

  display.line(`Starting Ansible Pull at ${timestamp(new Date())}`);
  display.line(process.argv.slice(1).join(' '));
  const node = hostname();
  const names = new Set([full, node, full.split('.')[0], node.split('.')[0]]);
  const limit = ['localhost', ...names, '127.0.0.1'].join(',');
  const base = ['-c', 'local', ...(args.verbosity > 0 ? [`-${'v'.repeat(args.verbosity)}`] : [])];
  const extraVars = args.extraVars.flatMap((text) => ['-e', text]);

  if (seconds > 0) {
    display.line(`Sleeping for ${seconds} seconds...`);
    display.flush();
    await sleep(seconds * 1000);
  }
  const given = inventoryOptions(args);
  const inventory = given.length > 0 ? given : ['-i', 'localhost,'];
  const checkout = await runTroupe(
    [
      'adhoc',
      ...inventory,
      ...base,
      ...['-m', args.moduleName, '-a', JSON.stringify(repositoryArguments(args, url, dest))],
      ...['all', '-l', limit],
      ...extraVars,
    ],
    command,
    command.cwd,
  );
  if (checkout.exitCode !== 0) {
    if (!args.force) return checkout.exitCode;
    messages.warn('Unable to update repository. Continuing with (forced) run of playbook.');
  } else if (args.onlyIfChanged && !checkout.output.includes('"changed": true')) {
    display.line('Repository has not changed, quitting.');
    return 0;
  }
  const playbooks = selectPlaybooks(args.positionals, dest, full, messages.warn);
  if (playbooks === undefined) throw new OptionsError('Could not find a playbook to run.');
  const option = (flag: string, value: string | null) => (value === null ? [] : [flag, value]);
  const run = await runTroupe(
    [
      'playbook',
      ...base,
      ...playbooks,
      ...args.vaultPasswordFiles.flatMap((file) => ['--vault-password-file', file]),
      ...args.vaultIds.flatMap((id) => ['--vault-id', id]),
      ...(args.askVaultPass ? ['--ask-vault-password'] : []),
      ...extraVars,
      ...(args.askBecomePass ? ['--ask-become-pass'] : []),
      ...option('--become-password-file', args.becomePasswordFile),
      ...(args.skipTags.length > 0 ? ['--skip-tags', args.skipTags.join(',')] : []),
      ...['-t', args.tags.join(','), '-l', args.limit ?? limit],
      ...(args.check ? ['-C'] : []),
      ...(args.diff ? ['-D'] : []),
      ...inventoryOptions(args),
    ],
    command,
    dest,
  );
  if (args.purge) rmSync(dest, { recursive: true, force: true });
  return run.exitCode;
}

/** Gives the seconds to sleep. */
function checkOptions(args: PullArguments, dest: string): number {
  if (existsSync(dest) && !statSync(dest).isDirectory()) {
    throw new OptionsError(`${dest} is not a valid or accessible directory.`);
  }
  if (args.sleep !== null && !/^\s*\d+\s*$/.test(args.sleep)) {
    throw new OptionsError(`${args.sleep} is not a number.`);
  }
  if (args.url !== null && !repositoryModules.includes(args.moduleName)) {
    throw new OptionsError(
      `Unsupported repo module ${args.moduleName}, choices are ${repositoryModules.join(',')}`,
    );
  }
  return args.sleep === null ? 0 : Math.floor(Math.random() * (Number(args.sleep) + 1));
}

function repositoryArguments(args: PullArguments, url: string, dest: string): object {
  const version = args.checkout ?? undefined;
  const force = args.clean ? { force: true } : {};
  switch (args.moduleName) {
    case 'subversion':
      return {
        repo: url,
        dest,
        revision: version,
        ...(args.full ? {} : { export: true }),
        ...force,
      };
    case 'hg':
      return { repo: url, dest, revision: version, ...force };
    case 'bzr':
      return { name: url, dest, version, ...force };
    default:
      return {
        name: url,
        dest,
        version,
        ...(args.acceptHostKey ? { accept_hostkey: true } : {}),
        ...(args.privateKeyFile === null ? {} : { key_file: args.privateKeyFile }),
        ...(args.verifyCommit ? { verify_commit: true } : {}),
        ...(args.trackSubmodules ? { track_submodules: true } : {}),
        ...(args.full ? {} : { depth: 1 }),
        ...force,
      };
  }
}

/** Sources that are lists, or there at this moment. */
function inventoryOptions({ inventory }: PullArguments): string[] {
  return inventory
    .filter((source) => source.includes(',') || existsSync(source))
    .flatMap((source) => ['-i', source]);
}

/** Runs another command of this program, with its output shown and kept. */
function runTroupe(
  argv: readonly string[],
  { display, env }: CommandContext,
  cwd: string,
): Promise<{ exitCode: number; output: string }> {
  display.flush();
  const program = realpathSync(process.argv[1] ?? '');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, program, ...argv], {
      cwd,
      env,
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => {
      parts.push(part);
      process.stdout.write(part);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ exitCode: code ?? 1, output: Buffer.concat(parts).toString('utf8') }),
    );
  });
}

/** The playbooks that are named, or the first of HOST.yml and local.yml; undefined where one is missing. */
function selectPlaybooks(
  names: readonly string[],
  folder: string,
  full: string,
  warn: (message: string) => void,
): string[] | undefined {
  const wanted =
    names.length > 0 ? names : [`${full}.yml`, `${full.split('.')[0]}.yml`, 'local.yml'];
  const faults: string[] = [];
  const found: string[] = [];
  for (const name of wanted) {
    const path = join(folder, name);
    const fault = faultOf(path);
    if (fault !== undefined) faults.push(`${path}: ${fault}`);
    else if (names.length === 0) return [path];
    else found.push(path);
  }
  if (faults.length > 0) {
    warn(faults.join('\n'));
    return undefined;
  }
  return found;
}

function faultOf(path: string): string | undefined {
  if (!existsSync(path)) return 'File does not exist';
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch {
    return 'File is not readable';
  }
}

/** The name with its domain, where the resolver knows one. */
async function fullHostName(): Promise<string> {
  const own = hostname();
  try {
    const { address } = await lookup(own);
    return (await lookupService(address, 0)).hostname;
  } catch {
    return own;
  }
}

function timestamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
