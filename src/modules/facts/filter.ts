import type { Facts } from './collector.ts';

/** Facts whose names match a pattern; `ansible_` may be left out of it. No pattern keeps all. */
export function filterFacts(facts: Facts, patterns: readonly string[]): Facts {
  if (patterns.length === 0) return facts;
  const matchers = patterns.map((pattern) => {
    const whole = fnmatch(pattern);
    if (/^(ansible_|facter|ohai)/.test(pattern)) return whole;
    const prefixed = fnmatch(`ansible_${pattern}`);
    return (name: string) => whole(name) || prefixed(name);
  });
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => matchers.some((matches) => matches(name))),
  );
}

/** Python's fnmatch; an empty pattern matches everything here. */
function fnmatch(pattern: string): (name: string) => boolean {
  if (pattern === '') return () => true;
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const end = pattern.indexOf(']', pattern.charAt(at + 1) === '!' ? at + 3 : at + 2);
      if (end < 0) source += '\\[';
      else {
        source += `[${pattern
          .slice(at + 1, end)
          .replace('\\', '\\\\')
          .replace(/^!/, '^')}]`;
        at = end;
      }
    } else source += char.replace(/[.+^${}()|\]\\]/g, '\\$&');
  }
  const matcher = new RegExp(`^(?:${source})$`, 's');
  return (name) => matcher.test(name);
}
