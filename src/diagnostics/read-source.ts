import { readFileSync } from 'node:fs';

/** Text of a source file for error frames; undefined where it can't be read or is a vault. */
export function readSource(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.startsWith('$ANSIBLE_VAULT') ? undefined : text;
  } catch {
    return undefined;
  }
}
