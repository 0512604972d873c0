import { setTimeout as pause } from 'node:timers/promises';
import type { ContextualTarget } from '../../targets/context.ts';
import type { CommandResult } from '../../targets/types.ts';
import { repr, str, toPlain } from '../../values/index.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

/** Seconds that one look at a host that is going down may take. */
const LOOK = 10;
const LONGEST_PAUSE = 12;

/** How systems differ from `shutdown -r MINUTES MESSAGE`. */
const SHUTDOWN: Readonly<Record<string, (seconds: number, message: string) => string>> = {
  alpine: () => '',
  void: (seconds, message) => `-r +${Math.floor(seconds / 60)} "${message}"`,
  freebsd: (seconds, message) => `-r +${seconds}s "${message}"`,
  macosx: (seconds, message) => `-r +${Math.floor(seconds / 60)} "${message}"`,
  openbsd: (seconds, message) => `-r +${Math.floor(seconds / 60)} "${message}"`,
  sunos: (seconds, message) => `-y -g ${seconds} -i 6 "${message}"`,
  vmkernel: (seconds) => `-d ${seconds}`,
  aix: () => '-Fr',
};

const BOOT_TIME: Readonly<Record<string, string>> = {
  freebsd: '/sbin/sysctl kern.boottime',
  openbsd: '/sbin/sysctl kern.boottime',
  macosx: 'who -b',
  sunos: 'who -b',
  vmkernel: 'grep booted /var/log/vmksummary.log | tail -n 1',
  aix: 'who -b',
};

const OPTIONS = [
  'boot_time_command',
  'connect_timeout',
  'msg',
  'post_reboot_delay',
  'pre_reboot_delay',
  'reboot_command',
  'reboot_timeout',
  'search_paths',
  'test_command',
];

/** ansible.builtin.reboot: has the host boot anew and waits until it can be used. */
export const reboot: EngineAction = {
  name: 'reboot',
  async run(context) {
    const target = await context.target();
    if (target.local) {
      const msg = `Running ${context.calledAs} with local connection would reboot the control node.`;
      return result({ changed: false, elapsed: 0, rebooted: false, failed: true, msg });
    }
    if (context.check) return result({ changed: true, elapsed: 0, rebooted: true });
    const unknown = [...context.args.keys()].map(str).filter((name) => !isOption(name));
    if (unknown.length > 0) {
      return failure(`Invalid options for ${context.calledAs}: ${unknown.sort().join(',')}`);
    }
    for (const name of SECONDS) numberOption(context, name, 0);
    const system = await systemOf(target);
    const bootTime = textOption(context, 'boot_time_command') ?? BOOT_TIME[system] ?? BOOT_ID;
    const before = await target.query({ shell: bootTime });
    if (before.rc !== 0) {
      const { rc, stdout, stderr } = before;
      const msg = `${context.calledAs}: failed to get host boot time info, rc: ${rc}, stdout: ${stdout}, stderr: ${stderr}`;
      return result({ changed: false, failed: true, reboot: false, msg });
    }
    const command = await rebootCommand(context, target, system);
    if ('msg' in command) return failure(command.msg);
    const ordered = await order(target, command.text);
    const start = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - start) / 1000);
    if (ordered !== undefined && ordered.rc !== 0) {
      const said = `${ordered.stdout.toString().trim()}, ${ordered.stderr.toString().trim()}`;
      const msg = `Reboot command failed. Error was: '${said}'`;
      return result({ changed: false, failed: true, rebooted: false, msg, elapsed: elapsed() });
    }
    await pause(numberOption(context, 'post_reboot_delay', 0) * 1000);
    const fault = await comesBack(context, bootTime, before.stdout.toString().trim(), system);
    if (fault !== undefined) {
      return result({
        changed: false,
        failed: true,
        rebooted: true,
        msg: fault,
        elapsed: elapsed(),
      });
    }
    return result({ changed: true, rebooted: true, elapsed: elapsed() });
  },
};

const SECONDS = ['connect_timeout', 'post_reboot_delay', 'pre_reboot_delay', 'reboot_timeout'];

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

/** Waits for another boot time and then for the test command. @returns the fault when time is up */
async function comesBack(
  context: TaskContext,
  bootTime: string,
  before: string,
  system: string,
): Promise<string | undefined> {
  const timeout = numberOption(context, 'reboot_timeout', 600);
  const rebooted = async (): Promise<boolean> => {
    const { rc, stdout } = await look(context, bootTime);
    const now = stdout.toString().trim();
    return rc === 0 && now !== '' && now !== before;
  };
  const test =
    textOption(context, 'test_command') ??
    (system === 'sunos' || system === 'vmkernel' ? 'who' : 'whoami');
  const usable = async (): Promise<boolean> => (await look(context, test)).rc === 0;
  if (!(await until(rebooted, timeout))) {
    return `Timed out waiting for last boot time check (timeout=${timeout})`;
  }
  if (await until(usable, timeout)) return undefined;
  return `Timed out waiting for post-reboot test command (timeout=${timeout})`;
}

/** Tries until it succeeds, with longer and longer pauses. */
async function until(succeeds: () => Promise<boolean>, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (let tries = 0; Date.now() < end; tries++) {
    try {
      if (await succeeds()) return true;
    } catch {
      // The host can't be reached yet.
    }
    await pause((Math.min(2 ** tries, LONGEST_PAUSE) + Math.random()) * 1000);
  }
  return false;
}

/** Runs a command within a limit; a connection that does not answer is given up. */
async function look(context: TaskContext, shell: string): Promise<CommandResult> {
  const limit = numberOption(context, 'connect_timeout', LOOK);
  const timer = new AbortController();
  const late = pause(limit * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new Error('timed out');
  });
  try {
    const answer = (async () => (await context.target()).query({ shell }))();
    answer.catch(() => undefined);
    return await Promise.race([answer, late]);
  } catch (error) {
    context.reconnect();
    throw error;
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/** Gives the order; a connection that breaks off while it does is what was wanted. */
async function order(target: ContextualTarget, shell: string): Promise<CommandResult | undefined> {
  try {
    return (await target.apply([{ op: 'run', command: { shell, timeout: 60 } }]))[0]?.command;
  } catch {
    return undefined;
  }
}

async function systemOf(target: ContextualTarget): Promise<string> {
  const { kernel } = target.platform;
  if (kernel === 'Darwin') return 'macosx';
  if (kernel !== 'Linux') return kernel.toLowerCase();
  const release = (await target.readFile('/etc/os-release'))?.toString() ?? '';
  return /^ID="?([\w-]+)/m.exec(release)?.[1] ?? 'linux';
}

async function rebootCommand(
  context: TaskContext,
  target: ContextualTarget,
  system: string,
): Promise<{ text: string } | { msg: string }> {
  const given = textOption(context, 'reboot_command');
  const seconds = Math.max(0, numberOption(context, 'pre_reboot_delay', 0));
  const message = textOption(context, 'msg') ?? 'Reboot initiated by Ansible';
  const inMinutes = `-r ${Math.floor(seconds / 60)} "${message}"`;
  const at = given?.indexOf(' ') ?? -1;
  const program =
    given === undefined
      ? system === 'alpine' || system === 'vmkernel'
        ? 'reboot'
        : 'shutdown'
      : at < 0
        ? given
        : given.slice(0, at);
  const args =
    given === undefined
      ? (SHUTDOWN[system]?.(seconds, message) ?? inMinutes)
      : at < 0
        ? ''
        : given.slice(at + 1);
  if (program.startsWith('/')) return { text: `${program} ${args}` };
  const option = context.args.get('search_paths');
  const paths =
    option === undefined || option === null
      ? ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin']
      : typeof option === 'string'
        ? option.split(',')
        : (toPlain(option) as string[]);
  const places = paths.map((path) => `${path}/${program}`);
  const stats = await Promise.all(places.map((place) => target.stat(place)));
  const found = places.find((_, index) => stats[index] !== null);
  if (found !== undefined) return { text: `${found} ${args}` };
  const shown = paths.map((path) => `'${path}'`).join(', ');
  return { msg: `Unable to find command "${program}" in search paths: [${shown}]` };
}

function isOption(name: string): boolean {
  return OPTIONS.includes(name) || OPTIONS.includes(name.replace(/_sec$/, ''));
}

function textOption({ args }: TaskContext, name: string): string | undefined {
  const value = args.get(name);
  return value === undefined || value === null ? undefined : str(value);
}

function numberOption(context: TaskContext, name: string, otherwise: number): number {
  const text = textOption(context, name) ?? textOption(context, `${name}_sec`);
  const number = text === undefined ? otherwise : Number.parseInt(text, 10);
  // Ansible finds this out when the host is down already.
  if (Number.isNaN(number))
    throw new Error(`invalid literal for int() with base 10: ${repr(text ?? '')}`);
  return number;
}
