import { readFileSync } from 'node:fs';

/** The home folder of a controller user; undefined when there is none by that name. */
export function userHome(name: string): string | undefined {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  for (const line of text.split('\n')) {
    const fields = line.split(':');
    if (fields[0] === name) return fields[5];
  }
  return undefined;
}
