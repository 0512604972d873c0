import { describe, expect, test } from 'vitest';
import { ansibleErrorText, formatError, LoadError } from '../../src/diagnostics/index.ts';

const span = (line: number, column: number) => ({ file: '/p/x.yml', line, column });

describe('formatError', () => {
  test('shows the line with a caret and the hint', () => {
    const error = new LoadError('wrong', { span: span(2, 3), hint: 'do right' });
    expect(formatError(error, () => 'a:\n  b: c: d\ne: f\n')).toBe(
      'wrong\n  --> /p/x.yml:2:3\n 1 | a:\n 2 |   b: c: d\n   |   ^\nhint: do right',
    );
  });

  test('never shows text that was decrypted', () => {
    const error = new LoadError('wrong', { span: span(1, 1), showContent: false });
    expect(formatError(error, () => 'secret')).toBe('wrong\n  --> /p/x.yml:1:1');
  });
});

describe('ansibleErrorText', () => {
  const where = (line: number, column: number) =>
    `The error appears to be in '/p/x.yml': line ${line}, column ${column}, but may\n` +
    'be elsewhere in the file depending on the exact syntax problem.\n';
  const text = (source: string | undefined, line: number, column: number) =>
    ansibleErrorText(new LoadError('bad', { span: span(line, column) }), () => source);

  test('the line before, the line, the arrow', () => {
    expect(text('- hosts: a\n  foo: 1\n', 2, 3)).toBe(
      `ERROR! bad\n\n${where(2, 3)}\nThe offending line appears to be:\n\n- hosts: a\n  foo: 1\n  ^ here\n`,
    );
  });

  test('blank lines are passed over upwards', () => {
    expect(text('a: b\n\n\n', 9, 1)).toContain('appears to be:\n\n\na: b\n^ here\n');
  });

  test('without the file', () => {
    expect(text(undefined, 1, 1)).toBe(
      `ERROR! bad\n\n${where(1, 1)}\n(could not open file to display line)\n`,
    );
    expect(text('', 1, 1)).toContain('(specified line no longer in file, maybe it changed?)');
  });

  test('shorthand and YAML mixed move the place to the line before', () => {
    const shown = text('- copy: src=a\n    dest: b\n', 2, 9);
    expect(shown).toContain(where(1, 12));
    expect(shown).toContain(
      "There appears to be both 'k=v' shorthand syntax and YAML in this task.",
    );
  });

  test.each([
    ['a: {{ b }}\n', 4, 'missing quotes'],
    ['\ta: b\n', 1, 'There appears to be a tab character'],
    ['a: b: c\n', 4, 'extra unquoted colon'],
    ['a: "b" c\n', 8, 'is expecting to see the line ended'],
    ['a: "b" "c"\n', 8, 'unbalanced quotes'],
  ])('hint for %j', (source, column, hint) => {
    expect(text(source, 1, column)).toContain(hint);
  });
});
