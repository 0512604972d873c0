import { expect, test } from 'vitest';
import { pythonLiteral } from '../../src/values/python-literal.ts';
import { repr } from '../../src/values/repr.ts';

test.each([
  ['1', '1'],
  ['-5', '-5'],
  ['0x1F', '31'],
  ['1_000', '1000'],
  ['00', '0'],
  ['1e3', '1000.0'],
  ['.5', '0.5'],
  ['5.', '5.0'],
  ['True', 'True'],
  ['None', 'None'],
  ['5 # comment', '5'],
  ['\'a\' "b"', "'ab'"],
  ['"\\x41\\u00e9"', "'Aé'"],
  ["r'\\n'", "'\\\\n'"],
  ["rb'\\d'", "b'\\\\d'"],
  ['[1, {"x": (2,)}]', "[1, {'x': (2,)}]"],
  ['1,2', '(1, 2)'],
  ['{1, 2}', '{1, 2}'],
  ['()', '()'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
])('%s is %s', (text, expected) => {
  const value = pythonLiteral(text);
  expect(value === undefined ? 'nothing' : repr(value)).toBe(expected);
});

test.each([
  '',
  '01',
  'yes',
  'true',
  '1.2.3',
  '1 2',
  '--5',
  "'open",
  '[1,2',
  '1L',
  '1+1',
  'a b',
  '{{ x }}',
  '1__0',
  "f'x'",
  '[,]',
])('%j is none', (text) => {
  expect(pythonLiteral(text)).toBeUndefined();
});

test('an unhashable member is an error where the rest can be read', () => {
  expect(() => pythonLiteral('{[]: 1}')).toThrow("unhashable type: 'list'");
  expect(pythonLiteral('{[]: 1')).toBeUndefined();
});
