import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const troupe = process.env.TROUPE ?? join(import.meta.dirname, '../../dist/troupe.mjs');
const fixtures = join(import.meta.dirname, 'fixtures');

/** What differs from run to run: times, temporary files, the folder. */
function settled(text: string, folder: string): string {
  return text
    .replaceAll(folder, '/project')
    .replace(/time="[0-9.]+"/g, 'time=""')
    .replace(/timestamp="[^"]*"/g, 'ts')
    .replace(/(start|end|delta)&quot;: &quot;[^&]*/g, '$1')
    .replace(/&quot;src&quot;: &quot;[^&]*/g, '&quot;src');
}

test('a run gives the report that Ansible gave for it', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'junit-')));
  try {
    const playbook = readFileSync(join(fixtures, 'junit.yml'), 'utf8');
    writeFileSync(join(folder, 'p.yml'), playbook.replaceAll('/project', folder));
    const local = 'ansible_connection=local';
    writeFileSync(join(folder, 'hosts'), `h1 ${local}\nh2 ${local}\n`);
    const run = spawnSync(process.execPath, [troupe, 'playbook', '-i', 'hosts', 'p.yml'], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        ANSIBLE_FORKS: '1',
        ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
        ANSIBLE_CALLBACKS_ENABLED: 'ansible.builtin.junit',
        JUNIT_OUTPUT_DIR: join(folder, 'reports'),
      },
    });
    expect(run.status).toBe(2);
    const [report = '', ...others] = readdirSync(join(folder, 'reports'));
    expect(report).toMatch(/^p-\d+\.\d+\.xml$/);
    expect(others).toEqual([]);
    const written = readFileSync(join(folder, 'reports', report), 'utf8');
    const recorded = readFileSync(join(fixtures, 'junit.xml'), 'utf8');
    expect(settled(written, folder)).toBe(settled(recorded, '/project'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
