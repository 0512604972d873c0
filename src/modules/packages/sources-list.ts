const TYPES = ['deb', 'deb-src'];

/** A line of sources.list(5). */
export interface SourceLine {
  readonly valid: boolean;
  readonly enabled: boolean;
  readonly source: string;
  readonly comment: string;
  /** What is looked at for a source: the line without its marks of comments. */
  readonly text: string;
}

export function parseSource(written: string): SourceLine {
  let text = written.trim();
  const enabled = !text.startsWith('#');
  if (!enabled) text = text.slice(1);
  const at = text.indexOf('#');
  const comment = at > 0 ? text.slice(at + 1).trim() : '';
  if (at > 0) text = text.slice(0, at);
  const words = text.trim().split(/\s+/);
  const valid = TYPES.includes(words[0] ?? '');
  return { valid, enabled, source: valid ? words.join(' ') : text.trim(), comment, text };
}

/** Lines of the files of sources by path. A file that has none is not kept. */
export type SourceFiles = ReadonlyMap<string, readonly SourceLine[]>;

export function parseSources(text: string): SourceLine[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map(parseSource);
}

/** The lines as they are written: all of a file's when one of them changes. */
export function renderSources(lines: readonly SourceLine[]): string {
  const texts = lines.map(
    ({ enabled, source, comment }) =>
      `${enabled ? '' : '# '}${source}${comment === '' ? '' : ` # ${comment}`}\n`,
  );
  return texts.join('');
}

/** The files with a source enabled wherever they have it; a new one goes to the end of `path`. */
export function withSource(files: SourceFiles, source: SourceLine, path: string): SourceFiles {
  const same = (line: SourceLine): boolean => line.valid && line.source === source.source;
  if (![...files.values()].some((lines) => lines.some(same))) {
    const added = { ...source, comment: '' };
    return new Map([...files, [path, [...(files.get(path) ?? []), added]]]);
  }
  return new Map(
    [...files].map(([file, lines]) => [
      file,
      lines.map((line) => (same(line) ? { ...line, enabled: true } : line)),
    ]),
  );
}

/** The files without a source that is enabled in them. */
export function withoutSource(files: SourceFiles, source: SourceLine): SourceFiles {
  return new Map(
    [...files].map(([file, lines]) => [
      file,
      lines.filter((line) => !(line.valid && line.enabled && line.source === source.source)),
    ]),
  );
}

/**
 * The file name that a source suggests: its place with everything but letters and digits as `_`. Undefined for a
 * source without a place.
 */
export function suggestFilename(source: string, filename: string | null): string | undefined {
  const place = source
    .replace(/\[[^\]]+\]/g, '')
    .replace(/\w+:\/\//g, '')
    .split(/\s+/)
    .find((word) => word !== '' && !TYPES.includes(word));
  if (place === undefined) return undefined;
  if (filename !== null) return `${filename}.list`;
  const clean = place.slice(place.indexOf('@') + 1).replace(/[^a-zA-Z0-9]/g, ' ');
  return `${clean.split(/\s+/).filter(Boolean).join('_')}.list`;
}
