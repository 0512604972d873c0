import { expect, test } from 'vitest';
import { failureBlock } from '../../src/callbacks/failure-block.ts';
import type { TaskInfo, TaskOutcome } from '../../src/engine/events.ts';
import { fromPlain } from '../../src/values/plain.ts';

const task: TaskInfo = {
  uuid: '1',
  name: 'a task',
  action: 'command',
  resolvedAction: 'ansible.builtin.command',
  path: '/srv/play/roles/web/tasks/main.yml',
  line: 12,
  role: 'web',
  tags: [],
  noLog: false,
  checkMode: false,
  diff: false,
  runOnce: false,
  loop: false,
  args: new Map(),
  playUuid: '2',
};

function blockOf(result: Record<string, unknown>, about: Partial<TaskInfo> = {}): string {
  const outcome: TaskOutcome = {
    status: 'failed',
    host: 'web1',
    task: { ...task, ...about },
    result: fromPlain(result),
    changed: false,
    ignoreErrors: false,
    ignoreUnreachable: false,
    start: 0,
    end: 1,
  };
  return failureBlock(outcome, '/srv/play').join('\n');
}

test('a failure is told with its message, the last of what the program said, and its place', () => {
  const said = Array.from({ length: 14 }, (_line, index) => `line ${index + 1}`);
  const lines = said.slice(2).map((line) => `  │   ${line}`);
  expect(blockOf({ msg: 'no\nway', stderr: 'it broke\n', stdout: said.join('\n') })).toBe(
    [
      '  │ no',
      '  │ way',
      '  │ stderr:',
      '  │   it broke',
      '  │ stdout:',
      '  │   … 2 lines before',
      ...lines,
      '  ╰ roles/web/tasks/main.yml:12',
    ].join('\n'),
  );
});

test('a message of one line, a loop as a whole and what is secret need no more words', () => {
  expect(blockOf({ msg: 'no way' })).toBe('');
  expect(blockOf({ msg: 'One or more\nitems failed', results: [] })).toBe('');
  expect(blockOf({ msg: 'the\npassword' }, { noLog: true })).toBe('');
});
