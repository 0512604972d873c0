import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playbookCommand } from '../../src/cli/commands/playbook.ts';
import type { TroupeError } from '../../src/diagnostics/errors.ts';
import { formatError } from '../../src/diagnostics/frame.ts';
import { readSource } from '../../src/diagnostics/read-source.ts';
import { runCommand } from './front-door.ts';

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'place-')));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const PLAY = `- hosts: h
  gather_facts: false
  ignore_errors: true
  tasks:
    - template: {src: page.j2, dest: "{{ playbook_dir }}/page"}
    - debug:
        msg: "go to {{ app_url }}"
    - command: echo {{ item.nme }}
      loop: [{name: 1}]
    - debug: msg=hi
      when: app_hsot == 'x'
    - debug: msg={{ app_host | no_such }}
    - debug: msg={{ app_host | no_such }}
      no_log: true
    - file: {path: /nowhere, stat: absent}
    - file: {path: /nowhere, state: abscent}
`;

/** Runs the play and gives what is told for people alone. */
async function told(live: boolean): Promise<string[]> {
  mkdirSync(join(cwd, 'group_vars'));
  const vars = 'app_password: hush\napp_url: "http://{{ app_hots }}/x"\napp_host: web1\n';
  writeFileSync(join(cwd, 'group_vars/all.yml'), vars);
  writeFileSync(join(cwd, 'page.j2'), 'hello\n  {{ nosuch.thing }}\n');
  writeFileSync(join(cwd, 'play.yml'), PLAY);
  const argv = ['-i', 'h,', '-c', 'local', join(cwd, 'play.yml')];
  const terminal = live ? { write: () => {}, columns: () => 80 } : undefined;
  const { stdout } = await runCommand('playbook', playbookCommand, argv, cwd, {}, terminal);
  const lines = stdout.replaceAll(`${cwd}/`, '').split('\n');
  return lines.filter((line) => /^ {2}[│╰]/.test(line));
}

test('on a terminal a failure names the template it comes from, and what may have been meant', async () => {
  expect((await told(true)).join('\n')).toBe(
    [
      "  │ 'nosuch' is undefined",
      '  │   --> page.j2:2:6',
      '  │  2 |   {{ nosuch.thing }}',
      '  │    |      ^',
      '  ╰ play.yml:5',
      "  │ 'app_hots' is undefined",
      '  │   --> group_vars/all.yml:2:21',
      '  │  2 | app_url: "http://{{ app_hots }}/x"',
      '  │    |                     ^',
      "  │ hint: did you mean 'app_host'?",
      '  ╰ play.yml:6',
      "  │ 'dict object' has no attribute 'nme'",
      '  │   --> play.yml:8:29',
      '  │  8 |     - command: echo {{ item.nme }}',
      '  │    |                             ^',
      "  │ hint: did you mean 'name'?",
      '  ╰ play.yml:8',
      "  │ 'app_hsot' is undefined",
      '  │   --> play.yml:11:13',
      "  │  11 |       when: app_hsot == 'x'",
      '  │     |             ^',
      "  │ hint: did you mean 'app_host'?",
      '  ╰ play.yml:10',
      '  │ Could not load "no_such": \'no_such\'',
      '  │   --> play.yml:12:32',
      '  │  12 |     - debug: msg={{ app_host | no_such }}',
      '  │     |                                ^',
      '  ╰ play.yml:12',
      "  │ hint: did you mean 'state'?",
      '  ╰ play.yml:15',
      "  │ hint: did you mean 'absent'?",
      '  ╰ play.yml:16',
    ].join('\n'),
  );
});

test('elsewhere nothing is added', async () => {
  expect(await told(false)).toEqual([]);
});

const header = '- hosts: h\n  gather_facts: false\n  tasks:\n';

test.each([
  ['    - name: t\n      coppy: a=b\n', '5:7', "did you mean 'copy'?"],
  [
    '    - debug:\n      whn: true\n',
    '5:7',
    "'whn' is no keyword and no module; did you mean 'when'?",
  ],
  ['    - debug:\n      command: ls\n', '5:7', 'A task has one module; make two tasks.'],
  ['    - block: []\n      rescu: []\n', '5:7', "did you mean 'rescue'?"],
  [
    '    - command: "true"\n      notify: strat\n  handlers: [{name: start, meta: noop}]\n',
    '4:7',
    "did you mean 'start'?",
  ],
  ['    - debug:\n  varz: {}\n', '5:3', "did you mean 'vars'?"],
  ['    - debug:\n  roles: [webb]\n', '5:11', "did you mean 'web'?"],
])('the place of a mistake, and what may have been meant: %j', async (tasks, place, hint) => {
  const file = join(cwd, 'play.yml');
  writeFileSync(file, header + tasks);
  mkdirSync(join(cwd, 'roles/web'), { recursive: true });
  const run = runCommand('playbook', playbookCommand, ['-i', 'h,', '-c', 'local', file], cwd);
  const error = await run.then(
    () => undefined,
    (thrown) => thrown as TroupeError,
  );
  const text = error && formatError(error, readSource);
  expect(text).toContain(`--> ${file}:${place}\n`);
  expect(text).toContain(`hint: ${hint}`);
});
