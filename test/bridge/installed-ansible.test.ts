import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(path: string, text: string): string {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

async function find() {
  const { installedAnsible } = await import('../../src/bridge/installed-ansible.ts');
  return [installedAnsible(), installedAnsible()] as const;
}

it('asks the Python that an Ansible command names, once', async () => {
  mkdirSync(join(folder, 'bin'));
  const asked = join(folder, 'asked');
  const python = program(
    join(folder, 'python3'),
    `#!/bin/sh\necho x >>'${asked}'\necho '["/opt/lib/ansible", "2.99", ["/opt/lib"]]'\n`,
  );
  program(join(folder, 'bin/ansible-galaxy'), `#!${python}\n`);
  vi.stubEnv('PATH', join(folder, 'bin'));
  const [first, second] = await find();
  expect(first).toEqual({
    folder: '/opt/lib/ansible',
    version: '2.99',
    python,
    collectionRoots: ['/opt/lib'],
  });
  expect(second).toBe(first);
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(asked, 'utf8')).toBe('x\n');
});

it('asks python3 of PATH otherwise; without an answer there is none', async () => {
  program(join(folder, 'python3'), '#!/bin/sh\nexit 3\n');
  vi.stubEnv('PATH', folder);
  expect(await find()).toEqual([undefined, undefined]);
});
