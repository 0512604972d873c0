import { describe, expect, test } from 'vitest';
import { builtinLookups, collectionLookups, findLookup } from '../../src/lookups/registry.ts';
import { answerAnsible } from '../responder/ansible.ts';
import type { Typed } from '../responder/typed.ts';

const files = {
  'files/a.txt': 'AAA  \n\n',
  'files/data.csv': 'name,age\n"x, y",30\nbob,40\n',
  'files/app.ini': '[main]\nuser = bob\npath = %(user)s/x\nlong = a\n  b\n[other]\nUser: eve\n',
  'templates/t.j2': 'Hi {{ who }}\n',
  'vars/b.yml': '',
};

function ask(source: string, context: Record<string, Typed> = {}): unknown {
  return answerAnsible({ id: 'x', op: 'template', source, context, files });
}

const ok = (value: Typed) => ({ id: 'x', ok: value });

describe('lookups', () => {
  test.each<[string, Typed]>([
    ["{{ lookup('file', 'a.txt') }}", 'AAA'],
    ["{{ lookup('file', 'a.txt', rstrip=false) }}", 'AAA  \n\n'],
    ["{{ lookup('csvfile', 'bob file=data.csv delimiter=,') }}", '40'],
    ["{{ lookup('csvfile', 'x, y', file='data.csv', delimiter=',') }}", '30'],
    ["{{ lookup('ini', 'path section=main file=app.ini') }}", 'bob/x'],
    ["{{ lookup('ini', 'long', section='main', file='app.ini') }}", 'a\nb'],
    ["{{ lookup('ini', 'user', section='other', file='app.ini') }}", 'eve'],
    ["{{ lookup('ini', 'none', section='main', file='app.ini', default='d') }}", 'd'],
    ["{{ query('fileglob', '*.txt') | map('basename') }}", ['a.txt']],
    ["{{ lookup('first_found', ['nope', 'a.txt']) | basename }}", 'a.txt'],
    ["{{ query('first_found', 'nope', skip=true) }}", []],
    ["{{ lookup('template', 't.j2') }}", 'Hi bob\n'],
    ["{{ lookup('template', 't.j2', template_vars={'who': 'eve'}) }}", 'Hi eve\n'],
    ["{{ lookup('pipe', 'echo hi') }}", 'hi'],
    ["{{ query('lines', 'printf \"a\\nb\\n\"') }}", ['a', 'b']],
    ["{{ lookup('vars', 'who') }}", 'bob'],
    ["{{ lookup('vars', 'nope', default='d') }}", 'd'],
    ["{{ query('varnames', '^wh') }}", ['who']],
    ["{{ query('sequence', '2-6/2') }}", ['2', '4', '6']],
    ["{{ query('subelements', [{'n': 1, 'g': [2, 3]}], 'g') | map('last') }}", [2, 3]],
    ["{{ lookup('password', '/dev/null length=12 chars=digits seed=x') | length }}", '12'],
    ["{{ lookup('community.general.random_string', length=9) | length }}", '9'],
    ["{{ lookup('file', '{{ name }}.txt') }}", 'AAA'],
  ])('%s', (source, expected) => {
    expect(ask(source, { who: 'bob', name: 'a' })).toEqual(ok(expected));
  });

  test.each([
    ["{{ lookup('nope') }}", 'lookup plugin (nope) not found'],
    ["{{ lookup('first_found', 'nope') }}", 'No file was found when using first_found.'],
    [
      "{{ lookup('vars', 'nope') }}",
      'No variable found with this name: nope. No variable found with this name: nope',
    ],
  ])('%s fails', (source, message) => {
    expect(ask(source)).toMatchObject({ error: { message } });
  });

  test('errors can be softened', () => {
    expect(ask("{{ lookup('file', 'nope', errors='ignore') }}")).toEqual(ok(''));
    expect(ask("{{ query('file', 'nope', errors='warn') }}")).toEqual(ok([]));
  });

  test('every name resolves, short and qualified', () => {
    for (const name of Object.keys(builtinLookups)) {
      expect(findLookup(`ansible.builtin.${name}`)).toBe(findLookup(name));
    }
    for (const name of Object.keys(collectionLookups)) expect(findLookup(name)).toBeDefined();
  });
});
