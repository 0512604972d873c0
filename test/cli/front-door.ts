import { Display } from '../../src/callbacks/display.ts';
import type { LiveOptions } from '../../src/callbacks/live.ts';
import {
  type ArgumentsOf,
  type CommandName,
  parseArguments,
} from '../../src/cli/arguments/arguments.ts';
import { type CommandContext, messagesOf } from '../../src/cli/command.ts';
import { loadSettings } from '../../src/cli/settings/settings.ts';

type Command<N extends CommandName> = (
  args: ArgumentsOf[N],
  context: CommandContext,
) => Promise<number>;

/** Runs a command as the program does, from argv on, in `cwd` (which is its home as well); `live`: as on a terminal. */
export async function runCommand<N extends CommandName>(
  name: N,
  command: Command<N>,
  argv: readonly string[],
  cwd: string,
  variables: Record<string, string> = {},
  live?: LiveOptions,
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const env = { HOME: cwd, PATH: process.env.PATH, COLUMNS: '80', ...variables };
  const settings = loadSettings({ env, cwd });
  const parsed = parseArguments(name, argv, { settings, cwd, env, executable: 'troupe' });
  if (parsed.kind === 'exit') return parsed;
  const out = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      out[stream] += text;
    },
    flush: () => undefined,
  });
  const { verbosity } = parsed.arguments;
  const display = new Display({ stdout: output('stdout'), stderr: output('stderr'), verbosity });
  const messages = messagesOf(display);
  const context = { settings, cwd, env, verbosity, display, messages, live };
  const exitCode = await command(parsed.arguments, context);
  return { ...out, exitCode };
}
