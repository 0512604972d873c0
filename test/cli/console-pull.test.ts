import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consoleCommand } from '../../src/cli/commands/console.ts';
import { repository } from '../galaxy/support.ts';
import { runCommand } from './front-door.ts';

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'console-')));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('console', () => {
  beforeEach(() => {
    const local = 'ansible_connection=local';
    writeFileSync(join(cwd, 'hosts'), `[web]\nw1 ${local}\nw2 ${local}\n[db]\nd1 ${local}\n`);
  });

  /** What is answered to each line, by its prompt. */
  async function talk(...lines: string[]): Promise<string[]> {
    const { stdout, stderr, exitCode } = await runCommand(
      'console',
      (args, context) => consoleCommand(args, context, Readable.from([`${lines.join('\n')}\n`])),
      ['-i', 'hosts', '-u', 'ada', 'all'],
      cwd,
      { ANSIBLE_FORKS: '1', ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3' },
    );
    expect(exitCode).toBe(0);
    const [welcome, ...answers] = stdout.split('ada@');
    expect(welcome).toBe('Welcome to the ansible console. Type help or ? to list commands.\n\n');
    return [...answers, stderr];
  }

  test('hosts, groups and patterns', async () => {
    expect(
      await talk('list', 'cd web', 'list', 'list groups', 'cd nope', 'cd *', 'cd', 'exit'),
    ).toEqual(
      ['all (3)[f:1]$ w1\nw2\nd1\n', 'all (3)[f:1]$ '].concat([
        'web (2)[f:1]$ w1\nw2\n',
        'web (2)[f:1]$ all\ndb\nungrouped\nweb\n',
        'web (2)[f:1]$ no host matched\n',
        'web (2)[f:1]$ ',
        'all (3)[f:1]$ ',
        '* (3)[f:1]$ \nAnsible-console was exited.\n',
        '[WARNING]: Could not match supplied host pattern, ignoring: nope\n',
      ]),
    );
  });

  test('modules by their names, all else is for the shell', async () => {
    const [, ping, shell, forced, failed] = await talk(
      'cd d1',
      'ping data=there',
      'echo a && echo b',
      '!echo c',
      'false',
    );
    expect(ping).toBe(
      'd1 (1)[f:1]$ d1 | SUCCESS => {\n    "changed": false,\n    "ping": "there"\n}\n',
    );
    expect(shell).toBe('d1 (1)[f:1]$ d1 | CHANGED | rc=0 >>\na\nb\n');
    expect(forced).toBe('d1 (1)[f:1]$ d1 | CHANGED | rc=0 >>\nc\n');
    expect(failed).toBe('d1 (1)[f:1]$ d1 | FAILED | rc=1 >>\nnon-zero return code\n');
  });

  test('settings count for what follows, the end of input is the end', async () => {
    const answers = await talk(
      'cd w1',
      'check yes',
      `file path=${cwd}/made state=touch`,
      'check no',
      `file path=${cwd}/made state=touch mode=0600`,
      'become yes',
      'forks 7',
      'forks 0',
      'verbosity 1',
      'become no',
    );
    expect(answers[1]).toContain('check mode changed to True');
    expect(answers[2]).toContain('"changed": true');
    expect(answers[4]).toContain('"mode": "0600"');
    expect(answers[6]).toBe('w1 (1)[f:1]# ');
    expect(answers[7]).toBe('w1 (1)[f:7]# forks must be greater than or equal to 1\n');
    expect(answers[9]).toBe('w1 (1)[f:7]# become changed to False\n');
    expect(answers.at(-2)).toBe('w1 (1)[f:7]$ \nAnsible-console was exited.\n');
    expect(existsSync(join(cwd, 'made'))).toBe(true);
  });

  test('help', async () => {
    const [all, forks, module, nothing] = await talk('?', 'help forks', 'help ping', 'help nope');
    expect(all).toMatch(/Documented commands[\s\S]*\nansible\.builtin\.ping\n[\s\S]*\nverbosity\n/);
    expect(forks).toContain('Set the number of forks to use per task\nUsage: forks <number>\n');
    expect(module).toMatch(/Parameters:\n {2}data /);
    expect(nothing).toContain('*** No help on nope');
  });
});

describe('pull', () => {
  // TROUPE names another build.
  const troupe = process.env.TROUPE ?? join(import.meta.dirname, '../../dist/troupe.mjs');

  const pull = (...argv: string[]) => {
    const run = spawnSync(process.execPath, [troupe, 'pull', ...argv], {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: cwd },
    });
    return { stdout: run.stdout, stderr: run.stderr, exitCode: run.status };
  };

  test('runs the playbook of a repository, again only when it has changed', () => {
    repository(join(cwd, 'repo'), {
      'local.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: {content: "{{ x }}", dest: out}\n',
      'ansible.cfg': '[defaults]\nstdout_callback = oneline\n',
    });
    const url = `file://${cwd}/repo`;
    const first = pull('-U', url, '-d', 'checkout', '-e', 'x=one two');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(
      /^Starting Ansible Pull at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n.*pull -U /,
    );
    expect(first.stdout).toContain('localhost | CHANGED => {\n');
    expect(readFileSync(join(cwd, 'checkout/out'), 'utf8')).toBe('one');

    const same = pull('-o', '-U', url, '-d', 'checkout', '-e', 'x=two');
    expect(same.stdout).toMatch(
      /"changed": false[\s\S]*\nRepository has not changed, quitting\.\n$/,
    );
    expect(readFileSync(join(cwd, 'checkout/out'), 'utf8')).toBe('one');

    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'more'],
      {
        cwd: join(cwd, 'repo'),
      },
    );
    const purged = pull('-o', '--purge', '-U', url, '-d', 'checkout', '-e', 'x=three');
    expect(purged).toMatchObject({ exitCode: 0 });
    expect(purged.stdout).not.toContain('quitting');
    expect(existsSync(join(cwd, 'checkout'))).toBe(false);
  }, 60_000);

  test('what goes wrong', () => {
    expect(pull('-d', 'x')).toMatchObject({
      exitCode: 5,
      stderr: 'ERROR! URL for repository not specified, use -h for help\n',
    });
    const missing = pull('-U', `file://${cwd}/nothing`, '-d', 'checkout');
    expect(missing.exitCode).toBe(2);
    expect(missing.stdout).toContain('localhost | FAILED! => {');
  }, 60_000);
});
