import { describe, expect, test } from 'vitest';
import { findLookup } from '../../src/lookups/registry.ts';
import { isOmit, OMIT } from '../../src/template/ansible/omit.ts';
import { createTemplar } from '../../src/template/ansible/templar.ts';
import type { TemplateServices } from '../../src/template/contract.ts';
import { MapScope } from '../../src/template/runtime/context.ts';
import { Template, type Value } from '../../src/values/types.ts';

const warnings: string[] = [];
const services: TemplateServices = {
  searchPath: [],
  basedir: import.meta.dirname,
  readFile: () => Buffer.from(''),
  decryptVault: () => Buffer.from(''),
  encryptVault: () => '',
  loadYaml: () => null,
  lookups: findLookup,
  warn: (message) => warnings.push(message),
  deprecate: () => undefined,
};

const templar = (variables: Record<string, Value>, native = false) =>
  createTemplar({
    scope: new MapScope(new Map(Object.entries(variables))),
    services,
    settings: { native, failOnUndefined: true, extensions: [] },
  });

const t = (source: string) => new Template(source);

describe('trust', () => {
  test('plain strings are data, whatever they hold', () => {
    const data = '{{ lookup("env", "HOME") }}';
    expect(templar({}).template(data)).toBe(data);
    expect(templar({ data }).template(t('{{ data }}'))).toBe(data);
    expect(templar({ data }).template(t('{{ lookup("vars", "data") }}'))).toBe(data);
  });

  test('a condition rendered from braces may not run lookups', () => {
    const evil = 'lookup("pipe", "id") == ""';
    expect(() => templar({ evil }).evaluateConditional(t('{{ evil }}'))).toThrow(
      'lookups were disabled from templating',
    );
  });

  test('untrusted conditions are refused', () => {
    expect(() => templar({}).evaluateConditional('1 == 1', true)).toThrow(
      "The conditional check '1 == 1' failed. The error was: Conditional is marked as unsafe, and cannot be evaluated.",
    );
  });
});

describe('variables', () => {
  test('are rendered once and when used', () => {
    const scope = new Map<string, Value>([
      ['a', t('{{ b }}!')],
      ['b', 'x'],
      ['broken', t('{{ nope }}')],
    ]);
    let reads = 0;
    const own = createTemplar({
      scope: {
        get: (name) => {
          if (name === 'b') reads++;
          return scope.get(name);
        },
        names: () => scope.keys(),
      },
      services,
      settings: { native: false, failOnUndefined: true, extensions: [] },
    });
    expect(own.template(t('{{ a }}{{ a }}'))).toBe('x!x!');
    own.template(t('{{ a }} again'));
    expect(reads).toBe(1);
  });

  test('loops among them are found', () => {
    const own = templar({ a: t('{{ b }}'), b: t('{{ a }}') });
    expect(() => own.template(t('x{{ a }}'))).toThrow(
      'recursive loop detected in template string: {{ b }}',
    );
  });

  test('an undefined one inside another names both', () => {
    expect(() => templar({ a: t('{{ nope }}') }).template(t('{{ a }}'))).toThrow(
      "{{ nope }}: 'nope' is undefined. 'nope' is undefined",
    );
  });

  test('text of to_json stays text when a variable passes it on', () => {
    const own = templar({
      d: new Map([['a', 1]]),
      json: t('{{ d | to_json }}'),
      made: t('{"a": {{ d.a }}}'),
    });
    expect(own.template(t('{{ json }}'))).toBe('{"a": 1}');
    expect(own.template(t('{{ made }}'))).toEqual(new Map([['a', 1]]));
  });

  test('with() lays names over the scope', () => {
    const own = templar({ a: t('{{ item }}'), item: 1 });
    expect(own.with(new Map([['item', 2]])).template(t('{{ a }}'))).toBe('2');
  });

  test('keys of dicts are left alone, values rendered deep down', () => {
    const value = new Map<Value, Value>([
      ['{{ k }}', [t('{{ x }}'), new Map([['y', t('{{ x }}')]])]],
    ]);
    expect(templar({ x: 'v' }).template(value)).toEqual(
      new Map<Value, Value>([['{{ k }}', ['v', new Map([['y', 'v']])]]]),
    );
  });
});

describe('conditions', () => {
  test.each<[Value, boolean]>([
    ['x == 1', true],
    [['x == 1', 'false'], false],
    [['false', 'nope'], false],
    ['nope is defined', false],
    ['text', true],
    [t("'{{ text }}' == 'x == 2'"), true],
    [true, true],
    [null, true],
    ['', true],
    [[], true],
  ])('%o', (condition, expected) => {
    expect(templar({ x: 1, text: 'x == 2' }).evaluateConditional(condition)).toBe(expected);
  });

  test('say what is undefined', () => {
    expect(() => templar({}).evaluateConditional('nope == 1')).toThrow(
      "The conditional check 'nope == 1' failed. The error was: error while evaluating conditional (nope == 1): 'nope' is undefined. 'nope' is undefined",
    );
  });

  test('warn of braces', () => {
    warnings.length = 0;
    templar({ x: true }).evaluateConditional(t('{{ x }}'));
    expect(warnings).toEqual([
      'conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. Found: {{ x }}',
    ]);
  });
});

describe('loops', () => {
  const own = templar({ l: [1, [2, 3]], d: new Map([['k', 'v']]) });
  test.each<[string, Value, Value[]]>([
    ['loop', t('{{ l }}'), [1, [2, 3]]],
    ['with_items', t('{{ l }}'), [1, 2, 3]],
    ['items', [t('{{ l }}'), 'x'], [1, [2, 3], 'x']],
    [
      'with_dict',
      t('{{ d }}'),
      [
        new Map([
          ['key', 'k'],
          ['value', 'v'],
        ]),
      ],
    ],
    ['with_sequence', 'start=1 end=3 format=n%02d', ['n01', 'n02', 'n03']],
    [
      'with_nested',
      [['a'], ['x', 'y']],
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
    ],
    [
      'with_together',
      [['a', 'b'], ['x']],
      [
        ['a', 'x'],
        ['b', null],
      ],
    ],
    ['with_community.general.flattened', [[1, [2, [3]]]], [1, 2, 3]],
  ])('%s', (key, source, expected) => {
    expect(own.loopItems(key, source)).toEqual(expected);
  });

  test('loop needs a list', () => {
    expect(() => own.loopItems('loop', t('{{ d }}'))).toThrow(
      "Invalid data passed to 'loop', it requires a list, got this instead: {'k': 'v'}.",
    );
  });
});

describe('files', () => {
  test('the first line can change the syntax', () => {
    const source =
      "#jinja2: variable_start_string: '[%', variable_end_string: '%]'\n[% x %] {{ x }}\n";
    expect(templar({ x: 'v' }).renderFile(source, { name: 'f.j2' })).toBe('v {{ x }}\n');
  });

  test('text is never turned into data', () => {
    expect(templar({ l: [1] }).renderFile('{{ l }}', { name: 'f.j2' })).toBe('[1]');
  });
});

test('omit is told apart from all other text', () => {
  expect(isOmit(templar({ omit: OMIT }).template(t('{{ nope | default(omit) }}')))).toBe(true);
  expect(isOmit('__omit_place_holder__')).toBe(false);
});

describe('ahead of time', () => {
  test('templates are compiled, and faults kept for their turn', () => {
    const [good, bad] = [t('{{ x }}!'), t('{{ x')];
    const own = templar({ x: 1 });
    own.prepare(new Map<Value, Value>([['a', [good, 'plain', bad]]]));
    own.prepareConditional(['x == 1', '(']);
    expect(good.compiled).toBeDefined();
    expect(own.template(good)).toBe('1!');
    expect(() => own.template(bad)).toThrow('template error while templating string');
    expect(own.evaluateConditional(['x == 1'])).toBe(true);
    expect(() => own.evaluateConditional('(')).toThrow("The conditional check '(' failed");
  });

  test('a rehearsal runs no lookup, warns of nothing and knows when it is void', () => {
    let refused = 0;
    const before = warnings.length;
    const own = templar({ x: 1, out: 2, home: t('{{ lookup("env", "HOME") }}') });
    const rehearsal = own.rehearsing({
      names: new Set(['out']),
      refused: () => {
        refused += 1;
      },
    });
    expect(rehearsal.template(t('{{ x }}!'))).toBe('1!');
    expect(rehearsal.evaluateConditional(t('{{ x }}'))).toBe(true);
    expect([refused, warnings.length]).toEqual([0, before]);
    expect(() => rehearsal.template(t('{{ out | default(0) }}!'))).toThrow('out of reach');
    expect(() => rehearsal.template(t('{{ home }}!'))).toThrow('out of reach');
    expect(refused).toBe(2);
    expect(own.template(t('{{ out }}!'))).toBe('2!');
  });
});
