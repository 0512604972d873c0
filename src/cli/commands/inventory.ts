import { writeFileSync } from 'node:fs';
import { InventoryError } from '../../diagnostics/errors.ts';
import type { Host } from '../../inventory/index.ts';
import type { Dict } from '../../values/types.ts';
import { dumpYaml } from '../../values/yaml/dump.ts';
import type { InventoryArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { openController } from '../controller.ts';
import { OptionsError } from '../options-error.ts';
import {
  type DumpView,
  inventoryJson,
  jsonInventory,
  tomlInventory,
  yamlInventory,
} from './inventory-dump.ts';
import { inventoryGraph } from './inventory-graph.ts';
import { InventoryVariables } from './inventory-variables.ts';
import { dumpToml } from './toml-dump.ts';

/** `troupe inventory`, ansible-inventory's counterpart. Gives the exit code. @throws TroupeError */
export async function inventoryCommand(
  args: InventoryArguments,
  command: CommandContext,
): Promise<number> {
  const { settings, display, messages, cwd } = command;
  const basedir = args.playbookDir ?? cwd;
  const runArguments = { ...args, limit: null, check: false, diff: false, forks: 1 };
  const controller = await openController(runArguments, settings, basedir, messages);
  const variables = new InventoryVariables(controller, args.inventory, args.playbookDir, basedir);
  const isJson = !args.graph && !args.yaml && !args.toml;
  const view: DumpView = {
    inventory: controller.inventory.inventory,
    exported: args.export,
    hostVars: (host) => (args.export ? variables.ownOf(host) : variables.allOf(host, isJson)),
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
