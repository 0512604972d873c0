import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playbookCommand } from '../../src/cli/commands/playbook.ts';
import { runCommand } from '../cli/front-door.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-'));
  writeFileSync(join(folder, 'hosts'), 'h ansible_connection=local\n');
  writeFileSync(
    join(folder, 'learn.yml'),
    '- {hosts: h, gather_facts: false, tasks: [{set_fact: {cacheable: true, taste: sweet, count: 2}}]}\n',
  );
  writeFileSync(
    join(folder, 'recall.yml'),
    '- {hosts: h, gather_facts: false, tasks: [{debug: {msg: "{{ ansible_facts.taste | default(\'none\') }}"}}]}\n',
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const play = (name: string, variables: Record<string, string> = {}) =>
  runCommand(
    'playbook',
    playbookCommand,
    ['-i', join(folder, 'hosts'), join(folder, name)],
    folder,
    {
      ANSIBLE_CACHE_PLUGIN: 'jsonfile',
      ANSIBLE_CACHE_PLUGIN_CONNECTION: join(folder, 'cache'),
      ...variables,
    },
  );

describe('jsonfile fact cache', () => {
  it("writes Ansible's file and gives the facts to a later run", async () => {
    expect((await play('learn.yml')).exitCode).toBe(0);
    const file = join(folder, 'cache/h');
    expect(readFileSync(file, 'utf8')).toBe('{\n    "count": 2,\n    "taste": "sweet"\n}');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await play('recall.yml')).stdout).toContain('"msg": "sweet"');
  });

  it('forgets facts that are too old', async () => {
    await play('learn.yml');
    utimesSync(join(folder, 'cache/h'), 1, 1);
    expect((await play('recall.yml')).stdout).toContain('"msg": "none"');
    const kept = await play('recall.yml', { ANSIBLE_CACHE_PLUGIN_TIMEOUT: '0' });
    expect(kept.stdout).toContain('"msg": "sweet"');
  });

  it('removes a file that it cannot read, and says so', async () => {
    await play('learn.yml');
    writeFileSync(join(folder, 'cache/h'), '{"taste": ');
    await expect(play('recall.yml')).rejects.toThrow(/cache file .*\/cache\/h was corrupt/);
    expect((await play('recall.yml')).stdout).toContain('"msg": "none"');
  });

  it('wants a folder', async () => {
    await expect(play('recall.yml', { ANSIBLE_CACHE_PLUGIN_CONNECTION: '' })).rejects.toThrow(
      "requires the 'fact_caching_connection' config option",
    );
  });
});
