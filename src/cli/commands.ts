import type { CommandName } from './arguments.ts';
import { type Command, type LoadCommand, launch } from './launch.ts';

/** Commands by name; each is read when it is called. */
const commands = {
  playbook: async () => (await import('./playbook.ts')).playbookCommand,
  adhoc: async () => (await import('./adhoc.ts')).adhocCommand,
  inventory: async () => (await import('./inventory.ts')).inventoryCommand,
  vault: async () => (await import('./vault.ts')).vaultCommand,
  config: async () => (await import('./config.ts')).configCommand,
  doc: async () => (await import('./doc.ts')).docCommand,
  galaxy: async () => (await import('../galaxy/galaxy.ts')).galaxyCommand,
  console: async () => {
    const { consoleCommand } = await import('./console.ts');
    return (args, context) => consoleCommand(args, context);
  },
  pull: async () => (await import('./pull.ts')).pullCommand,
} satisfies { [N in CommandName]: () => Promise<Command<N>> };

/** Runs a command. Gives the exit code. */
export function runCommand(
  name: CommandName,
  argv: readonly string[],
  executable: string,
): Promise<number> {
  // The arguments are read by the rows of this very command.
  return launch(name, argv, executable, commands[name] as LoadCommand);
}

/** `troupe shims DIR` */
export async function runShims(
  argv: readonly string[],
  executable: string,
  programs: readonly string[],
): Promise<number> {
  return (await import('./shims.ts')).makeShims(argv, executable, programs);
}
