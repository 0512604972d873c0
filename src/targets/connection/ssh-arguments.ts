/** An ssh_config keyword (lower case) and its value, from a command line or a file; the first one found counts. */
export type SshOption = readonly [keyword: string, value: string];

/** What a user's argument strings say, in ssh(1)'s terms. */
export interface SshArguments {
  readonly options: readonly SshOption[];
  /** `-F`: the configuration file to read in place of the usual ones (`none` for none). */
  readonly configFile: string | undefined;
  /** Flags that only the ssh program itself understands. */
  readonly foreign: readonly string[];
}

/** Flags that say the same as an option. */
const FLAGS: Readonly<Record<string, (value: string) => SshOption>> = {
  p: (value) => ['port', value],
  l: (value) => ['user', value],
  i: (value) => ['identityfile', value],
  J: (value) => ['proxyjump', value],
  c: (value) => ['ciphers', value],
  m: (value) => ['macs', value],
  b: (value) => ['bindaddress', value],
};

const SWITCHES: Readonly<Record<string, SshOption>> = {
  '4': ['addressfamily', 'inet'],
  '6': ['addressfamily', 'inet6'],
  A: ['forwardagent', 'yes'],
  a: ['forwardagent', 'no'],
  C: ['compression', 'yes'],
};

/** Switches that make no difference here. */
const IGNORED = new Set(['q', 'v', 'T', 't', 'x', 'X', 'Y', 'n', 'k', 'K', 'N', 'g']);

/** Ansible's own default, which is nobody's wish: compressing costs more than most lines gain by it. */
const ANSIBLE_DEFAULT = '-C -o ControlMaster=auto -o ControlPersist=60s';

/** Reads argument strings as Ansible hands them to ssh(1). */
export function parseSshArguments(texts: readonly string[]): SshArguments {
  const options: SshOption[] = [];
  const foreign: string[] = [];
  let configFile: string | undefined;
  const words = texts.filter((text) => text !== ANSIBLE_DEFAULT).flatMap(splitWords);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!/^-[A-Za-z0-9]/.test(word)) {
      foreign.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const flag = word[at] ?? '';
      const known = SWITCHES[flag];
      if (known) options.push(known);
      else if (!IGNORED.has(flag)) {
        // The rest of the word, or the next one, is the flag's value.
        const value = at + 1 < word.length ? word.slice(at + 1) : (words[++i] ?? '');
        if (flag === 'o') options.push(parseOption(value));
        else if (flag === 'F') configFile = value;
        else if (FLAGS[flag]) options.push(FLAGS[flag](value));
        else foreign.push(`-${flag}`, value);
        break;
      }
    }
  }
  return { options, configFile, foreign };
}

/** `Keyword value`, `Keyword=value` or `Keyword = value`, quotes around the value taken off. */
export function parseOption(text: string): SshOption {
  const match = /^\s*([A-Za-z0-9]+)\s*(?:=\s*|\s+|$)(.*?)\s*$/s.exec(text);
  const value = match?.[2] ?? '';
  const quoted = /^"([^"]*)"$/.exec(value);
  return [(match?.[1] ?? '').toLowerCase(), quoted?.[1] ?? value];
}

/** Words of a POSIX command line, as Python's shlex.split. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /\s+|((?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s'"\\])+)/g;
  for (const [, word] of text.matchAll(pattern)) {
    if (word === undefined) continue;
    words.push(
      word.replace(
        /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
        (_, escaped, single, double) => {
          return escaped ?? single ?? (double as string).replace(/\\(["\\$`])/g, '$1');
        },
      ),
    );
  }
  return words;
}
