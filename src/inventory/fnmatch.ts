/** Python's fnmatch pattern (`*`, `?`, `[abc]`, `[!abc]`) as a regular expression over the whole text. */
export function fnmatchRegExp(pattern: string): RegExp {
  let source = '';
  let i = 0;
  while (i < pattern.length) {
    const character = pattern.charAt(i++);
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '[') {
      const end = closingBracket(pattern, i);
      if (end < 0) source += '\\[';
      else {
        source += characterClass(pattern.slice(i, end));
        i = end + 1;
      }
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }
  return new RegExp(`^(?:${source})$`, 's');
}

function closingBracket(pattern: string, from: number): number {
  let i = from;
  if (pattern[i] === '!') i++;
  if (pattern[i] === ']') i++;
  return pattern.indexOf(']', i);
}

function characterClass(members: string): string {
  const negated = members.startsWith('!');
  const listed = (negated ? members.slice(1) : members).replace(/[\\\][^]/g, '\\$&');
  return `[${negated ? '^' : ''}${listed}]`;
}
