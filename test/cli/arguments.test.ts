import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandName, parseArguments } from '../../src/cli/arguments/arguments.ts';
import { loadSettings } from '../../src/cli/settings/settings.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const env = { HOME: '/home/ada', COLUMNS: '80' };
const cwd = '/srv/project';
const settings = loadSettings({ env, cwd });
const context = { settings, cwd, env, executable: '/usr/bin/troupe' };

const parse = <C extends CommandName>(command: C, ...argv: string[]) =>
  parseArguments(command, argv, context);

const read = <C extends CommandName>(command: C, ...argv: string[]) => {
  const parsed = parse(command, ...argv);
  if (parsed.kind === 'exit') throw new Error(parsed.stderr);
  return parsed.arguments;
};

describe('values', () => {
  test('defaults', () => {
    expect(read('playbook', 'site.yml')).toMatchObject({
      positionals: ['site.yml'],
      inventory: ['/etc/ansible/hosts'],
      tags: ['all'],
      skipTags: [],
      forks: 5,
      timeout: 10,
      connection: 'smart',
      becomeMethod: 'sudo',
      limit: null,
      verbosity: 0,
      check: false,
    });
  });

  test('short options stick together, with a value at the end', () => {
    expect(read('playbook', '-CDvvv', '-bKe', 'a=1', '-f10', 'x.yml')).toMatchObject({
      check: true,
      diff: true,
      verbosity: 3,
      become: true,
      askBecomePass: true,
      extraVars: ['a=1'],
      forks: 10,
      positionals: ['x.yml'],
    });
  });

  test('unambiguous prefixes and values behind an equals sign', () => {
    expect(
      read('playbook', '--che', '--tag=a,b', '--tags', 'c', '--limit=web*', 'x.yml'),
    ).toMatchObject({
      check: true,
      tags: ['a', 'b', 'c'],
      limit: 'web*',
    });
  });

  test('inventories are paths unless they hold a comma', () => {
    const { inventory } = read('playbook', '-i', 'hosts', '-i', 'a,b', '-i', '~/inv', 'x.yml');
    expect(inventory).toEqual(['/srv/project/hosts', 'a,b', '/home/ada/inv']);
  });

  test('extra variables from a file get its whole path', () => {
    expect(read('adhoc', 'all', '-e', '@vars.yml').extraVars).toEqual(['@/srv/project/vars.yml']);
  });

  test('settings give defaults, which options add to or replace', () => {
    const own = loadSettings({ env: { ...env, ANSIBLE_RUN_TAGS: 'x', ANSIBLE_FORKS: '9' }, cwd });
    const parsed = parseArguments('playbook', ['-t', 'y', 'p.yml'], { ...context, settings: own });
    expect(parsed).toMatchObject({ arguments: { tags: ['x', 'y'], forks: 9 } });
  });

  test('actions of vault carry their own options and the defaults of others', () => {
    expect(read('vault', 'encrypt_string', '--name', 'key', 'secret')).toMatchObject({
      action: 'encrypt_string',
      names: ['key'],
      positionals: ['secret'],
      newVaultId: null,
      vaultIds: [],
    });
  });
});

describe('the texts of argparse', () => {
  const errors = JSON.parse(readFileSync(join(fixtures, 'usage-errors.json'), 'utf8')) as [
    CommandName,
    string[],
    number,
    string,
  ][];

  test.each(errors)('%s %j exits with %i', (command, argv, exitCode, message) => {
    const parsed = parse(command, ...argv);
    if (parsed.kind !== 'exit') throw new Error('was accepted');
    const line = /(?:error: |ERROR! )(.*)/.exec(parsed.stderr)?.[1];
    expect({ exitCode: parsed.exitCode, message: line }).toEqual({ exitCode, message });
  });

  test.each(readdirSync(join(fixtures, 'help')))('help: %s', (file) => {
    const [command, ...actions] = file.replace('.txt', '').split('-');
    const parsed = parse(command as CommandName, ...actions, '-h');
    const expected = readFileSync(join(fixtures, 'help', file), 'utf8');
    expect(parsed).toMatchObject({ kind: 'exit', exitCode: 0, stdout: expected, stderr: '' });
  });

  test('a usage error is followed by the whole help, one in the forks is not', () => {
    const wrong = parse('playbook', '--nonsense', 'x.yml');
    const help = parse('playbook', '-h');
    if (wrong.kind !== 'exit' || help.kind !== 'exit') throw new Error('was accepted');
    expect(wrong.stderr.endsWith(`unrecognized arguments: --nonsense\n \n${help.stdout}`)).toBe(
      true,
    );
    expect(parse('playbook', '-f0', 'x.yml')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/error: The number of processes \(--forks\) must be >= 1\n$/),
    });
  });

  test('--version names the program and the release that it follows', () => {
    const parsed = parseArguments('playbook', ['--version'], {
      ...context,
      program: 'troupe playbook',
    });
    if (parsed.kind !== 'exit') throw new Error('was accepted');
    expect(parsed.stdout).toMatch(/^troupe playbook \[core 2\.14\.18\]\n {2}troupe version = \d/);
    expect(parsed.stdout).toContain('\n  config file = None\n');
    expect(parsed.stdout).toContain('\n  executable location = /usr/bin/troupe\n');
  });
});
