import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configCommand } from '../../src/cli/commands/config.ts';
import { docCommand } from '../../src/cli/commands/doc/doc.ts';
import { makeShims } from '../../src/cli/commands/shims.ts';
import { runCommand } from './front-door.ts';

let cwd: string;
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'config-')));
  writeFileSync(
    join(cwd, 'ansible.cfg'),
    '[defaults]\nforks = 7\nnocows = 1\nsails = 2\nroles_path = roles\n[ssh_connection]\nssh_args = -C\n',
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

const config = (...argv: string[]) => runCommand('config', configCommand, argv, cwd);
const doc = (...argv: string[]) => runCommand('doc', docCommand, argv, cwd);

describe('config', () => {
  test('dump shows values with their origins as Ansible prints them', async () => {
    const { stdout, stderr } = await config('dump', '--only-changed');
    expect(stdout).toBe(
      `ANSIBLE_NOCOWS(${cwd}/ansible.cfg) = True\n` +
        `CONFIG_FILE() = ${cwd}/ansible.cfg\n` +
        `DEFAULT_FORKS(${cwd}/ansible.cfg) = 7\n` +
        `DEFAULT_ROLES_PATH(${cwd}/ansible.cfg) = ['${cwd}/roles']\n`,
    );
    expect(stderr.replace(/\s+/g, ' ')).toContain('that are not used: [defaults] sails');
  });

  test('dump agrees with a recording of Ansible, but for settings that troupe does not have', async () => {
    const recorded = readFileSync(join(import.meta.dirname, 'fixtures/config-dump.txt'), 'utf8');
    const known = new Set(recorded.replaceAll('/home/ada', cwd).split('\n'));
    const empty = mkdtempSync(join(cwd, 'empty-'));
    const { stdout } = await runCommand('config', configCommand, ['dump'], empty, { HOME: cwd });
    // Ansible tells of the folder that it makes there for the run.
    const lines = stdout
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('DEFAULT_LOCAL_TMP('));
    expect(lines.length).toBeGreaterThan(120);
    expect(lines.filter((line) => !known.has(line))).toEqual([]);
  });

  test('formats', async () => {
    const { stdout } = await config('dump', '--only-changed', '-f', 'json');
    expect(JSON.parse(stdout)).toContainEqual({
      name: 'DEFAULT_FORKS',
      origin: `${cwd}/ansible.cfg`,
      type: null,
      value: 7,
    });
    const yaml = await config('dump', '--only-changed', '-f', 'yaml');
    expect(yaml.stdout).toContain(
      `- name: DEFAULT_FORKS\n  origin: ${cwd}/ansible.cfg\n  type: null\n  value: 7\n`,
    );
  });

  test('options of plugins', async () => {
    const { stdout } = await config('dump', '-t', 'connection', 'ssh', '--only-changed');
    expect(stdout).toBe(`\nssh:\n___\nssh_args(${cwd}/ansible.cfg) = -C\n`);
  });

  test('what init writes is read back as the defaults', async () => {
    const { stdout } = await config('init');
    const file = join(cwd, 'init.cfg');
    writeFileSync(file, stdout);
    const { stdout: changed } = await config('dump', '-c', file, '-f', 'json');
    const values = (text: string) =>
      (JSON.parse(text) as { name: string; value: unknown }[]).filter(({ name }) =>
        /FORKS|TRANSPORT|COLOR_OK|ROLES_PATH|INVENTORY_ENABLED/.test(name),
      );
    const empty = mkdtempSync(join(cwd, 'empty-'));
    const plain = await runCommand('config', configCommand, ['dump', '-f', 'json'], empty, {
      HOME: cwd,
    });
    const strip = (list: { name: string; value: unknown }[]) =>
      list.map(({ name, value }) => [name, value]);
    expect(strip(values(changed))).toEqual(strip(values(plain.stdout)));
    const disabled = await config('init', '--disabled');
    expect(disabled.stdout).toContain('\n;forks=5\n');
  });

  test('view shows the file, and fails where there is none', async () => {
    expect((await config('view')).stdout).toBe(readFileSync(join(cwd, 'ansible.cfg'), 'utf8'));
    await expect(config('view', '-c', 'nothing.cfg')).rejects.toThrow(
      `The provided configuration file is missing or not accessible: ${cwd}/nothing.cfg`,
    );
  });
});

describe('doc', () => {
  test('a module out of its definition', async () => {
    const { stdout } = await doc('lineinfile');
    expect(stdout).toMatch(/^> ANSIBLE\.BUILTIN\.LINEINFILE {4}\(troupe\)\n\n {8}\S/);
    expect(stdout).toContain('\nOPTIONS (= is mandatory):\n\n- attributes\n');
    expect(stdout).toMatch(
      /\n= path\n {8}.*\n {8}aliases: \[dest, destfile, name\]\n {8}type: path\n/,
    );
    expect(stdout).toContain('\nEXAMPLES:\n\n- name: ');
    expect(stdout).toContain('\nRETURN VALUES:\n- backup\n');
  });

  test('-j has the structure of ansible-doc', async () => {
    const { stdout } = await doc('-j', 'ping');
    expect(JSON.parse(stdout)).toMatchObject({
      ping: {
        doc: {
          collection: 'ansible.builtin',
          module: 'ping',
          options: { data: { default: 'pong' } },
        },
        metadata: null,
      },
    });
  });

  test('-s is a task', async () => {
    const { stdout } = await doc('-s', 'file');
    expect(stdout).toMatch(/^- name: .*\n {2}file:\n {6}access_time: {11}# /);
    expect(stdout).toMatch(/\n {6}path: {18}# \(required\) /);
  });

  test('-l lists names of every kind, a collection filters', async () => {
    const modules = (await doc('-l', 'ansible.posix')).stdout.trimEnd().split('\n');
    const names = modules.map((line) => line.split(' ')[0] ?? '');
    expect(names).toContain('ansible.posix.mount');
    expect(names.filter((name) => !name.startsWith('ansible.posix.'))).toEqual([]);
    expect((await doc('-l', '-t', 'filter')).stdout).toContain('ansible.builtin.regex_replace ');
    expect((await doc('-l', '-t', 'lookup')).stdout).toContain('ansible.builtin.first_found ');
    expect((await doc('-l', '-t', 'test')).stdout).toContain('ansible.builtin.version ');
    await expect(doc('-l', 'no.such')).rejects.toThrow('unable to locate collection no.such');
  });

  test('names that are not there', async () => {
    const { stderr, exitCode } = await doc('nonsense');
    expect({ stderr, exitCode }).toEqual({
      stderr: '[WARNING]: nonsense was not found\n',
      exitCode: 0,
    });
    await expect(doc()).rejects.toThrow('Missing name(s), incorrect options passed');
  });
});

describe('shims', () => {
  const names = ['ansible', 'ansible-playbook'];
  const program = join(import.meta.dirname, 'front-door.ts');

  test('links to the program, replaced when they are there', () => {
    const folder = join(cwd, 'bin/deep');
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text) => written.push(String(text)) > 0;
    try {
      expect(makeShims([folder], program, names)).toBe(0);
      expect(makeShims([folder], program, names)).toBe(0);
    } finally {
      process.stdout.write = write;
    }
    expect(readdirSync(folder)).toEqual(names);
    expect(readlinkSync(join(folder, 'ansible'))).toBe(program);
    expect(written).toHaveLength(4);
  });

  test('a file in the way is left alone', () => {
    const folder = mkdtempSync(join(cwd, 'taken-'));
    writeFileSync(join(folder, 'ansible-playbook'), 'mine');
    const { write } = process.stderr;
    process.stderr.write = () => true;
    try {
      expect(makeShims([folder], program, names)).toBe(1);
    } finally {
      process.stderr.write = write;
    }
    expect(lstatSync(join(folder, 'ansible-playbook')).isFile()).toBe(true);
    expect(readdirSync(folder)).toEqual(['ansible-playbook']);
  });
});
