import { describe, expect, it } from 'vitest';
import { parseKeyValues, splitArgs, splitModuleText } from '../../src/loader/free-form.ts';

/** Text, pairs as real parse_kv gives them, and pairs with `raw`. */
const texts: readonly [string, Record<string, string>, Record<string, string>][] = [
  ['a=b c="foo bar"', { a: 'b', c: 'foo bar' }, { _raw_params: 'a=b c="foo bar"' }],
  [
    'ls -l creates=/x',
    { creates: '/x', _raw_params: 'ls -l' },
    { creates: '/x', _raw_params: 'ls -l' },
  ],
  [
    'a={{ b c }} d={% if x %} y {% endif %}',
    { a: '{{ b c }}', d: '{% if x %}', _raw_params: 'y {% endif %}' },
    { _raw_params: 'a={{ b c }} d={% if x %} y {% endif %}' },
  ],
  ['a=b \\\n  c=d', { a: 'b', c: 'd' }, { _raw_params: 'a=b  c=d' }],
  ['foo\\=bar', { _raw_params: 'foo=bar' }, { _raw_params: 'foo=bar' }],
  ['=x', { _raw_params: '=x' }, { _raw_params: '=x' }],
  ['a="x\\"y z"', { a: 'x"y z' }, { _raw_params: 'a="x\\"y z"' }],
  ['a=\\n b="\\t\\x41"', { a: '', b: '\tA' }, { _raw_params: 'a=\\n b="\\t\\x41"' }],
  [
    'echo hi  there\n  second line',
    { _raw_params: 'echo hi  there\n  second line' },
    { _raw_params: 'echo hi  there\n  second line' },
  ],
  [
    'chdir=/tmp ls "{{ a }}" creates="a b"',
    { chdir: '/tmp', creates: 'a b', _raw_params: 'ls "{{ a }}"' },
    { chdir: '/tmp', creates: 'a b', _raw_params: 'ls "{{ a }}"' },
  ],
];

describe('key=value text', () => {
  it.each(texts)('%j', (text, pairs, raw) => {
    expect(Object.fromEntries(parseKeyValues(text))).toEqual(pairs);
    expect(Object.fromEntries(parseKeyValues(text, { raw: true }))).toEqual(raw);
  });

  it.each(['a="b', 'a={{ b', "echo 'x"])('refuses %s', (text) => {
    expect(() => splitArgs(text)).toThrow(
      'failed at splitting arguments, either an unbalanced jinja2 block or quotes',
    );
  });

  it('takes the module off the text of an action', () => {
    expect(splitModuleText('copy src=a dest="b c"')).toEqual({
      name: 'copy',
      rest: 'src=a dest="b c"',
    });
  });
});
