import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the Python package that stands in for ansible-core where none is installed. */
export function libraryFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), 'python');
}

/** Folder of what modules import from it: `ansible.module_utils`. */
export const utilitiesFolder = (): string => join(libraryFolder(), 'ansible', 'module_utils');

/** The text of programs in Python, one after another. */
export const pythonProgram = (...names: readonly string[]): string =>
  names
    .map((name) => readFileSync(join(libraryFolder(), 'programs', `${name}.py`), 'utf8'))
    .join('\n\n');
