/** Where templates' tags begin and end. */
export interface TagMarkers {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
}

const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

/**
 * Doubles backslashes in the string literals of `{{ … }}`, so that authors write `'\1'` once in playbooks.
 * Statements (`{% … %}`), comments and raw blocks stay as they are.
 */
export function doubleBackslashes(source: string, tags: TagMarkers): string {
  if (!source.includes('\\') || !source.includes('{{')) return source;
  let out = '';
  let at = 0;
  const raw = new RegExp(
    `^${quoted(tags.blockStart)}[-+]?\\s*raw\\s*[-+]?${quoted(tags.blockEnd)}`,
  );
  const endRaw = new RegExp(
    `${quoted(tags.blockStart)}[-+]?\\s*endraw\\s*[-+]?${quoted(tags.blockEnd)}`,
  );
  while (at < source.length) {
    if (source.startsWith(tags.commentStart, at)) {
      const end = source.indexOf(tags.commentEnd, at + tags.commentStart.length);
      const stop = end < 0 ? source.length : end + tags.commentEnd.length;
      out += source.slice(at, stop);
      at = stop;
    } else if (source.startsWith(tags.blockStart, at)) {
      const rest = source.slice(at);
      const close = raw.test(rest) ? endRaw.exec(rest) : undefined;
      const stop = close
        ? at + close.index + close[0].length
        : tagEnd(source, at + tags.blockStart.length, tags.blockEnd);
      out += source.slice(at, stop);
      at = stop;
    } else if (source.startsWith(tags.variableStart, at)) {
      const stop = tagEnd(source, at + tags.variableStart.length, tags.variableEnd);
      out += doubled(source.slice(at, stop));
      at = stop;
    } else out += source[at++];
  }
  return out;
}

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Offset after a tag's end; brackets and strings within it are passed over. */
function tagEnd(source: string, from: number, end: string): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    const char = source[at] as string;
    if (depth === 0 && source.startsWith(end, at)) return at + end.length;
    STRING.lastIndex = at;
    const literal = char === "'" || char === '"' ? STRING.exec(source) : null;
    if (literal) {
      at += literal[0].length;
      continue;
    }
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && depth > 0) depth--;
    at++;
  }
  return source.length;
}

const doubled = (tag: string): string =>
  tag.replace(/'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g, (literal) =>
    literal.replaceAll('\\', '\\\\'),
  );
