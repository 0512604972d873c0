import fc from 'fast-check';

/** Arbitrary templates that are likely to mean something: built by Jinja's grammar over a few known variables. */

export const VARIABLES = {
  n: 7,
  z: 0,
  big: 9007199254740991,
  s: 'héllo Wörld',
  e: '',
  t: true,
  nul: null,
  l: [3, 1, 2],
  w: ['b', 'A', 'c', 'a'],
  m: [1, 'a', null, [2], { k: 1 }],
  d: { b: 2, a: 1, items: 'x', k: [1, 2] },
  rows: [
    { name: 'Ann', age: 30, tag: 'x' },
    { name: 'bob', age: 25, tag: 'y' },
    { name: 'Cid', age: 30 },
  ],
};

const pick = (...items: string[]) => fc.constantFrom(...items);
const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((texts) => texts.join(''));

const name = pick(...Object.keys(VARIABLES), 'nope', 'x', 'y');
const integer = pick('0', '1', '2', '3', '-1', '-7', '10', '255', '1000', '9007199254740993');
const small = pick('0', '1', '2', '3', '-1', '-2');
const float = pick(
  '0.0',
  '1.5',
  '2.5',
  '-0.5',
  '1e16',
  '1e-5',
  '3.0',
  '0.1',
  '2.675',
  '123456.789',
);
const string = pick(
  "'a'",
  "'Hello World'",
  "''",
  "'x,y,,z'",
  '"it\'s"',
  "'1'",
  "'é😀'",
  "'<b>&'",
  "'a\\nb\\n\\nc'",
  "' pad '",
  "'12.50'",
  "'foo-bar baz'",
  "'%s'",
);
const constant = fc.oneof(integer, float, string, pick('true', 'false', 'none'));

const SIMPLE_FILTERS = [
  ...['upper', 'lower', 'title', 'capitalize', 'trim', 'length', 'list', 'first', 'last', 'string'],
  ...['int', 'float', 'abs', 'round', 'sum', 'sort', 'unique|list', 'reverse|list', 'min', 'max'],
  ...['join', "join(',')", 'escape', 'e|e', 'striptags', 'wordcount', 'urlencode', 'tojson'],
  ...[
    "default('D')",
    "default('D', true)",
    'dictsort',
    'items|list',
    'batch(2)|list',
    'slice(2)|list',
  ],
  ...["replace('a', 'b')", 'center(9)', 'indent', 'truncate(5, leeway=0)', 'wordwrap(5)', 'pprint'],
  ...[
    "map('string')|list",
    "map(attribute='name')|list",
    "select('odd')|list",
    "reject('none')|list",
  ],
  ...[
    "selectattr('age', 'gt', 26)|list",
    "groupby('age')|list",
    "sort(attribute='age')",
    'round(1)',
  ],
  ...["map('upper')|list", "map('default', 'q')|join('.')", 'sort(reverse=true)', 'filesizeformat'],
  ...[
    'int(default=3, base=16)',
    "round(0, 'ceil')",
    'round(-1)',
    'forceescape',
    'urlize',
    'xmlattr',
  ],
  ...[
    "sum(attribute='age')",
    "map(attribute='tag', default='-')|list",
    'sum(start=1)',
    'd',
    'count',
  ],
];
const TESTS = [
  ...['defined', 'undefined', 'none', 'odd', 'even', 'string', 'number', 'mapping', 'iterable'],
  ...['sequence', 'boolean', 'true', 'false', 'integer', 'float', 'lower', 'upper', 'callable'],
  ...[
    'divisibleby 3',
    'eq 1',
    'ne(1)',
    'gt 2',
    'lt 2',
    'ge(2)',
    'le 1',
    'in [1, 2]',
    'sameas none',
  ],
];
const METHODS = [
  ...['upper()', 'split()', "split(',')", 'strip()', "replace('l', 'L')", "startswith('a')"],
  ...[
    'title()',
    'swapcase()',
    "find('l')",
    "count('l')",
    'isdigit()',
    "join(['p', 'q'])",
    'zfill(5)',
  ],
  ...[
    "partition('o')",
    "rsplit('o', 1)",
    'splitlines()',
    'casefold()',
    "format(1, 'b')",
    'center(9)',
  ],
  ...[
    "get('a')",
    "get('q', 5)",
    'items()|list',
    'keys()|list',
    'values()|list',
    'copy()',
    'index(1)',
  ],
  ...[
    'isalpha()',
    'islower()',
    "lstrip('a')",
    "endswith(('a', 'o'))",
    'bit_length()',
    'is_integer()',
  ],
];

/** Expressions of some depth. */
export const expression: (depth: number) => fc.Arbitrary<string> = fc.memo((depth) => {
  if (depth <= 1) return fc.oneof(name, constant);
  const e = expression(depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: name },
    constant,
    join('(', e, pick(' + ', ' - ', ' / ', ' // ', ' % ', ' ~ '), e, ')'),
    join(e, pick(' + ', ' - ', ' ~ ', ' / ', ' // ', ' % '), e),
    join(e, ' * ', small),
    join(small, ' ** ', small),
    join(pick('-', '+'), fc.oneof(name, constant)),
    join('(', e, pick(' == ', ' != ', ' < ', ' <= ', ' > ', ' >= ', ' in ', ' not in '), e, ')'),
    join(e, pick(' and ', ' or '), e),
    join('not ', e),
    join(e, pick(' == ', ' < '), e, pick(' == ', ' >= '), e),
    join('(', e, ' if ', e, ' else ', e, ')'),
    join('(', e, ' if ', e, ')'),
    join('[', e, ', ', e, ']'),
    join('(', e, ', ', e, ')'),
    join('(', e, ',)'),
    join('{', constant, ': ', e, ', ', constant, ': ', e, '}'),
    { weight: 3, arbitrary: join(fc.oneof(name, join('(', e, ')')), '|', pick(...SIMPLE_FILTERS)) },
    join('(', e, ') is ', pick('', 'not '), pick(...TESTS)),
    join(fc.oneof(name, join('(', e, ')')), '.', pick(...METHODS)),
    join(name, '.', pick('a', 'items', 'nope', '0', 'name')),
    join(fc.oneof(name, join('(', e, ')')), '[', e, ']'),
    join(name, '[', fc.oneof(small, fc.constant('')), ':', fc.oneof(small, fc.constant('')), ']'),
    join(name, '[::', pick('1', '2', '-1', '-2'), ']'),
  );
});

const text = pick('a', ' ', '\n', '  \n  ', 'x\ny', '{', '}', '%', 'é', '\t', '<&>', '#');
const open = pick('{%', '{%-', '{%+');
const close = pick('%}', '-%}', '%}\n');
const tag = (body: string | fc.Arbitrary<string>) => join(open, ' ', body, ' ', close);

/** Whole templates of some depth. */
export const template: (depth: number) => fc.Arbitrary<string> = fc.memo((depth) => {
  const print = join(pick('{{ ', '{{- '), expression(3), pick(' }}', ' -}}'));
  if (depth <= 1) return fc.oneof(text, print);
  const t = template(depth - 1);
  const e = expression(2);
  return fc.oneof(
    { weight: 2, arbitrary: join(t, t) },
    { weight: 2, arbitrary: print },
    text,
    join(tag(join('if ', e)), t, tag('endif')),
    join(tag(join('if ', e)), t, tag(join('elif ', e)), t, tag('else'), t, tag('endif')),
    join(tag(join('for x in ', e)), t, tag('endfor')),
    join(
      tag(join('for x in ', e, ' if ', e)),
      t,
      '{{ loop.index }}{{ loop.last }}',
      tag('else'),
      t,
      tag('endfor'),
    ),
    join(
      tag(join('for x, y in ', pick('d.items()', 'd|dictsort', '[(1, 2)]', 'm'))),
      t,
      tag('endfor'),
    ),
    join(
      tag('for x in l'),
      '{{ loop.',
      pick('first', 'revindex', 'length', 'previtem', 'nextitem', 'depth'),
      ' }}',
      t,
      tag('endfor'),
    ),
    tag(join('set ', pick('x', 'y', 'n', 'l'), ' = ', e)),
    tag(join('set x, y = ', e, ', ', e)),
    join(tag(join('set ', pick('x', 'y'), pick('', '|upper', '|trim'))), t, tag('endset')),
    join(tag('macro f(x, y=n)'), t, tag('endmacro'), '{{ f(', e, ') }}'),
    join(
      tag('macro g(x)'),
      t,
      '{{ caller(x) }}',
      tag('endmacro'),
      tag(join('call(y) g(', e, ')')),
      t,
      tag('endcall'),
    ),
    join(tag(join('with x = ', e)), t, tag('endwith')),
    join(
      tag(join('filter ', pick('upper', 'trim', "replace('a', 'b')", 'escape'))),
      t,
      tag('endfilter'),
    ),
    join(tag(join('autoescape ', pick('true', 'false', 't', 'z'))), t, tag('endautoescape')),
    join('{#', pick('', '-'), ' c ', pick('', '-'), '#}', t),
    join(tag('block b'), t, tag('endblock')),
    join(
      '{% raw ',
      pick('', '-'),
      '%}',
      text,
      '{{ x }}{%',
      pick('', '-'),
      ' endraw ',
      pick('', '-'),
      '%}',
      t,
    ),
    join(
      tag('for x in l'),
      tag(join('if ', e)),
      tag(pick('break', 'continue')),
      tag('endif'),
      t,
      tag('endfor'),
    ),
  );
});
