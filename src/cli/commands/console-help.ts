import { moduleNames } from '../../modules/registry.ts';
import type { ConsoleSession } from './console.ts';
import { documentFor } from './doc/native-catalogue.ts';

const helpTexts: Readonly<Record<string, string>> = {
  become: 'Toggle whether the tasks are run with become',
  become_method: 'Set the privilege escalation plugin to use when become is enabled',
  become_user:
    "Set the user for use with privilege escalation (which remote user attempts to 'become' when become is enabled)",
  cd: 'Change active host/group. \nUsage: cd <group>|<host>|<host pattern>',
  check: 'Toggle check_mode for the tasks',
  collections:
    'Set the collection name search path when using short names for plugins\n' +
    'Usage: collections <collection1>[, <collection2> ...]\n Use empty quotes or "none" to reset to default.\n',
  diff: 'Toggle diff output for the tasks',
  exit: 'LEAVE!',
  forks: 'Set the number of forks to use per task\nUsage: forks <number>',
  list: "List the hosts in the current group or a list of groups if you add 'groups'.",
  remote_user: 'Set the user for use as login to the remote target',
  serial: 'Set the number of forks to use per task\nUsage: forks <number>',
  shell: 'You can run shell commands through the shell module.',
  timeout: 'Set task timeout in seconds\nUsage: timeout <seconds>',
  verbosity: 'Set the verbosity level, equivalent to -v for 1 and -vvvv for 4.',
};

const commandNames = (): string[] => [...Object.keys(helpTexts), ...moduleNames()].sort();

/** `help` and `?`: the names of all commands, or what one does. */
export async function tellHelp(topic: string, { state }: ConsoleSession): Promise<void> {
  const { display } = state;
  if (topic === '') {
    const title = 'Documented commands (type help <topic>):';
    display.line(`\n${title}\n${'='.repeat(title.length)}`);
    for (const name of commandNames()) display.line(name);
    display.line('');
  } else if (topic === 'help') {
    display.warning("Don't be redundant!");
  } else if (Object.hasOwn(helpTexts, topic)) {
    display.line(helpTexts[topic] ?? '');
  } else {
    const document = await documentFor('module', topic);
    if (document === undefined) {
      display.line(`*** No help on ${topic}`);
      return;
    }
    display.line(document.summary);
    display.line('Parameters:');
    for (const [name, option] of Object.entries(document.options)) {
      display.line(`  ${display.paint(name, 'highlight')} ${option.doc ?? ''}`);
    }
  }
}

/** What the tab key offers: commands, hosts and groups after `cd`. */
export function completions(
  line: string,
  { controller }: ConsoleSession,
): [found: string[], typed: string] {
  const cd = /^cd\s+(\S*)$/.exec(line);
  if (cd !== null) {
    const typed = cd[1] ?? '';
    const names = [...controller.inventory.groups.keys(), ...controller.inventory.hostNames()];
    return [names.filter((name) => name.startsWith(typed)), typed];
  }
  const short = moduleNames().map((name) => name.slice(name.lastIndexOf('.') + 1));
  return [[...commandNames(), ...short].filter((name) => name.startsWith(line)), line];
}
