/** Starts a section in the probe's output (ASCII record separator). */
const RECORD = '\x1e';

/** What the probe saw: contents of files and the output of its sections. */
export class Observation {
  readonly #files: ReadonlyMap<string, string>;
  readonly #sections: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, string>, sections: ReadonlyMap<string, string>) {
    this.#files = files;
    this.#sections = sections;
  }

  /** A file's text without surrounding white space; undefined when it is missing, unreadable or empty. */
  file(path: string): string | undefined {
    const text = this.#files.get(path)?.trim();
    return text === '' ? undefined : text;
  }

  lines(path: string): string[] {
    return this.file(path)?.split('\n') ?? [];
  }

  /** Files whose path matches, in the order the probe listed them. */
  *filesMatching(pattern: RegExp): Generator<[match: RegExpExecArray, text: string]> {
    for (const [path, text] of this.#files) {
      const match = pattern.exec(path);
      if (match !== null) yield [match, text.trim()];
    }
  }

  /** Output of a section as it is, empty when it printed nothing. */
  section(name: string): string {
    return this.#sections.get(name) ?? '';
  }

  sectionLines(name: string): string[] {
    return this.section(name)
      .split('\n')
      .filter((line) => line !== '');
  }

  /** Sections whose name starts with `prefix`, with the rest of the name. */
  *sectionsStarting(prefix: string): Generator<[rest: string, text: string]> {
    for (const [name, text] of this.#sections) {
      if (name.startsWith(prefix)) yield [name.slice(prefix.length), text];
    }
  }
}

/**
 * Reads the probe's output.
 * @param globs the file globs that the probe was asked for
 */
export function parseObservation(output: string, globs: readonly string[]): Observation {
  const sections = new Map<string, string>();
  for (const part of output.split(RECORD).slice(1)) {
    const end = part.indexOf('\n');
    sections.set(part.slice(0, end), part.slice(end + 1));
  }
  return new Observation(parseFileLines(sections.get('files') ?? '', globs), sections);
}

/** `grep -H` prints `PATH:LINE`; a path may hold colons itself, so that it has to match one of the globs. */
function parseFileLines(text: string, globs: readonly string[]): Map<string, string> {
  const known = new RegExp(`^(?:${globs.map(globSource).join('|')})$`);
  const verdicts = new Map<string, boolean>();
  const isFile = (path: string): boolean => {
    let verdict = verdicts.get(path);
    if (verdict === undefined) {
      verdict = known.test(path);
      verdicts.set(path, verdict);
    }
    return verdict;
  };
  const files = new Map<string, string>();
  for (const line of text.split('\n')) {
    let colon = line.indexOf(':');
    while (colon >= 0 && !isFile(line.slice(0, colon))) colon = line.indexOf(':', colon + 1);
    if (colon < 0) continue;
    const path = line.slice(0, colon);
    files.set(path, `${files.get(path) ?? ''}${line.slice(colon + 1)}\n`);
  }
  return files;
}

function globSource(glob: string): string {
  return glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
}
