/**
 * A Python regular expression as JavaScript takes it: leading inline flags become flags, `(?P<name>…)`,
 * `(?P=name)`, `\\A`, `\\Z` and `(?#…)` their counterparts.
 */
export function javascriptPattern(pattern: string): { source: string; flags: string } {
  let source = pattern;
  let flags = '';
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (inline?.[1] !== undefined) {
    source = source.slice(inline[0].length);
    for (const flag of inline[1]) if ('ims'.includes(flag)) flags += flag;
    if (inline[1].includes('x'))
      source = source.replace(/\\.|\s+|#.*$/gm, (part) => (part.startsWith('\\') ? part : ''));
  }
  source = source
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\(\?#[^)]*\)/g, '')
    .replace(/\\A/g, flags.includes('m') ? '(?<![\\s\\S])' : '^')
    .replace(/\\Z/g, '(?![\\s\\S])');
  return { source, flags: [...new Set(flags)].join('') };
}
