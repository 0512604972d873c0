import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleNames, resolveModule, resolveModuleName } from '../../src/modules/registry.ts';

const folder = join(import.meta.dirname, '../../src/modules');

/** Modules by their files: a folder for a collection. */
const files = readdirSync(folder)
  .filter((name) => name.includes('.') && !name.endsWith('.ts'))
  .flatMap((collection) =>
    readdirSync(join(folder, collection)).map((file) => `${collection}.${file.replace('.ts', '')}`),
  );

describe('registry', () => {
  it('names exactly the modules that have a file', () => {
    expect([...moduleNames()].sort()).toEqual(files.sort());
  });

  it('gives each module under its own name, with documentation', async () => {
    for (const name of moduleNames()) {
      const module = await resolveModule(name);
      expect(module?.name).toBe(name);
      expect(module?.summary).toBeTruthy();
      for (const [option, { doc }] of Object.entries(module?.spec.options ?? {})) {
        expect(doc, `${name} ${option}`).toBeTruthy();
      }
    }
  });

  it.each([
    ['copy', 'ansible.builtin.copy'],
    ['ansible.builtin.copy', 'ansible.builtin.copy'],
    ['ansible.legacy.copy', 'ansible.builtin.copy'],
    ['ini_file', 'community.general.ini_file'],
    ['ansible.builtin.ini_file', 'community.general.ini_file'],
    ['community.general.ini_file', 'community.general.ini_file'],
    ['community.general.copy', undefined],
    ['community.general.docker_network', 'community.docker.docker_network'],
    ['helm', 'kubernetes.core.helm'],
    ['community.kubernetes.k8s_info', 'kubernetes.core.k8s_info'],
    ['postgresql_db', 'community.postgresql.postgresql_db'],
    ['no_such_module', undefined],
  ])('%s means %s', (name, resolved) => {
    expect(resolveModuleName(name)).toBe(resolved);
  });
});
