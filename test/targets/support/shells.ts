import { spawnSync } from 'node:child_process';
import { spawnChannel } from '../../../src/targets/connection/local.ts';
import type { ContextualTarget } from '../../../src/targets/context.ts';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { quoteWord } from '../../../src/targets/quote.ts';
import { converse } from '../../../src/targets/session/dialogue.ts';
import { shellCommandLine } from '../../../src/targets/session/greeting.ts';
import { interruptScript } from '../../../src/targets/session/interrupt.ts';
import { greet } from '../../../src/targets/session/open.ts';
import { ShellSession } from '../../../src/targets/session/session.ts';
import { shellTarget } from '../../../src/targets/shell/target.ts';

/** Shells that a session must work over; those that are not installed are left out. */
export const SHELLS = ['dash', 'bash', 'busybox ash', 'ksh93', 'mksh'].filter((shell) => {
  const [program = '', ...args] = shell.split(' ');
  return spawnSync(program, [...args, '-c', ':']).status === 0;
});

export interface OpenTarget {
  readonly target: ContextualTarget;
  readonly session: ShellSession | undefined;
  close(): Promise<void>;
}

const describeEnd = () => 'the shell ended';

/** A target over a local shell, by the shell's command line. */
async function openShellTarget(
  shell: string,
  options: { remoteTmp?: string } = {},
): Promise<OpenTarget> {
  const remoteTmp = options.remoteTmp ?? '/tmp/troupe-test-tmp';
  const open = async () => {
    const channel = spawnChannel('/bin/sh', ['-c', shellCommandLine(shell)]);
    return await greet(channel, { timeout: 10_000, describeEnd });
  };
  const start = async () => {
    const { channel, greeting, rest } = await open();
    return new ShellSession(channel, greeting, rest, { remoteTmp, describeEnd, interrupt });
  };
  const interrupt = async (pid: number) => {
    const other = await start();
    await other.run({ body: interruptScript(pid) });
    await other.close();
  };
  const session = await start();
  const target = shellTarget({
    session: () => session,
    converse: async (command) => converse(await open(), command),
    start: async ({ argv }) => {
      const { channel } = await open();
      channel.stdin.write(`exec ${argv.map(quoteWord).join(' ')}\n`);
      return channel;
    },
  });
  return { target, session, close: () => session.close() };
}

/** The target that is made of system calls. */
async function openDirect(): Promise<OpenTarget> {
  const { target, close } = openDirectTarget('/tmp/troupe-test-tmp');
  return { target, session: undefined, close: async () => close() };
}

/** Every kind of local target, for tests that all must pass alike. */
export const KINDS: readonly (readonly [name: string, open: () => Promise<OpenTarget>])[] = [
  ['direct', openDirect],
  ...SHELLS.map((shell) => [shell, () => openShellTarget(shell)] as const),
];
