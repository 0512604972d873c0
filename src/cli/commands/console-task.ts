import { TroupeError } from '../../diagnostics/errors.ts';
import { loadPlay } from '../../playbook/load-play.ts';
import type { Value } from '../../values/types.ts';
import { performRun } from '../perform-run.ts';
import { runOptions } from '../run-options.ts';
import { callbackOptions } from '../settings/callbacks.ts';
import { moduleArguments } from './adhoc.ts';
import type { ConsoleSession } from './console.ts';

/** Runs one module on the hosts that are chosen; what goes wrong is told, and the console goes on. */
export async function runConsoleTask(
  moduleName: string,
  moduleArgs: string,
  session: ConsoleSession,
): Promise<void> {
  const { args, command, controller, passwords, state } = session;
  const { settings } = command;
  const { display, pattern, ...changed } = state;
  const basedir = args.playbookDir ?? command.cwd;
  try {
    const task = new Map<Value, Value>([
      [
        'action',
        new Map<Value, Value>([
          ['module', moduleName],
          ...moduleArguments({ moduleName, moduleArgs }, (text) =>
            Buffer.from(controller.services.decryptVault(text)).toString(),
          ),
        ]),
      ],
    ]);
    const play = loadPlay(
      new Map<Value, Value>([
        ['name', 'Ansible Shell'],
        ['hosts', pattern],
        ['gather_facts', false],
        ['collections', [...changed.collections]],
        ['tasks', [task]],
      ]),
      basedir,
      { vars: new Map(), tags: [], when: [], home: { collection: undefined } },
      controller.playbook,
    );
    const own = settings.DEFAULT_LOAD_CALLBACK_PLUGINS;
    const { verbosity } = display;
    await performRun(
      {
        command,
        controller,
        options: runOptions({ ...args, ...changed, verbosity }, settings, passwords),
        reporter: {
          display,
          options: callbackOptions(
            { ...command, verbosity },
            { check: state.check, positionals: [] },
          ),
          stdoutCallback:
            own && settings.DEFAULT_STDOUT_CALLBACK !== 'default'
              ? settings.DEFAULT_STDOUT_CALLBACK
              : 'minimal',
          enabled: own ? settings.CALLBACKS_ENABLED : [],
          live: command.live,
        },
      },
      [() => ({ path: '__console__', basedir, plays: [play] })],
    );
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    display.error(`Unable to build command: ${error.message}`);
  }
}
