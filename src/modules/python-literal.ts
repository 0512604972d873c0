/** Reads a Python literal of strings, numbers, booleans, None, lists, tuples and dicts. Undefined where it is none. */
export function parsePythonLiteral(text: string): unknown {
  const reader = { text, at: 0 };
  try {
    const value = readValue(reader);
    skipBlanks(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

const WORDS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
}

function readValue(reader: Reader): unknown {
  skipBlanks(reader);
  const char = reader.text[reader.at] ?? '';
  if (char === '{') return readDict(reader);
  if (char === '[') return readItems(reader, ']');
  if (char === '(') return readItems(reader, ')');
  if (char === "'" || char === '"') return readString(reader, char);
  const word = /[A-Za-z]+|[+-]?[\d.]+(?:e[+-]?\d+)?/iy;
  word.lastIndex = reader.at;
  const found = word.exec(reader.text)?.[0];
  if (found === undefined) throw new SyntaxError('no literal');
  reader.at += found.length;
  if (found in WORDS) return WORDS[found];
  const number = Number(found);
  if (Number.isNaN(number)) throw new SyntaxError('no literal');
  return number;
}

function readItems(reader: Reader, close: string): unknown[] {
  const items: unknown[] = [];
  reader.at++;
  while (!closes(reader, close)) {
    items.push(readValue(reader));
    separator(reader, close);
  }
  return items;
}

function readDict(reader: Reader): Record<string, unknown> {
  const dict: Record<string, unknown> = {};
  reader.at++;
  while (!closes(reader, '}')) {
    const key = readValue(reader);
    skipBlanks(reader);
    if (reader.text[reader.at++] !== ':') throw new SyntaxError('no dict');
    dict[String(key)] = readValue(reader);
    separator(reader, '}');
  }
  return dict;
}

function closes(reader: Reader, close: string): boolean {
  skipBlanks(reader);
  if (reader.text[reader.at] !== close) return false;
  reader.at++;
  return true;
}

function separator(reader: Reader, close: string): void {
  skipBlanks(reader);
  const char = reader.text[reader.at];
  if (char === ',') reader.at++;
  else if (char !== close) throw new SyntaxError('no separator');
}

function readString(reader: Reader, quote: string): string {
  let value = '';
  for (reader.at++; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at] ?? '';
    if (char === quote) {
      reader.at++;
      return value;
    }
    if (char === '\\') {
      const next = reader.text[++reader.at] ?? '';
      value += ESCAPES[next] ?? next;
    } else {
      value += char;
    }
  }
  throw new SyntaxError('open string');
}
