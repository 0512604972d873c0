import { statSync } from 'node:fs';
import { InventoryError } from '../../diagnostics/errors.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import type { Host } from '../../inventory/index.ts';
import { parseKeyValues } from '../../loader/free-form.ts';
import { JsonSyntaxError, parseJson } from '../../loader/json.ts';
import { keepsRawWords } from '../../playbook/actions.ts';
import { collectionOf } from '../../playbook/collection-playbooks.ts';
import { loadPlay } from '../../playbook/load-play.ts';
import { type Dict, Template, type Value } from '../../values/types.ts';
import type { AdhocArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { type Controller, openController } from '../controller.ts';
import { OptionsError } from '../options-error.ts';
import { readPasswords } from '../passwords.ts';
import { performRun } from '../perform-run.ts';
import { pythonCallbacks } from '../python-plugins.ts';
import { runOptions } from '../run-options.ts';
import { callbackOptions } from '../settings/callbacks.ts';
import { collectionRoots } from '../settings/collection-roots.ts';
import type { Settings } from '../settings/settings.ts';
import { checkHosts } from './playbook.ts';

/** `ansible`: one module on the hosts of a pattern. Gives the exit code. */
export async function adhocCommand(args: AdhocArguments, command: CommandContext): Promise<number> {
  const { settings, display, messages } = command;
  const [pattern = ''] = args.positionals;
  const passwords = args.listHosts
    ? { connection: undefined, become: undefined }
    : await readPasswords(args);
  const basedir = args.playbookDir ?? command.cwd;
  const collection = args.playbookDir == null ? undefined : ownCollection(basedir, settings);
  if (collection !== undefined) messages.warn(`running with default collection ${collection}`);
  const controller = await openController(args, settings, basedir, messages);
  const hosts = matchingHosts(controller, args, pattern, command);
  if (hosts.length === 0 && !controller.isEmpty) messages.warn('No hosts matched, nothing to do');
  if (args.listHosts) {
    display.line(`  hosts (${hosts.length}):`);
    for (const host of hosts) display.line(`    ${host.name}`);
    return 0;
  }
  if (keepsRawWords(args.moduleName) && !args.moduleArgs) {
    throw new OptionsError(`No argument passed to ${args.moduleName} module`);
  }
  if (/^(ansible\.(builtin|legacy)\.)?import_playbook$/.test(args.moduleName)) {
    throw new OptionsError(`'${args.moduleName}' is not a valid action for ad-hoc commands`);
  }
  const play = loadPlay(
    playData(pattern, args, (text) =>
      Buffer.from(controller.services.decryptVault(text)).toString(),
    ),
    basedir,
    { vars: new Map(), tags: [], when: [], home: { collection } },
    controller.playbook,
  );
  const ownCallback = settings.DEFAULT_LOAD_CALLBACK_PLUGINS;
  return performRun(
    {
      command,
      controller,
      options: runOptions(args, settings, passwords),
      reporter: {
        display,
        options: callbackOptions(command, {
          check: args.check,
          tree: args.tree,
          positionals: args.positionals,
        }),
        stdoutCallback: args.oneLine
          ? 'oneline'
          : ownCallback
            ? settings.DEFAULT_STDOUT_CALLBACK
            : 'minimal',
        enabled: [
          ...(ownCallback ? settings.CALLBACKS_ENABLED : []),
          ...(args.tree ? ['tree'] : []),
        ],
        live: command.live,
        python: ownCallback ? pythonCallbacks(controller, args) : undefined,
      },
    },
    [() => ({ path: '__adhoc_playbook__', basedir, plays: [play], isAdhoc: true })],
  );
}

/** Hosts of the pattern. Without --limit a pattern that is wrong matches none, and nothing worse. @throws TroupeError */
function matchingHosts(
  controller: Controller,
  { limit }: AdhocArguments,
  pattern: string,
  command: CommandContext,
): Host[] {
  try {
    checkHosts(controller, limit, pattern, command);
    return controller.inventory.hostsOf(pattern);
  } catch (error) {
    if (limit !== null || !(error instanceof InventoryError)) throw error;
    return [];
  }
}

/** The collection that a folder lies in: its modules go by their short names there. */
const ownCollection = (folder: string, settings: Settings): string | undefined =>
  collectionOf(folder, {
    collectionsPath: collectionRoots(settings),
    isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  });

/** A play of one task, as the data of a playbook. */
function playData(
  pattern: string,
  args: AdhocArguments,
  decryptVault: (text: string) => string,
): Dict {
  const action: Dict = new Map<Value, Value>([
    ['module', args.moduleName],
    ...moduleArguments(args, decryptVault),
  ]);
  const task: Dict = new Map<Value, Value>([['action', action]]);
  if (args.seconds > 0) {
    task.set('async', args.seconds);
    task.set('poll', args.pollInterval);
  }
  return new Map<Value, Value>([
    ['name', 'Ansible Ad-Hoc'],
    ['hosts', pattern],
    ['gather_facts', false],
    ['tasks', [task]],
  ]);
}

/** `-a`: key=value text, free text, or a JSON mapping; what is no JSON after all is read as the other two. */
export function moduleArguments(
  args: Pick<AdhocArguments, 'moduleArgs' | 'moduleName'>,
  decryptVault: (text: string) => string,
): [Value, Value][] {
  const text = args.moduleArgs ?? '';
  if (text.startsWith('{') && text.endsWith('}') && !text.startsWith('{{')) {
    try {
      const options = { trusted: true, decryptVault };
      return [...(parseJson(new SourceText('<string>', text), options) as Dict)];
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
  }
  return [...parseKeyValues(text, { raw: keepsRawWords(args.moduleName) })].map(
    ([key, value]): [Value, Value] => [key, trusted(value)],
  );
}

const trusted = (value: Value): Value =>
  typeof value === 'string' && /\{[{%#]/.test(value)
    ? new Template(value, { file: '<command line>', line: 1, column: 1 })
    : value;
