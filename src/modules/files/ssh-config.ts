import { fail } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';

/** Options of a host by their names in small letters; some may be given several times. */
export type SshOptions = Map<string, string | string[]>;

/** A line that is kept as it is, or a host with its options. */
export type SshConfigItem = { order: number } & (
  | { readonly line: string }
  | { readonly host: string; options: SshOptions }
);

const REPEATABLE = ['identityfile', 'localforward', 'remoteforward'];

/**
 * Reads an ssh_config file. Options before the first host are those of `*`; hosts without options are dropped, as
 * the real module does.
 * @throws ModuleFailure for a line that is none
 */
export function readSshConfig(text: string): SshConfigItem[] {
  const items: SshConfigItem[] = [];
  let current: { host: string; options: SshOptions; order: number } = {
    host: '*',
    options: new Map(),
    order: 0,
  };
  let order = 1;
  const keep = (): void => {
    if (current.options.size > 0) items.push(current);
  };
  for (const raw of text.replace(/\n$/, '').split(text === '' ? '' : '\n')) {
    const line = raw.trimStart();
    if (line === '' || line.startsWith('#')) {
      items.push({ line, order: order++ });
      continue;
    }
    const [key, value] = readOption(line);
    const known = current.options.get(key);
    if (key === 'host') {
      keep();
      current = { host: value.trim().split(/\s+/).join(' '), options: new Map(), order: order++ };
    } else if (REPEATABLE.includes(key)) {
      current.options.set(key, Array.isArray(known) ? [...known, value] : [value]);
    } else if (known === undefined) {
      current.options.set(key, value);
    }
  }
  keep();
  return items;
}

function readOption(line: string): [string, string] {
  const proxy = /^(proxycommand)\s*=*\s*(.*)/i.exec(line);
  if (line.includes('=') && proxy !== null) return ['proxycommand', proxy[2] ?? ''];
  const at = line.includes('=') ? line.indexOf('=') : line.search(/\s/);
  if (at < 0) fail(`Unparsable line: ${pythonRepr(line)}`);
  const value = line.slice(at + 1);
  return [line.slice(0, at).trim().toLowerCase(), line.includes('=') ? value : value.trimStart()];
}

/** The file's text. */
export function writeSshConfig(items: readonly SshConfigItem[]): string {
  return [...items]
    .sort((a, b) => a.order - b.order)
    .map((item) => {
      if ('line' in item) return `${item.line}\n`;
      const lines = [...item.options].flatMap(([key, value]) =>
        [value].flat().map((one) => `    ${key} ${one}\n`),
      );
      return `Host ${item.host}\n${lines.join('')}`;
    })
    .join('');
}
