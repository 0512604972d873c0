import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { installedAnsible } from '../../src/bridge/installed-ansible.ts';
import { caseNames, goldenFolder, readCase, Sandbox } from './sandbox.ts';
import { pathWithoutCore } from './without-core.ts';

// TROUPE names another build to hold to the recordings.
const troupe = process.env.TROUPE ?? join(goldenFolder, '../../dist/troupe.mjs');
const PYTHON = '/usr/bin/python3';

interface Run {
  readonly name: string;
  /** As on a controller where no ansible-core is installed. */
  readonly without: boolean;
}

let path = '';
beforeAll(() => {
  path = pathWithoutCore(PYTHON);
});
afterAll(() => rmSync(path, { recursive: true, force: true }));

const runs: Run[] = caseNames().flatMap((name) =>
  readCase(name).core === undefined
    ? [{ name, without: false }]
    : [
        { name, without: false },
        { name, without: true },
      ],
);
const titled = runs.map((run) => ({
  ...run,
  title: run.without ? `${run.name}, without ansible-core` : run.name,
}));

/** Whole runs: the same text, exit code and files as real Ansible gave for the same project. */
describe('golden', () => {
  test.concurrent.for(titled)('$title', async ({ name, without }, { expect, skip }) => {
    const { steps, core, needs } = readCase(name);
    const isNeeded = (core !== undefined && !without) || needs !== undefined;
    if (isNeeded && installedAnsible() === undefined)
      skip('there is no ansible-core');
    if (core !== undefined && !existsSync(PYTHON)) skip(`there is no ${PYTHON}`);
    const expected = (file: string) => {
      const path = join(goldenFolder, name, 'expected', file);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    const sandbox = new Sandbox(name);
    try {
      for (const [index, step] of steps.entries()) {
        if (without && step.core) continue;
        const { rc, stdout, stderr } = await sandbox.run(
          [process.execPath, troupe, step.command],
          without ? { ...step, env: { ...step.env, PATH: path } } : step,
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
