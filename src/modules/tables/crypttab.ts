/** An entry of crypttab(5). */
interface CrypttabEntry {
  readonly name: string;
  readonly device: string;
  readonly password: string | null;
  /** Options by name, null where one has no value. */
  readonly options: ReadonlyMap<string, string | null>;
}

/** A line: an entry, which is laid out anew, or text. */
export interface CrypttabLine {
  readonly text: string;
  readonly entry?: CrypttabEntry;
}

/** Options of `discard,cipher=aes`: what follows a second `=` is lost, as with Ansible. */
export function parseOptions(text: string | null): Map<string, string | null> {
  if (text === null) return new Map();
  return new Map(
    text.split(',').map((option) => {
      const [key = '', value] = option.split('=');
      return [key, value ?? null];
    }),
  );
}

/** Tells what the lines of a file are. */
export function readCrypttab(lines: readonly string[]): CrypttabLine[] {
  return lines.map((text) => {
    const words = text.trim().split(/\s+/);
    const [name = '', device = '', password = null, options = null] = words;
    if (text.startsWith('#') || words.length < 2 || words.length > 4) return { text };
    return { text, entry: { name, device, password, options: parseOptions(options) } };
  });
}

/** The file's text. */
export function renderCrypttab(lines: readonly CrypttabLine[]): string {
  const text = lines.map(({ text: own, entry }) => (entry ? entryText(entry) : own)).join('\n');
  return text.endsWith('\n') ? text : `${text}\n`;
}

function entryText({ name, device, password, options }: CrypttabEntry): string {
  const words = [name, device];
  if (password !== null || options.size > 0) words.push(password ?? 'none');
  const pairs = [...options].map(([key, value]) => (value === null ? key : `${key}=${value}`));
  if (pairs.length > 0) words.push(pairs.join(','));
  return words.join(' ');
}
