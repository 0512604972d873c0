import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const troupe = process.env.TROUPE ?? join(import.meta.dirname, '../../dist/troupe.mjs');

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'verbose-')));
  writeFileSync(join(cwd, 'p.yml'), '- hosts: nobody\n');
});
afterEach(() => rmSync(cwd, { recursive: true }));

const run = (...argv: string[]) =>
  spawnSync(process.execPath, [troupe, 'playbook', '-i', 'h1,', ...argv, 'p.yml'], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: cwd },
  }).stdout;

test('-vv starts with what is running, -v does not', () => {
  expect(run('-vv')).toMatch(
    /^ansible-playbook \[core 2\.14\.18\]\n {2}troupe version = .*\n {2}config file = None\n[\s\S]*\nNo config file found; using defaults\n/,
  );
  expect(run('-v')).toMatch(/^No config file found; using defaults\n/);
});

test('-vvvv tells the options in effect as Ansible does', () => {
  expect(run('-vvvv', '--limit', 'h1', '-e', 'a=1', '-C')).toContain(
    'Positional arguments: p.yml\nverbosity: 4\nconnection: smart\ntimeout: 10\nbecome_method: sudo\n' +
      "tags: ('all',)\ncheck: True\ninventory: ('h1,',)\nsubset: h1\nextra_vars: ('a=1',)\nforks: 5\n",
  );
  expect(run('-vvv')).not.toContain('Positional arguments');
});
