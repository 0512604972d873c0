import { describe, expect, it } from 'vitest';
import { javascriptPattern } from '../../../src/modules/commands/python-pattern.ts';
import { stepOutcomes, stepsCommand } from '../../../src/modules/commands/steps.ts';
import { durationText, momentText } from '../../../src/modules/commands/timing.ts';
import { quoteWord, splitWords } from '../../../src/modules/commands/words.ts';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';

describe('words of a command line', () => {
  it.each([
    ['echo hi', ['echo', 'hi']],
    [`a 'b c' "d \\"e\\" \\n" f\\ g`, ['a', 'b c', 'd "e" \\n', 'f g']],
    [`a'b'"c"`, ['abc']],
    [`''`, ['']],
    ['a # b', ['a', '#', 'b']],
    ['', []],
    ['"open', undefined],
    ['end\\', undefined],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([
    ['', "''"],
    ['a-b.c/d', 'a-b.c/d'],
    ['a b', "'a b'"],
    ["it's", `'it'"'"'s'`],
    ['ü', `'ü'`],
  ])('quotes %s', (word, quoted) => {
    expect(quoteWord(word)).toBe(quoted);
  });
});

describe('times as Python prints them', () => {
  it.each([
    [0, '0:00:00'],
    [3.734, '0:00:00.003734'],
    [61_500, '0:01:01.500000'],
    [86_400_000, '1 day, 0:00:00'],
    [200_000_000, '2 days, 7:33:20'],
  ])('%d ms', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it('shows microseconds where there are any', () => {
    const moment = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
    expect(momentText(moment)).toBe('2026-01-02 03:04:05.006000');
    expect(momentText(moment - 6)).toBe('2026-01-02 03:04:05');
  });
});

describe('Python patterns', () => {
  it.each([
    ['(?i)pass(?P<x>w)ord', 'PASSWORD', true],
    ['\\Aa', 'ba', false],
    ['a\\Z', 'ab', false],
    ['(?#note)a', 'a', true],
    ['(?P<q>["\']).*(?P=q)', '"x"', true],
  ])('%s', (pattern, text, matches) => {
    const { source, flags } = javascriptPattern(pattern);
    expect(new RegExp(source, flags).test(text)).toBe(matches);
  });
});

describe('steps', () => {
  it('stop at the first that fails, and keep output and errors apart', async () => {
    const { target, close } = openDirectTarget();
    const [outcome] = await target.apply([
      {
        op: 'run',
        command: stepsCommand([
          ['echo', 'one two'],
          { shell: 'echo out; echo err >&2; return 3' },
          ['echo', 'never'],
        ]),
      },
    ]);
    close();
    expect(stepOutcomes(outcome?.command)).toEqual([
      { rc: 0, stdout: 'one two\n', stderr: '' },
      { rc: 3, stdout: 'out\n', stderr: 'err\n' },
    ]);
  });
});
