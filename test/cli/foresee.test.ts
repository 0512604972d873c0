import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const troupe = process.env.TROUPE ?? join(import.meta.dirname, '../../dist/troupe.mjs');

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'foresee-')));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Runs tasks on this machine; `d` is a folder that is not there yet. */
function play(tasks: string, ...argv: string[]): string {
  const header =
    '- hosts: h\n  gather_facts: false\n  vars: {d: "{{ playbook_dir }}/d"}\n  tasks:\n';
  writeFileSync(join(cwd, 'p.yml'), header + tasks);
  const options = ['-i', 'h,', '-c', 'local', '--diff', ...argv];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [troupe, 'playbook', ...options, 'p.yml'],
    {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: cwd, COLUMNS: '80' },
    },
  );
  return stdout + stderr;
}

/** A temporary name or time is no part of what is foreseen. */
const settled = (text: string): string =>
  text.replace(/\d+\.\d{3,}/g, 'TIME').replace(/ansible-local-\S+/g, 'TEMPORARY');

const files = `
    - file: {path: "{{ d }}/a/b", state: directory, mode: "750"}
    - copy: {dest: "{{ d }}/a/b/f", content: "one\\ntwo\\n"}
      register: copied
    - debug: msg="{{ copied.mode }} {{ copied.size }}"
    - lineinfile: {path: "{{ d }}/a/b/f", line: "{{ item }}"}
      loop: [two, three, three]
    - file: {src: b/f, dest: "{{ d }}/a/link", state: link}
    - replace: {path: "{{ d }}/a/b/f", regexp: two, replace: zwei}
    - copy: {src: "{{ d }}/a/b/f", dest: "{{ d }}/copy", remote_src: true}
    - slurp: {path: "{{ d }}/copy"}
      register: slurped
    - debug: msg="{{ slurped.content | b64decode }}"
    - stat: {path: "{{ d }}/a/link", follow: true}
      register: seen
    - debug: msg="{{ seen.stat.size }} {{ seen.stat.checksum }} {{ seen.stat.mode }}"
    - assemble: {src: "{{ d }}/a/b", dest: "{{ d }}/whole"}
    - copy: {dest: "{{ d }}/none/f", content: x}
      ignore_errors: true
    - file: {path: "{{ d }}/a", state: absent}
    - find: {paths: "{{ d }}", recurse: true, file_type: any}
      register: found
    - debug: msg="{{ found.files | map(attribute='path') | map('basename') | sort }}"
`;

test('each task sees what those before it would have changed, and nothing is', () => {
  const foreseen = play(files, '--foresee');
  expect(existsSync(join(cwd, 'd'))).toBe(false);
  const done = play(files);
  expect(done).toMatch(/changed=8 .*failed=0 /);
  expect(settled(foreseen)).toBe(settled(done));
});

test('behind a command, what fails for want of what it might bring is skipped and told', () => {
  const out = play(
    `
    - command: mkdir {{ d }}
      register: made
    - lineinfile: {path: "{{ d }}/f", line: x}
    - debug: msg="{{ made.nothing }}"
    - copy: {dest: "{{ d }}/f"}
      ignore_errors: true
`,
    '--foresee',
  );
  const told = out.replaceAll('\n', ' ');
  expect(told).toContain(
    "'lineinfile' on h can't be foreseen: 'command' comes first, and what that does shows only when it is done (Destination",
  );
  expect(told).toContain("'debug' on h can't be foreseen");
  expect(out).toContain('src (or content) is required');
  expect(out).toMatch(/ok=2 +changed=1 +unreachable=0 +failed=0 +skipped=2 +rescued=0 +ignored=1/);
});

test('what changes a host whenever it works is foreseen as changed', () => {
  const out = play(
    `
    - shell: mkdir {{ d }}
      notify: told
    - sysvinit: {name: not-there-yet, state: restarted}
    - sysvinit: {name: not-there-yet, state: started}
    - copy: {dest: "{{ d }}/f", content: x}
    - copy: {dest: "{{ playbook_dir }}/f", content: x, owner: not-there-yet}
    - file: {path: "{{ playbook_dir }}/g", state: directory, owner: not-there-yet}
    - command: {cmd: mkdir b, creates: "{{ playbook_dir }}"}
    - command: "true"
      register: asked
      until: asked.stdout == 'never so in a dry run'
      retries: 1
      delay: 0
    - raw: "true"
      changed_when: false
  handlers:
    - name: told
      debug: msg=told
`,
    '--foresee',
  );
  expect(out).toMatch(/RUNNING HANDLER \[told\]/);
  expect(out).toMatch(/ok=6 +changed=4 +unreachable=0 +failed=0 +skipped=4 /);
});

test('commands that change nothing leave no doubt', () => {
  const out = play(
    `
    - command: "true"
      changed_when: false
    - copy: {dest: "{{ d }}/f", content: x}
`,
    '--foresee',
  );
  expect(out).toMatch(/failed=1 /);
});

test('what is only foreseen is an excuse for tasks that look for it', () => {
  const out = play(
    `
    - copy: {dest: "{{ playbook_dir }}/new", content: x}
    - command: cat {{ playbook_dir }}/new
      check_mode: false
    - command: cat {{ playbook_dir }}/new
      check_mode: false
      ignore_errors: true
    - command: echo b
      changed_when: false
      register: asked
    - set_fact: {x: "{{ asked.stdout }}"}
    - assert: {that: x == 'b'}
      vars: {x: a}
    - file: {path: "{{ d }}", state: directory}
      delegate_to: localhost
    - copy: {src: "{{ d }}/", dest: "{{ playbook_dir }}/e"}
`,
    '--foresee',
  );
  const told = out.replaceAll('\n', ' ');
  expect(told).toContain("'command' on h can't be foreseen: 'copy' comes first");
  expect(told).toContain("'set_fact' on h can't be foreseen: 'command' comes first");
  expect(told).toContain("'assert' on h can't be foreseen: 'set_fact' comes first");
  expect(out).toMatch(/ok=3 +changed=3 +unreachable=0 +failed=0 +skipped=5 +rescued=0 +ignored=1/);
});
