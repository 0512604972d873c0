/** A single-byte encoding: its characters by byte; undefined where a byte stands for none. */
export type Charmap = readonly (string | undefined)[];

const known = new Map<string, Charmap | null>();

/** Python's names of the single-byte encodings that the platform's decoders know by others. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^(?:cp|windows)?(125[0-8]|874)$/, 'windows-$1'],
  [/^(?:cp|ibm)?866$/, 'ibm866'],
  [/^iso8859(\d+)$/, 'iso-8859-$1'],
  [/^(?:latin9|l9)$/, 'iso-8859-15'],
  [/^(?:latin([234])|l([234]))$/, 'iso-8859-$1$2'],
  [/^koi8(r|u)$/, 'koi8-$1'],
  [/^(?:macroman|macintosh)$/, 'macintosh'],
];

/** The table of a single-byte encoding by any of Python's names for it; undefined for what is none. */
export function charmap(encoding: string): Charmap | undefined {
  const key = encoding.toLowerCase().replace(/[-_ ]/g, '');
  let table = known.get(key);
  if (table === undefined) {
    const alias = ALIASES.find(([pattern]) => pattern.test(key));
    table = alias === undefined ? null : readTable(key.replace(alias[0], alias[1]));
    known.set(key, table);
  }
  return table ?? undefined;
}

/** windows-1252 from 0x80: Node's own decoder takes it for ISO 8859-1. */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

function readTable(label: string): Charmap {
  const decoder = new TextDecoder(label);
  return Array.from({ length: 256 }, (_, byte) => {
    if (byte < 0x80) return String.fromCharCode(byte);
    if (label === 'windows-1252' && byte < 0xa0) {
      const char = WINDOWS_1252[byte - 0x80];
      return char === '\0' ? undefined : char;
    }
    const char = decoder.decode(Uint8Array.of(byte));
    return isGap(char, label) ? undefined : char;
  });
}

/** The web reads bytes that stand for nothing as U+FFFD, as control characters or as private ones; Python doesn't. */
function isGap(char: string, label: string): boolean {
  if (char === '\ufffd') return true;
  if (char >= '\x80' && char < '\xa0') return label.startsWith('windows-');
  return label === 'windows-874' && char >= '\ue000' && char < '\uf900';
}
