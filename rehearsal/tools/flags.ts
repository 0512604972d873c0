/** Flags that a subcommand knows: with a value, without one, and one-letter names for either. */
export interface FlagTable {
  values?: readonly string[];
  switches?: readonly string[];
  short?: Readonly<Record<string, string>>;
}

export interface ParsedFlags {
  words: string[];
  value(name: string): string | undefined;
  all(name: string): string[];
  has(name: string): boolean;
  /** What the real programs say about a flag they don't know. */
  problem: string | undefined;
}

/** Splits argv as pflag does: `--name value`, `--name=value`, `-n value`, `-nvalue`; flags anywhere. */
export function parseFlags(argv: readonly string[], table: FlagTable): ParsedFlags {
  const words: string[] = [];
  const found: Array<[name: string, value: string]> = [];
  let problem: string | undefined;
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push(...rest.splice(0));
    } else if (!word.startsWith('-') || word === '-') {
      words.push(word);
    } else {
      const [shown, name, inline] = splitFlag(word, table);
      if (name !== undefined && table.switches?.includes(name)) {
        found.push([name, inline ?? 'true']);
      } else if (name !== undefined && table.values?.includes(name)) {
        const value = inline ?? rest.shift();
        if (value === undefined) problem ??= `flag needs an argument: ${shown}`;
        else found.push([name, value]);
      } else {
        problem ??= word.startsWith('--')
          ? `unknown flag: ${shown}`
          : `unknown shorthand flag: '${shown.slice(1)}' in ${word}`;
      }
    }
  }
  const all = (name: string) => found.filter(([key]) => key === name).map(([, value]) => value);
  return {
    words,
    all,
    value: (name) => all(name).at(-1),
    has: (name) => found.some(([key, value]) => key === name && value !== 'false'),
    problem,
  };
}

function splitFlag(
  word: string,
  table: FlagTable,
): [shown: string, name: string | undefined, inline: string | undefined] {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const shown = equals < 0 ? word : word.slice(0, equals);
    return [shown, shown.slice(2), equals < 0 ? undefined : word.slice(equals + 1)];
  }
  const letter = word.slice(1, 2);
  const inline = word.slice(2).replace(/^=/, '');
  return [`-${letter}`, table.short?.[letter], inline === '' ? undefined : inline];
}
