import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playbookCommand } from '../../src/cli/commands/playbook.ts';
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
      '  ╰ play.yml:8',
      "  │ 'app_hsot' is undefined",
      "  │ hint: did you mean 'app_host'?",
      '  ╰ play.yml:10',
      '  │ Could not load "no_such": \'no_such\'',
      '  │   --> play.yml:12:32',
      '  │  12 |     - debug: msg={{ app_host | no_such }}',
      '  │     |                                ^',
      '  ╰ play.yml:12',
    ].join('\n'),
  );
});

test('elsewhere nothing is added', async () => {
  expect(await told(false)).toEqual([]);
});
