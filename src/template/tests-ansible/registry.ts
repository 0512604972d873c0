import type { Plugin } from '../ansible/plugin.ts';
import { addressTests } from './addresses.ts';
import { fileTests } from './files.ts';
import { resultTests } from './results.ts';
import { setTests } from './sets.ts';
import { textTests } from './text.ts';
import { versionTests } from './version.ts';

/** Tests of ansible.builtin, by short name. Jinja's own are apart. */
const builtinTests: Readonly<Record<string, Plugin>> = {
  ...fileTests,
  ...resultTests,
  ...setTests,
  ...textTests,
  ...versionTests,
};

const byName = new Map<string, Plugin>();
for (const [name, test] of Object.entries(builtinTests)) {
  byName.set(name, test);
  byName.set(`ansible.builtin.${name}`, test);
  byName.set(`ansible.legacy.${name}`, test);
}

for (const [name, test] of Object.entries(addressTests)) {
  byName.set(`ansible.utils.${name}`, test);
}

/** A test by the name that a template uses; undefined when Ansible has none by it. */
export function findTest(name: string): Plugin | undefined {
  return byName.get(name);
}

/** Every name that findTest knows. */
export const testNames = (): Iterable<string> => byName.keys();
