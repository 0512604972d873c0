import { describe, expect, test } from 'vitest';
import { LoadError } from '../../src/diagnostics/errors.ts';
import { spanOf, spanOfItem, spanOfKey, spanOfValue } from '../../src/loader/positions.ts';
import { parseYaml, parseYamlAll } from '../../src/loader/yaml.ts';
import { repr } from '../../src/values/repr.ts';
import { Template, type Value, VaultText } from '../../src/values/types.ts';

const load = (text: string, warn?: (message: string) => void): Value =>
  parseYaml(text, 'data.yml', { trusted: true, warn });

const failure = (text: string): LoadError => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof LoadError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} was loaded`);
};

describe('scalars as PyYAML resolves them', () => {
  test.each([
    ['yes', 'True'],
    ['Off', 'False'],
    ['y', "'y'"],
    ['~', 'None'],
    ['', 'None'],
    ['nULL', "'nULL'"],
    ['0644', '420'],
    ['0o17', "'0o17'"],
    ['08', "'08'"],
    ['0x1F', '31'],
    ['0b1_1', '3'],
    ['1_000', '1000'],
    ['22:22', '1342'],
    ['-1:30', '-90'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e3', "'1e3'"],
    ['1.0e+3', '1000.0'],
    ['1.', '1.0'],
    ['.5', '0.5'],
    ['-.INF', '-inf'],
    ['1:30.5', '90.5'],
    ['2001-12-14', 'datetime.date(2001, 12, 14)'],
    ['2001-1-1', "'2001-1-1'"],
    ['1.2.3', "'1.2.3'"],
    ['!!str 5', "'5'"],
    ['!!int "7"', '7'],
    ['!!float 3', '3.0'],
    ['! 5', '5'],
    ['"5"', "'5'"],
    ['"\\x41\\e\\0\\_\\u00e9"', "'A\\x1b\\x00\\xa0é'"],
    ["'it''s'", '"it\'s"'],
    ['a#b # comment', "'a#b'"],
    ['http://a:b@c/d', "'http://a:b@c/d'"],
  ])('%s is %s', (text, expected) => {
    const dict = load(`k: ${text}\n`);
    expect(repr(dict)).toBe(`{'k': ${expected}}`);
  });
});

describe('documents', () => {
  test.each([
    [
      'a: |\n  x\n   y\n\n  z\nb: >-\n  folded\n  text\n\n  more\n',
      "{'a': 'x\\n y\\n\\nz\\n', 'b': 'folded text\\nmore'}",
    ],
    ['k: |2-\n    x\n   y\n', "{'k': '  x\\n y'}"],
    ['- a\n- - b\n  - c\n-\n', "['a', ['b', 'c'], None]"],
    ['a:\n- b\n- c\n', "{'a': ['b', 'c']}"],
    ['? a\n: b\n? c\n', "{'a': 'b', 'c': None}"],
    ['{a: b, c, d: [e: f]}', "{'a': 'b', 'c': None, 'd': [{'e': 'f'}]}"],
    ['{a:1}', "{'a:1': None}"],
    ['[? a]', "[{'a': None}]"],
    ['a: &x {p: 1}\nb:\n  <<: [*x, {q: 2, p: 3}]\n', "{'a': {'p': 1}, 'b': {'q': 2, 'p': 1}}"],
    ['{1: a, true: b}', "{1: 'b'}"],
    ['--- # doc\nfoo\n...\n', "'foo'"],
    ['%YAML 1.1\n%TAG !e! tag:yaml.org,2002:\n---\n!e!str 1\n', "'1'"],
    ['a: b\r\nc: "d\r\n  e"\r\n', "{'a': 'b', 'c': 'd e'}"],
    ['!!set {a, b}', "{'a', 'b'}"],
    ['!!omap [a: 1]', "[('a', 1)]"],
    ['{"json": [1, 2.0, null, NaN]}', "{'json': [1, 2.0, None, nan]}"],
  ])('%j', (text, expected) => {
    expect(repr(load(text))).toBe(expected);
  });

  test('several documents of a stream', () => {
    expect(parseYamlAll('a\n---\n- b\n...\n', 'x', { trusted: false })).toEqual(['a', ['b']]);
  });

  test('a list may hold itself', () => {
    const list = load('&x [*x]') as Value[];
    expect(list[0]).toBe(list);
  });
});

describe('faults in libyaml words, where it sees them', () => {
  test.each([
    ['a: b: c', 'mapping values are not allowed in this context', 1, 5],
    ['a: %x', 'found character that cannot start any token', 1, 4],
    ['a:\n\tb: 1\n', 'found character that cannot start any token', 2, 1],
    ["a: 'x\n", 'found unexpected end of stream', 2, 1],
    ['a: [1,2\nb: 3', "did not find expected ',' or ']'", 2, 2],
    ['- {a: b\n- c', "did not find expected ',' or '}'", 3, 1],
    ['- - - a\n  \n-\n- c\n{', "could not find expected ':'", 6, 1],
    ['a: *nope', 'found undefined alias', 1, 4],
    ['a: &x 1\nb: &x 2', 'second occurrence', 2, 4],
    ['a: !foo x', "could not determine a constructor for the tag '!foo'", 1, 4],
    ['{{ x }}: 1', "found unacceptable key (unhashable type: 'AnsibleMapping')", 1, 1],
    ['a: =', "could not determine a constructor for the tag 'tag:yaml.org,2002:value'", 1, 4],
    ['a: "\\ud83d"', 'found invalid Unicode character escape code', 1, 7],
    ['a\n...\n---\nb', 'but found another document', 3, 1],
    ['a\n...\nb', 'did not find expected <document start>', 3, 1],
    ['é: 😀: x', 'mapping values are not allowed in this context', 1, 5],
  ])('%j', (text, problem, line, column) => {
    const error = failure(text);
    expect(error.message).toMatch(/^We were unable to read either as JSON nor YAML/);
    expect(error.message.split('Syntax Error while loading YAML.\n  ')[1]).toBe(problem);
    expect({ line: error.span?.line, column: error.span?.column }).toEqual({ line, column });
  });

  test.each([
    [
      '{"a": 1,}\t: -',
      'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)',
    ],
    ['[1 2]\t:\n-', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
    ['"a" : : b', 'Extra data: line 1 column 5 (char 4)'],
    ['- a: b: c', 'Expecting value: line 1 column 1 (char 0)'],
  ])('Python’s word on the JSON in %j', (text, problem) => {
    expect(failure(text).message).toContain(`JSON: ${problem}\n`);
  });

  test('control characters', () => {
    expect(failure('k: \u0001').message).toContain(
      'unacceptable character #x0001: control characters are not allowed\n  in "<unicode string>", position 3',
    );
  });
});

describe('trust', () => {
  test('only trusted text brings templates, with their place', () => {
    const dict = load('a: 1\nb: "{{ x }}"\n') as Map<string, Value>;
    const template = dict.get('b') as Template;
    expect(template).toBeInstanceOf(Template);
    expect(template.source).toBe('{{ x }}');
    expect(template.span).toMatchObject({ file: 'data.yml', line: 2, column: 4 });
    expect(parseYaml('b: "{{ x }}"', 'f', { trusted: false })).toEqual(new Map([['b', '{{ x }}']]));
  });

  test('!unsafe stays data all the way down, and so do keys', () => {
    const dict = load('a: !unsafe {b: ["{{ x }}"]}\n"{{ k }}": 1\n');
    expect(dict).toEqual(
      new Map<string, unknown>([
        ['a', new Map([['b', ['{{ x }}']]])],
        ['{{ k }}', 1],
      ]),
    );
  });

  test('!vault is opened when it is used', () => {
    const vault = { decrypt: (text: string) => Buffer.from(`plain of ${text.trim()}`) };
    const dict = parseYaml('a: !vault |\n  $ANSIBLE_VAULT\n', 'f', { trusted: true, vault });
    const secret = (dict as Map<string, Value>).get('a') as VaultText;
    expect(secret).toBeInstanceOf(VaultText);
    expect(secret.plain).toBe('plain of $ANSIBLE_VAULT');
  });
});

test('duplicate keys are told, the last one wins', () => {
  const warnings: string[] = [];
  const dict = load('x:\n  a: 1\n  a: 2\n', (message) => warnings.push(message));
  expect(repr(dict)).toBe("{'x': {'a': 2}}");
  expect(warnings).toEqual([
    'While constructing a mapping from data.yml, line 2, column 3, found a duplicate dict key (a). Using last defined value only.',
  ]);
});

test('containers know where they and their parts stand', () => {
  const plays = load('- hosts: all\n  tasks:\n    - debug:\n') as Value[];
  const play = plays[0] as Map<Value, Value>;
  const tasks = play.get('tasks');
  expect(spanOf(play)).toMatchObject({ line: 1, column: 3 });
  expect(spanOfKey(play, 'tasks')).toMatchObject({ line: 2, column: 3 });
  expect(spanOfValue(play, 'hosts')).toMatchObject({ line: 1, column: 10 });
  expect(spanOfItem(tasks, 0)).toMatchObject({ file: 'data.yml', line: 3, column: 7 });
  expect(spanOfItem(tasks, 1)).toBeUndefined();
});
