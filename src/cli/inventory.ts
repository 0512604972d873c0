import { writeFileSync } from 'node:fs';
import { InventoryError } from '../diagnostics/errors.ts';
import type { Host } from '../inventory/index.ts';
import type { Dict } from '../values/types.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { type InventoryArguments, parseArguments } from './arguments.ts';
import { type Command, messagesOf } from './command.ts';
import type { CommandIo } from './command-io.ts';
import { openController } from './controller.ts';
import { guarded } from './guard.ts';
import {
  type DumpView,
  inventoryJson,
  jsonInventory,
  tomlInventory,
  yamlInventory,
} from './inventory-dump.ts';
import { inventoryGraph } from './inventory-graph.ts';
import { InventoryVariables } from './inventory-variables.ts';
import { OptionsError } from './options-error.ts';
import { loadSettings } from './settings.ts';
import { tellConfiguration } from './tell-configuration.ts';
import { dumpToml } from './toml-dump.ts';

/** `troupe inventory`, ansible-inventory's counterpart. Gives the exit code. */
export async function runInventory(argv: readonly string[], io: CommandIo): Promise<number> {
  const settings = loadSettings({ env: io.env, cwd: io.cwd });
  const parsed = parseArguments('inventory', argv, { ...io, settings });
  if (parsed.kind === 'exit') {
    io.write('stdout', parsed.stdout);
    io.write('stderr', parsed.stderr);
    return parsed.exitCode;
  }
  const args = parsed.arguments;
  const display = io.display(settings, args.verbosity);
  return guarded(io, display, parsed.help, () => {
    tellConfiguration(display, settings);
    return showInventory(args, { io, settings, display, messages: messagesOf(display) });
  });
}

async function showInventory(args: InventoryArguments, command: Command): Promise<number> {
  const { display, messages, io } = command;
  const basedir = args.playbookDir ?? io.cwd;
  const runArguments = { ...args, limit: null, check: false, diff: false, forks: 1 };
  const controller = await openController(runArguments, basedir, command);
  const variables = new InventoryVariables(
    controller,
    args.inventory,
    args.playbookDir,
    basedir,
    messages.warn,
  );
  const view: DumpView = {
    inventory: controller.inventory.inventory,
    exported: args.export,
    hostVars: (host) => (args.export ? variables.ownOf(host) : variables.allOf(host)),
    groupVars: (group) => variables.ofGroup(group),
  };
  const text = render(args, view, messages.warn);
  if (text === '') return 1;
  if (args.outputFile === null) display.line(text);
  else writeOutput(args.outputFile, text);
  return 0;
}

function render(args: InventoryArguments, view: DumpView, warn: (message: string) => void): string {
  if (args.graph) {
    const group = view.inventory.groups.get(args.positionals[0] ?? 'all');
    if (group === undefined) {
      throw new OptionsError('Pattern must be valid group name when using --graph');
    }
    return inventoryGraph(group, view, args.showVars);
  }
  const dict = chosenDump(args, view);
  if (args.yaml) return dumpYaml(dict, { defaultFlowStyle: false, allowUnicode: true });
  return args.toml ? dumpToml(dict) : inventoryJson(dict, warn);
}

function chosenDump(args: InventoryArguments, view: DumpView): Dict {
  if (args.host !== null) return view.hostVars(singleHost(args.host, view));
  if (args.yaml) return yamlInventory(view);
  return args.toml ? tomlInventory(view) : jsonInventory(view);
}

function singleHost(pattern: string, view: DumpView): Host {
  const [host, ...others] = view.inventory.select(pattern);
  if (host === undefined || others.length > 0) {
    throw new OptionsError('You must pass a single valid host to --host parameter');
  }
  return host;
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new InventoryError(
      `Unable to write to destination file (${file}): ${(error as Error).message}`,
      { cause: error },
    );
  }
}
