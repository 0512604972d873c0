import { describe, expect, test } from 'vitest';
import { Display, type DisplayOptions } from '../../src/callbacks/display.ts';
import { MemoryOutput } from '../../src/callbacks/output.ts';
import { textWidth } from '../../src/callbacks/text-width.ts';
import { wrapText } from '../../src/callbacks/text-wrap.ts';

function open(options: Partial<DisplayOptions> = {}) {
  const stdout = new MemoryOutput();
  const stderr = new MemoryOutput();
  return { stdout, stderr, display: new Display({ stdout, stderr, ...options }) };
}

describe('banners', () => {
  test('are filled with stars up to 79 columns', () => {
    const { display, stdout } = open();
    display.banner('PLAY [web]');
    expect(stdout.text).toBe(`\nPLAY [web] ${'*'.repeat(69)}\n`);
  });

  test('keep three stars behind long titles, and use a wider terminal', () => {
    const { display, stdout } = open({ terminalColumns: 121 });
    display.banner('x'.repeat(130));
    display.banner('TASK');
    expect(stdout.text).toBe(`\n${'x'.repeat(130)} ***\n\nTASK ${'*'.repeat(116)}\n`);
  });

  test('count wide characters twice and marks not at all', () => {
    expect(textWidth('日本語')).toBe(6);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('🚀!')).toBe(3);
    expect(textWidth('한글 ｶﾅ')).toBe(7);
  });
});

describe('warnings', () => {
  test('are wrapped and told once', () => {
    const { display, stderr } = open();
    const text =
      'provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match';
    display.warning(text);
    display.warning(text);
    expect(stderr.text).toBe(
      '[WARNING]: provided hosts list is empty, only localhost is available. Note that\n' +
        'the implicit localhost does not match\n',
    );
  });

  test('deprecations end their sentence and name the version', () => {
    const { display, stderr } = open();
    display.deprecated('"include" is deprecated', {
      version: '2.16',
      collection: 'ansible.builtin',
    });
    expect(stderr.text).toBe(
      '[DEPRECATION WARNING]: "include" is deprecated. This feature will be removed \n' +
        'from ansible-core in version 2.16. Deprecation warnings can be disabled by \n' +
        'setting deprecation_warnings=False in ansible.cfg.\n',
    );
    const silent = open({ deprecationWarnings: false });
    silent.display.deprecated('x');
    expect(silent.stderr.text).toBe('');
  });

  test('errors that end the run are not wrapped', () => {
    const { display, stderr } = open();
    display.error(`${'long '.repeat(30)}end`);
    expect(stderr.text).toBe(`ERROR! ${'long '.repeat(30)}end\n`);
  });
});

describe('lines', () => {
  test('verbose ones wait for their -v', () => {
    const { display, stdout } = open({ verbosity: 2 });
    display.verbose('one', 0);
    display.verbose('two', 1, 'web1');
    display.verbose('three', 2);
    expect(stdout.text).toBe('one\n<web1> two\n');
  });

  test('colours surround every line by itself', () => {
    const { display, stdout } = open({ color: true });
    display.line('a\nb\n', { color: 'error' });
    expect(stdout.text).toBe('\x1b[0;31ma\x1b[0m\n\x1b[0;31mb\x1b[0m\n');
  });
});

// Recorded from Python's textwrap.
test.each([
  ['a well-known-thing and --only-this', 12, ['a well-', 'known-thing', 'and --only-', 'this']],
  ['x'.repeat(9), 4, ['xxxx', 'xxxx', 'x']],
  ['one\ttwo\n three   four', 9, ['one', 'two', 'three', 'four']],
  ['1-2-3 a-b-c', 5, ['1-2-3', 'a-b-c']],
  ['', 10, []],
])('wraps %j at %i', (text, width, lines) => {
  expect(wrapText(text, width)).toEqual(lines);
});
