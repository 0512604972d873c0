/** An entry of fstab(5), fields escaped as the file has them. */
export interface FstabEntry {
  readonly src: string;
  readonly name: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: string;
  readonly passno: string;
}

/** Escapes blanks, ampersands and backslashes. */
export function escapeField(text: string): string {
  return text.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('&', '\\046');
}

function parseEntry(line: string): FstabEntry | undefined {
  if (line.trim() === '' || line.trim().startsWith('#')) return undefined;
  const [src, name, fstype, opts, dump = '0', passno = '0', more] = line.trim().split(/\s+/);
  if (src === undefined || name === undefined || fstype === undefined || opts === undefined)
    return undefined;
  return more === undefined ? { src, name, fstype, opts, dump, passno } : undefined;
}

function isOther(entry: FstabEntry, name: string, src: string | undefined): boolean {
  if (entry.name !== name) return true;
  return src !== undefined && entry.name === 'none' && entry.fstype === 'swap' && entry.src !== src;
}

/** The file with the entry in it; undefined when it is there already. */
export function withEntry(text: string, wanted: FstabEntry): string | undefined {
  let exists = false;
  let changed = false;
  const line = `${wanted.src} ${wanted.name} ${wanted.fstype} ${wanted.opts} ${wanted.dump} ${wanted.passno}\n`;
  const lines = linesOf(text).map((own) => {
    const entry = parseEntry(own);
    if (entry === undefined || isOther(entry, wanted.name, wanted.src)) return own;
    exists = true;
    const fields = ['src', 'fstype', 'opts', 'dump', 'passno'] as const;
    if (fields.every((field) => entry[field] === wanted[field])) return own;
    changed = true;
    return line;
  });
  if (!exists) lines.push(line);
  return exists && !changed ? undefined : lines.join('');
}

/** The file without a mount point; undefined when it isn't in it. */
export function withoutEntry(
  text: string,
  name: string,
  src: string | undefined,
): string | undefined {
  const lines = linesOf(text);
  const kept = lines.filter((line) => {
    const entry = parseEntry(line);
    return (
      entry === undefined || line.trim().split(/\s+/).length !== 6 || isOther(entry, name, src)
    );
  });
  return kept.length === lines.length ? undefined : kept.join('');
}

function linesOf(text: string): string[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) =>
    line.endsWith('\n') ? line : `${line}\n`,
  );
}
