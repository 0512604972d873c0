import { expect, it } from 'vitest';
import { asWrapped, finishedJob } from '../../src/engine/async-results.ts';
import { fromPlain, toPlain } from '../../src/values/index.ts';
import type { Dict } from '../../src/values/types.ts';

const finished = (outcome: Record<string, unknown>) =>
  toPlain(finishedJob('j1.2', '/results/j1.2', asWrapped(fromPlain(outcome) as Dict)));

it('tells of a crashed module as what printed no result', () => {
  const traceback = 'Traceback (most recent call last):\nException: boom\n';
  expect(
    finished({
      failed: true,
      rc: 1,
      msg: 'MODULE FAILURE',
      module_stdout: '',
      module_stderr: traceback,
      exception: traceback,
    }),
  ).toEqual({
    ansible_job_id: 'j1.2',
    results_file: '/results/j1.2',
    started: 1,
    finished: 1,
    changed: false,
    failed: true,
    data: '',
    msg: 'Traceback (most recent call last):\nValueError: No start of json char found\n',
    stdout: '',
    stdout_lines: [],
    stderr: traceback,
    stderr_lines: ['Traceback (most recent call last):', 'Exception: boom'],
  });
});

it('keeps the result of a module that failed by itself', () => {
  expect(finished({ failed: true, msg: 'no', rc: 3 })).toMatchObject({ msg: 'no', rc: 3 });
});

it('tells of what a module printed on standard error', () => {
  expect(finished({ changed: true, _ansible_module_stderr: 'oh\n' })).toMatchObject({
    changed: true,
    stderr: 'oh\n',
    stderr_lines: ['oh'],
  });
});
