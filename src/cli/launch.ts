import { mkdirSync, realpathSync } from 'node:fs';
import { isatty } from 'node:tty';
import { UsageError } from '../diagnostics/errors.ts';
import { type ArgumentsOf, type CommandName, parseArguments } from './arguments/arguments.ts';
import { type CommandContext, messagesOf } from './command.ts';
import { coerceLocale } from './locale.ts';
import { OptionsError } from './options-error.ts';
import { INTERRUPTED, reportError } from './report-error.ts';
import { createDisplay } from './settings/callbacks.ts';
import { loadSettings } from './settings/settings.ts';
import { versionText } from './version.ts';

export type Command<N extends CommandName> = (
  args: ArgumentsOf[N],
  context: CommandContext,
) => Promise<number>;

export type LoadCommand = () => Promise<Command<CommandName>>;

/** Reads settings and arguments, and calls the command. Gives the exit code. */
export async function launch(
  name: CommandName,
  argv: readonly string[],
  executable: string,
  load: LoadCommand,
): Promise<number> {
  const { env } = process;
  coerceLocale(env);
  const cwd = process.cwd();
  const columns = isatty(1) ? process.stdout.columns : undefined;
  let isConfigured = false;
  try {
    const settings = loadSettings({ env, cwd });
    isConfigured = true;
    const parsed = parseArguments(name, argv, {
      settings,
      cwd,
      env,
      executable: realpathSync(executable),
      columns,
    });
    if (parsed.kind === 'exit') {
      process.stdout.write(parsed.stdout);
      process.stderr.write(parsed.stderr);
      return parsed.exitCode;
    }
    // Who names a folder for what is temporary finds it, though most runs need nothing there.
    if (settings.origins.get('DEFAULT_LOCAL_TMP') !== 'default')
      mkdirSync(settings.DEFAULT_LOCAL_TMP, { recursive: true, mode: 0o700 });
    const { verbosity } = parsed.arguments;
    const output = { settings, cwd, env, verbosity };
    const display = createDisplay(output);
    const messages = messagesOf(display);
    for (const warning of settings.warnings) messages.warn(warning);
    if (verbosity > 1) {
      const program = name === 'adhoc' ? 'ansible' : `ansible-${name}`;
      messages.notice(versionText(program, { settings, executable: realpathSync(executable) }), 2);
    }
    const { configFile } = settings;
    messages.notice(
      configFile === undefined
        ? 'No config file found; using defaults'
        : `Using ${configFile} as config file`,
      1,
    );
    for (const { message, version } of settings.deprecations)
      messages.deprecate(message, version, { collection: 'ansible.builtin' });
    const live =
      columns === undefined
        ? undefined
        : {
            write: (text: string) => void process.stdout.write(text),
            // A terminal that doesn't know its width says 0.
            columns: () => process.stdout.columns || 80,
          };
    const interrupted = (): void => {
      // A run under way has its own way to end.
      if (process.listenerCount('SIGINT') > 1) return;
      display.error('User interrupted execution', true);
      display.flush();
      process.exit(INTERRUPTED);
    };
    process.on('SIGINT', interrupted);
    try {
      const command = await load();
      return await command(parsed.arguments, { ...output, display, messages, live });
    } catch (error) {
      if (error instanceof UsageError) {
        display.flush();
        process.stdout.write(parsed.help());
      }
      return reportError(error, display);
    } finally {
      process.off('SIGINT', interrupted);
      display.flush();
    }
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    // What is wrong with the configuration itself Ansible tells before it has anything to tell it nicely with.
    process.stderr.write(`ERROR${isConfigured ? '!' : ':'} ${error.message}\n`);
    return 5;
  }
}
