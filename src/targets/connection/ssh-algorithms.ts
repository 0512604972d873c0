/** An algorithm list for ssh2: what to do with its own default list. Patterns pass over what it does not know. */
export interface AlgorithmList {
  readonly remove: readonly RegExp[];
  readonly append: readonly RegExp[];
  readonly prepend: readonly RegExp[];
}

/**
 * A list of ssh_config(5), `a,b` in place of the default one, `+a` and `^a` in addition to it, `-a` taken from it;
 * undefined where nothing was said.
 */
export function algorithmList(value: string | undefined): AlgorithmList | undefined {
  if (!value) return undefined;
  const [, sign = '', names = ''] = /^([-+^]?)(.*)$/s.exec(value) ?? [];
  const patterns = names.split(',').filter(Boolean).map(globPattern);
  switch (sign) {
    case '+':
      return { remove: [], append: patterns, prepend: [] };
    case '-':
      return { remove: patterns, append: [], prepend: [] };
    case '^':
      return { remove: patterns, append: [], prepend: patterns.reverse() };
    default:
      return { remove: [/./], append: patterns, prepend: [] };
  }
}

function globPattern(name: string): RegExp {
  const text = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`);
}
