const otherNames: Readonly<Record<string, string>> = {
  askBecomePass: 'become_ask_pass',
  limit: 'subset',
  listHosts: 'listhosts',
  listTags: 'listtags',
  listTasks: 'listtasks',
  syntaxCheck: 'syntax',
};

/** What argparse calls an option: the name that callbacks and -vvvv know. */
export function argparseName(name: string): string {
  return otherNames[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
