/** TRANSFORM_INVALID_GROUP_CHARS */
export type InvalidGroupNames = 'always' | 'never' | 'ignore' | 'silently';

const INVALID = /^[\p{Nd}\P{L}]|[^\p{L}\p{N}_]/gu;

/** A group's name as the policy has it: characters that no variable may have are kept, told or replaced by `_`. */
export function groupName(
  name: string,
  policy: InvalidGroupNames,
  warn: (message: string) => void,
): string {
  const safe = safeGroupName(name);
  if (safe === name || policy === 'ignore') return name;
  if (policy === 'never') {
    warn('Invalid characters were found in group names but not replaced, use -vvvv to see details');
    return name;
  }
  if (policy === 'always') {
    warn(
      'Invalid characters were found in group names and automatically replaced, use -vvvv to see details',
    );
  }
  return safe;
}

/** The name with every character that a variable's name may not have replaced by `_`. */
export function safeGroupName(name: string): string {
  return name.replace(INVALID, (found, offset: number) =>
    offset === 0 && found === '_' ? found : '_',
  );
}
