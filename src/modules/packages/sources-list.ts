const TYPES = ['deb', 'deb-src'];

/** A line of sources.list(5). */
export interface SourceLine {
  readonly valid: boolean;
  readonly enabled: boolean;
  readonly source: string;
  readonly comment: string;
}

export function parseSource(text: string): SourceLine {
  let line = text.trim();
  const enabled = !line.startsWith('#');
  if (!enabled) line = line.slice(1);
  const at = line.indexOf('#');
  const comment = at > 0 ? line.slice(at + 1).trim() : '';
  if (at > 0) line = line.slice(0, at);
  const words = line.trim().split(/\s+/);
  const valid = TYPES.includes(words[0] ?? '');
  return { valid, enabled, source: valid ? words.join(' ') : line.trim(), comment };
}

/** Files of sources by path. */
export type SourceFiles = ReadonlyMap<string, string>;

/** The files with a source enabled in them; a new one goes to `path`. */
export function withSource(files: SourceFiles, wanted: string, path: string): Map<string, string> {
  const { source } = parseSource(wanted);
  const after = new Map(files);
  let found = false;
  for (const [file, text] of files) {
    const lines = text.split('\n').map((line) => {
      const own = parseSource(line);
      if (!own.valid || own.source !== source) return line;
      found = true;
      return own.enabled ? line : own.source + (own.comment === '' ? '' : ` # ${own.comment}`);
    });
    after.set(file, lines.join('\n'));
  }
  if (!found) {
    const text = files.get(path) ?? '';
    after.set(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${source}\n`);
  }
  return after;
}

/** The files without a source; a file that has nothing left goes away. */
export function withoutSource(files: SourceFiles, unwanted: string): Map<string, string> {
  const { source } = parseSource(unwanted);
  const after = new Map<string, string>();
  for (const [file, text] of files) {
    const lines = text.split('\n');
    const kept = lines.filter((line) => {
      const own = parseSource(line);
      return !(own.valid && own.enabled && own.source === source);
    });
    if (kept.length === lines.length) after.set(file, text);
    else if (kept.some((line) => line.trim() !== '')) after.set(file, kept.join('\n'));
  }
  return after;
}

/** The file name that a source suggests: its place with everything but letters and digits as `_`. */
export function suggestFilename(source: string, filename: string | null): string {
  if (filename !== null) return `${filename}.list`;
  const place =
    source
      .replace(/\[[^\]]+\]/g, '')
      .replace(/\w+:\/\//g, '')
      .split(/\s+/)
      .find((word) => word !== '' && !TYPES.includes(word)) ?? '';
  const clean = place.slice(place.indexOf('@') + 1).replace(/[^a-zA-Z0-9]/g, ' ');
  return `${clean.split(/\s+/).filter(Boolean).join('_')}.list`;
}
