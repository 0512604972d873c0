/** What a piece of output is about; the palette gives each its colour. */
export type ColorRole =
  | 'changed'
  | 'debug'
  | 'deprecate'
  | 'diffAdd'
  | 'diffLines'
  | 'diffRemove'
  | 'error'
  | 'highlight'
  | 'ok'
  | 'skip'
  | 'unreachable'
  | 'verbose'
  | 'warn';

/** Names of colours by role, as ansible.cfg's section [colors] has them. */
export type Palette = Readonly<Record<ColorRole, string>>;

export const defaultPalette: Palette = {
  changed: 'yellow',
  debug: 'dark gray',
  deprecate: 'purple',
  diffAdd: 'green',
  diffLines: 'cyan',
  diffRemove: 'red',
  error: 'red',
  highlight: 'white',
  ok: 'green',
  skip: 'cyan',
  unreachable: 'bright red',
  verbose: 'blue',
  warn: 'bright purple',
};

const codes: Readonly<Record<string, string>> = {
  black: '0;30',
  'bright gray': '0;37',
  blue: '0;34',
  white: '1;37',
  green: '0;32',
  'bright blue': '1;34',
  cyan: '0;36',
  'bright green': '1;32',
  red: '0;31',
  'bright cyan': '1;36',
  purple: '0;35',
  'bright red': '1;31',
  yellow: '0;33',
  'bright purple': '1;35',
  'dark gray': '1;30',
  'bright yellow': '1;33',
  magenta: '0;35',
  'bright magenta': '1;35',
  normal: '0',
};

/** The text in a named colour, every line of it on its own. */
export function colorText(text: string, color: string): string {
  const code = codes[color];
  if (code === undefined) return text;
  return text
    .split('\n')
    .map((line) => `\x1b[${code}m${line}\x1b[0m`)
    .join('\n');
}
