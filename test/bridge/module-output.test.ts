import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/bridge/module-output.ts';
import type { CommandResult } from '../../src/targets/types.ts';

const output = (stdout: string, stderr = '', rest: Partial<CommandResult> = {}): CommandResult => ({
  rc: 0,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  start: 0,
  end: 0,
  ...rest,
});

describe("a module's answer", () => {
  it('is the JSON between junk; junk after it is told', () => {
    expect(readAnswer(output('motd\n{"a": 1,\n "b": 2}\n'), undefined)).toEqual({
      result: { a: 1, b: 2 },
      warnings: [],
    });
    expect(readAnswer(output('{"a": 1}\nbye\n\n'), undefined).warnings).toEqual([
      'Module invocation had junk after the JSON data: bye\n',
    ]);
  });

  it('keeps what was printed on standard error for jobs', () => {
    expect(readAnswer(output('{"a": 1}', 'oh\n'), undefined).result).toEqual({
      a: 1,
      _ansible_module_stderr: 'oh\n',
    });
  });

  it.each(['', 'no json\n', '[1]\n', '{"a": 1', '{"a": }\n'])('is a failure: %j', (stdout) => {
    expect(readAnswer(output(stdout, 'oh\n', { rc: 3 }), '/usr/bin/python3').result).toEqual({
      failed: true,
      module_stdout: stdout,
      module_stderr: 'oh\n',
      msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
      rc: 3,
    });
  });

  it('shows a traceback as exception', () => {
    const stderr = 'Traceback (most recent call last):\nValueError: x\n';
    expect(readAnswer(output('', stderr, { rc: 1 }), undefined).result.exception).toBe(stderr);
  });

  it('tells of a missing interpreter', () => {
    const missing = output('', '', {
      rc: 127,
      spawnError: { code: 'ENOENT', message: 'No such file or directory' },
    });
    expect(readAnswer(missing, '/opt/python').result).toMatchObject({
      failed: true,
      rc: 127,
      module_stderr: '/bin/sh: 1: /opt/python: not found\n',
      msg: 'The module failed to execute correctly, you probably need to set the interpreter.\nSee stdout/stderr for the exact error',
    });
  });

  it('loses what only Ansible itself may say', () => {
    const answer = readAnswer(
      output(
        '{"_ansible_x": 1, "warnings": [], "results": {"a": 1}, "ansible_facts": {"discovered_interpreter_python": "x", "y": 1}}',
      ),
      undefined,
    );
    expect(answer.result).toEqual({
      ansible_facts: new Map([['y', 1]]),
      ansible_module_results: new Map([['a', 1]]),
    });
    expect(answer.warnings).toEqual([
      "Found internal 'results' key in module return, renamed to 'ansible_module_results'.",
      'Removed unexpected internal key in module return: _ansible_x = 1',
    ]);
  });
});
