import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { installedAnsible } from '../../src/bridge/installed-ansible.ts';
import { caseNames, goldenFolder, readCase, Sandbox } from './sandbox.ts';

// TROUPE names another build to hold to the recordings.
const troupe = process.env.TROUPE ?? join(goldenFolder, '../../dist/troupe.mjs');

/** Whole runs: the same text, exit code and files as real Ansible gave for the same project. */
describe('golden', () => {
  test.concurrent.for(caseNames())('%s', async (name, { expect, skip }) => {
    const { steps, needs } = readCase(name);
    if (needs === 'ansible-core' && installedAnsible() === undefined) skip('there is no ansible-core');
    const expected = (file: string) => {
      const path = join(goldenFolder, name, 'expected', file);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    const sandbox = new Sandbox(name);
    try {
      for (const [index, step] of steps.entries()) {
        const { rc, stdout, stderr } = await sandbox.run(
          [process.execPath, troupe, step.command],
          step,
        );
        expect.soft(stdout).toBe(expected(`${index + 1}.stdout`));
        if (step.stderr !== false) expect.soft(stderr).toBe(expected(`${index + 1}.stderr`));
        expect.soft(rc, `exit code of step ${index + 1}`).toBe(step.rc ?? 0);
      }
      expect.soft(sandbox.changes()).toBe(expected('changes'));
    } finally {
      sandbox.remove();
    }
  });
});
