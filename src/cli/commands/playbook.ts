import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TroupeError } from '../../diagnostics/errors.ts';
import { LOCALHOST } from '../../inventory/index.ts';
import { loadPlaybook } from '../../playbook/load-playbook.ts';
import { fromPlain } from '../../values/plain.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Tuple } from '../../values/types.ts';
import { argparseName } from '../argparse-names.ts';
import type { PlaybookArguments } from '../arguments/arguments.ts';
import { playbookOptions } from '../arguments/commands.ts';
import type { CommandContext } from '../command.ts';
import { type Controller, openController } from '../controller.ts';
import { readPasswords } from '../passwords.ts';
import { performRun } from '../perform-run.ts';
import { pythonCallbacks } from '../python-plugins.ts';
import { runOptions } from '../run-options.ts';
import { callbackOptions } from '../settings/callbacks.ts';
import { listPlaybooks } from './list-playbooks.ts';

/** `ansible-playbook`: runs playbooks. Gives the exit code. */
export async function playbookCommand(
  args: PlaybookArguments,
  command: CommandContext,
): Promise<number> {
  const { settings, display, messages } = command;
  const basedir = dirname(resolve(args.positionals[0] ?? ''));
  const onlyLooks = args.listHosts || args.listTasks || args.listTags || args.syntaxCheck;
  for (const path of args.positionals) checkPath(path);
  const passwords = onlyLooks
    ? { connection: undefined, become: undefined }
    : await readPasswords(args);
  const controller = await openController(args, settings, basedir, messages);
  checkHosts(controller, args.limit, 'all', command);
  if (args.flushCache) {
    for (const host of controller.inventory.hostNames()) controller.vars.clearFacts(host);
  }
  if (onlyLooks) return listPlaybooks(args.positionals, args, controller, display);

  return performRun(
    {
      command,
      controller,
      options: runOptions(args, settings, passwords),
      reporter: {
        display,
        options: callbackOptions(command, {
          check: args.check,
          positionals: args.positionals,
          named: command.verbosity > 3 ? namedArguments(args) : [],
        }),
        stdoutCallback: settings.DEFAULT_STDOUT_CALLBACK,
        enabled: settings.CALLBACKS_ENABLED,
        live: command.live,
        python: pythonCallbacks(controller, args),
      },
    },
    args.positionals.map((path) => () => loadPlaybook(path, controller.playbook)),
  );
}

/** The options in effect, under argparse's names and in its order: what -vvvv shows. */
function namedArguments(args: PlaybookArguments): [name: string, value: string][] {
  const named: [string, string][] = [];
  for (const { name } of playbookOptions) {
    const value = fromPlain(args[name]);
    if (!truthy(value)) continue;
    const shown = Array.isArray(value) ? new Tuple(value) : value;
    named.push([argparseName(name), str(shown)]);
  }
  return named;
}

function checkPath(path: string): void {
  if (!existsSync(path)) {
    if (/^\w+\.\w+\.\w/.test(path) && !/\.(ya?ml|json)$/.test(path)) return;
    throw new TroupeError(`the playbook: ${path} could not be found`);
  }
  const stats = statSync(path);
  if (!stats.isFile() && !stats.isFIFO()) {
    throw new TroupeError(`the playbook: ${path} does not appear to be a file`);
  }
}

/** Warns of an inventory without hosts. @throws TroupeError when the limit leaves none */
export function checkHosts(
  controller: Controller,
  limit: string | null | undefined,
  pattern: string,
  { settings, messages }: CommandContext,
): void {
  if (controller.isEmpty) {
    if (settings.LOCALHOST_WARNING && !LOCALHOST.includes(pattern)) {
      messages.warn(
        "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
      );
    }
    return;
  }
  if (limit !== null && limit !== undefined && controller.inventory.hostsOf('all').length === 0) {
    throw new TroupeError(
      'Specified inventory, host pattern and/or --limit leaves us with no hosts to target.',
    );
  }
}
