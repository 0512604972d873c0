/** Python's fnmatch as a regular expression over the whole name: `*`, `?`, `[seq]`, `[!seq]`. */
export function fnmatchRegExp(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at++] ?? '';
    if (char === '*') source += '[\\s\\S]*';
    else if (char === '?') source += '[\\s\\S]';
    else if (char === '[') {
      const end = closingBracket(pattern, at);
      if (end < 0) {
        source += '\\[';
        continue;
      }
      const negated = pattern[at] === '!';
      const set = pattern.slice(negated ? at + 1 : at, end).replace(/[\\\]^[]/g, '\\$&');
      source += `[${negated ? '^' : ''}${set}]`;
      at = end + 1;
    } else source += char.replace(/[.+^${}()|\]\\/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

function closingBracket(pattern: string, from: number): number {
  let at = from;
  if (pattern[at] === '!') at++;
  if (pattern[at] === ']') at++;
  return pattern.indexOf(']', at);
}
