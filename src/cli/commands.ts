import type { CommandName } from './arguments/arguments.ts';
import { type Command, type LoadCommand, launch } from './launch.ts';

/** Commands by name; each is read when it is called. */
const commands = {
  playbook: async () => (await import('./commands/playbook.ts')).playbookCommand,
  adhoc: async () => (await import('./commands/adhoc.ts')).adhocCommand,
  inventory: async () => (await import('./commands/inventory.ts')).inventoryCommand,
  vault: async () => (await import('./commands/vault.ts')).vaultCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  doc: async () => (await import('./commands/doc/doc.ts')).docCommand,
  galaxy: async () => (await import('../galaxy/galaxy.ts')).galaxyCommand,
  console: async () => {
    const { consoleCommand } = await import('./commands/console.ts');
    return (args, context) => consoleCommand(args, context);
  },
  pull: async () => (await import('./commands/pull.ts')).pullCommand,
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
  return (await import('./commands/shims.ts')).makeShims(argv, executable, programs);
}
