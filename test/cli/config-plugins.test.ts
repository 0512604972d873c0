import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configCommand } from '../../src/cli/commands/config.ts';
import { runCommand } from './front-door.ts';

const PLUGIN = `DOCUMENTATION = """
    name: told
    short_description: tells
    description: tells
    options:
      _terms: {description: what, required: true}
      word:
        description: [the word, "in two lines"]
        default: hello
        type: str
        env: [{name: TOLD_OTHER}, {name: TOLD_WORD}]
        ini: [{section: told, key: word}]
        vars: [{name: told_word}]
      flag:
        description: a flag
        type: bool
        default: false
        env: [{name: TOLD_FLAG}]
        vars: [{name: told_flag}]
      many:
        description: several
        type: list
        default: [a, b]
        env: [{name: TOLD_MANY}]
        ini: [{section: told, key: many}]
"""
`;

let cwd: string;
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'config-plugins-')));
  mkdirSync(join(cwd, 'plugins'));
  mkdirSync(join(cwd, 'plugins/below'));
  writeFileSync(join(cwd, 'plugins/below/told.py'), PLUGIN);
  writeFileSync(join(cwd, 'plugins/told.yml'), '- hosts: all\n');
  writeFileSync(join(cwd, 'plugins/told.env'), '');
  writeFileSync(
    join(cwd, 'ansible.cfg'),
    `[defaults]\nlookup_plugins = plugins\n[told]\nmany = x, y\n`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

const config = (...argv: string[]) =>
  runCommand('config', configCommand, [...argv, '-t', 'lookup'], cwd);

/** Expected texts are those of ansible-config 2.14 for the same file. */
describe("config of users' plugins", () => {
  test.each([
    [
      'ini',
      '[told]\n# (list) several\nmany=a, b\n\n# (str) the word\n# in two lines\nword=hello\n\n',
    ],
    [
      'env',
      "# word(str): the word\n#in two lines\nTOLD_WORD=hello\n\n# flag(bool): a flag\nTOLD_FLAG=False\n\n# many(list): several\nTOLD_MANY='a, b'\n",
    ],
    [
      'vars',
      '# word(str): the word\n#in two lines\ntold_word: hello\n\n\n# flag(bool): a flag\ntold_flag: false\n\n',
    ],
  ])('init writes their defaults as %s', async (format, text) => {
    expect((await config('init', 'told', '-f', format)).stdout).toBe(text);
  });

  test('dump shows values with their origins', async () => {
    expect((await config('dump', 'told')).stdout).toBe(
      '\ntold:\n____\n_terms(REQUIRED) = None\nflag(default) = False\n' +
        `many(${cwd}/ansible.cfg) = ['x', 'y']\nword(default) = hello\n`,
    );
    expect((await config('dump', 'told', '--only-changed')).stdout).toBe(
      `\ntold:\n____\nmany(${cwd}/ansible.cfg) = ['x', 'y']\n`,
    );
  });

  test('a name that stands for none is left out with a warning', async () => {
    const { stdout, stderr } = await config('dump', 'nothing');
    expect(stdout.trim()).toBe('');
    expect(stderr).toContain('Skipping nothing as we could not find matching plugin');
  });
});
