import { describe, expect, it } from 'vitest';
import { JsonReader } from '../../src/values/json-reader.ts';
import { repr } from '../../src/values/repr.ts';

/** What json.loads of CPython 3.11 says. */
const VALUES: [text: string, python: string][] = [
  [
    ' {"a": [1, 1.0, -0, 12345678901234567890], "a ": {}} ',
    "{'a': [1, 1.0, 0, 12345678901234567890], 'a ': {}}",
  ],
  ['[NaN, Infinity, -Infinity, true, null]', '[nan, inf, -inf, True, None]'],
  ['{"k": 1, "k": 2}', "{'k': 2}"],
  ['"\\ud83d\\ude00 \\"\\/\\b"', "'😀 \"/\\x08'"],
];

const PROBLEMS: [text: string, message: string][] = [
  ['"ab\\u12zz"', 'Invalid \\uXXXX escape: line 1 column 5 (char 4)'],
  ['"é\\q"', 'Invalid \\escape: line 1 column 3 (char 2)'],
  ['"abc\n"', 'Invalid control character at: line 1 column 5 (char 4)'],
  ['"ab\\', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['\ufeff1', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
  ['{"a": 1,}', 'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)'],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{"a":1', "Expecting ',' delimiter: line 1 column 7 (char 6)"],
  ['\n "😀" x', 'Extra data: line 2 column 6 (char 6)'],
  ['01', 'Extra data: line 1 column 2 (char 1)'],
];

describe('reading JSON', () => {
  it.each(VALUES)('reads %s', (text, python) => {
    expect(repr(new JsonReader(text).document())).toBe(python);
  });

  it.each(PROBLEMS)('refuses %j', (text, message) => {
    expect(() => new JsonReader(text).document()).toThrow(message);
  });
});
