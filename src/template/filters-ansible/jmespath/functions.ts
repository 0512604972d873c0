import { TemplateError } from '../../../diagnostics/errors.ts';
import { add, div, neg } from '../../../values/arithmetic.ts';
import { compare, sorted } from '../../../values/compare.ts';
import { equals } from '../../../values/equality.ts';
import { asDouble, intFromDouble } from '../../../values/int.ts';
import { codePoints, length } from '../../../values/iterate.ts';
import { dumpJson } from '../../../values/json.ts';
import { parseFloatText, parseInteger } from '../../../values/number-parse.ts';
import { str } from '../../../values/repr.ts';
import { type Dict, PyFloat, Tuple, type Value } from '../../../values/types.ts';
import { ExpressionReference } from './expression-reference.ts';
import { jmespathError } from './parser.ts';

type Kind =
  | 'any'
  | 'array'
  | 'string'
  | 'number'
  | 'object'
  | 'expref'
  | 'boolean'
  | 'null'
  | 'strings'
  | 'numbers';

interface FunctionSpec {
  readonly kinds: readonly (readonly Kind[])[];
  readonly variadic?: boolean;
  run(...args: Value[]): Value;
}

const list = (value: Value): readonly Value[] =>
  Array.isArray(value) ? value : value instanceof Tuple ? value.items : [];

function kindOf(value: Value): Kind {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (asDouble(value) !== undefined) return 'number';
  if (Array.isArray(value) || value instanceof Tuple) return 'array';
  if (value instanceof Map) return 'object';
  return value instanceof ExpressionReference ? 'expref' : 'string';
}

const fits = (value: Value, kind: Kind): boolean => {
  if (kind === 'any') return true;
  const own = kindOf(value);
  if (kind === 'strings')
    return own === 'array' && list(value).every((item) => kindOf(item) === 'string');
  if (kind === 'numbers')
    return own === 'array' && list(value).every((item) => kindOf(item) === 'number');
  return own === kind;
};

const by = (reference: Value, name: string): ((item: Value) => Value) => {
  const { apply } = reference as ExpressionReference;
  return (item) => {
    const key = apply(item);
    const kind = kindOf(key);
    if (kind !== 'string' && kind !== 'number') {
      jmespathError(
        `In function ${name}(), invalid type for value: ${str(key)}, expected one of: ['number', 'string'], received: "${kind}"`,
      );
    }
    return key;
  };
};

/** The greatest (or least) item, the first of equals. */
function extreme(items: readonly Value[], key: (item: Value) => Value, sign: number): Value {
  let best: Value = null;
  let bestKey: Value | undefined;
  for (const item of items) {
    const own = key(item);
    if (bestKey === undefined || compare(own, bestKey) * sign > 0) {
      best = item;
      bestKey = own;
    }
  }
  return best;
}

const self = (item: Value): Value => item;
const spec = (
  kinds: FunctionSpec['kinds'],
  run: FunctionSpec['run'],
  variadic = false,
): FunctionSpec => ({
  kinds,
  run,
  variadic,
});

const sum = (items: readonly Value[]): Value => items.reduce((total, item) => add(total, item), 0);

const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  abs: spec([['number']], (n) => (compare(n, 0) < 0 ? neg(n) : n)),
  avg: spec([['numbers']], (items) =>
    list(items).length === 0 ? null : div(sum(list(items)), list(items).length),
  ),
  ceil: spec([['number']], (n) => intFromDouble(Math.ceil(asDouble(n) ?? 0))),
  contains: spec([['array', 'string'], ['any']], (owner, item) =>
    typeof owner === 'string'
      ? typeof item === 'string' && owner.includes(item)
      : list(owner).some((member) => equals(member, item)),
  ),
  ends_with: spec([['string'], ['string']], (text, end) => str(text).endsWith(str(end))),
  floor: spec([['number']], (n) => intFromDouble(Math.floor(asDouble(n) ?? 0))),
  join: spec([['string'], ['strings']], (glue, items) => list(items).map(str).join(str(glue))),
  keys: spec([['object']], (dict) => [...(dict as Dict).keys()]),
  length: spec([['string', 'array', 'object']], (value) => length(value)),
  map: spec([['expref'], ['array']], (reference, items) =>
    list(items).map((reference as ExpressionReference).apply),
  ),
  max: spec([['numbers', 'strings']], (items) => extreme(list(items), self, 1)),
  max_by: spec([['array'], ['expref']], (items, reference) =>
    extreme(list(items), by(reference, 'max_by'), 1),
  ),
  merge: spec(
    [['object']],
    (...dicts) => new Map(dicts.flatMap((dict) => [...(dict as Dict)])),
    true,
  ),
  min: spec([['numbers', 'strings']], (items) => extreme(list(items), self, -1)),
  min_by: spec([['array'], ['expref']], (items, reference) =>
    extreme(list(items), by(reference, 'min_by'), -1),
  ),
  not_null: spec([['any']], (...values) => values.find((value) => value !== null) ?? null, true),
  reverse: spec([['array', 'string']], (value) =>
    typeof value === 'string' ? codePoints(value).reverse().join('') : [...list(value)].reverse(),
  ),
  sort: spec([['numbers', 'strings']], (items) => sorted(list(items), self)),
  sort_by: spec([['array'], ['expref']], (items, reference) =>
    sorted(list(items), by(reference, 'sort_by')),
  ),
  starts_with: spec([['string'], ['string']], (text, start) => str(text).startsWith(str(start))),
  sum: spec([['numbers']], (items) => sum(list(items))),
  to_array: spec([['any']], (value) => (kindOf(value) === 'array' ? value : [value])),
  to_number: spec([['any']], (value) => {
    if (kindOf(value) === 'number') return value;
    if (typeof value !== 'string') return null;
    const n = parseInteger(value);
    if (n !== undefined) return n;
    const x = parseFloatText(value);
    return x === undefined ? null : new PyFloat(x);
  }),
  to_string: spec([['any']], (value) =>
    typeof value === 'string' ? value : dumpJson(value, { separators: [',', ':'] }),
  ),
  type: spec([['any']], (value) => kindOf(value)),
  values: spec([['object']], (dict) => [...(dict as Dict).values()]),
};

/** Calls a function of JMESPath. @throws TemplateError JMESPathError */
export function callFunction(name: string, args: readonly Value[]): Value {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) throw new TemplateError('JMESPathError', `Unknown function: ${name}()`);
  const { kinds, variadic } = found;
  if (args.length < kinds.length || (args.length > kinds.length && !variadic)) {
    const least = variadic ? 'at least ' : '';
    const noun = kinds.length === 1 ? 'argument' : 'arguments';
    jmespathError(
      `Expected ${least}${kinds.length} ${noun} for function ${name}(), received ${args.length}`,
    );
  }
  for (const [i, arg] of args.entries()) {
    const allowed = kinds[Math.min(i, kinds.length - 1)] as readonly Kind[];
    if (!allowed.some((kind) => fits(arg, kind))) {
      const wanted = allowed.map((kind) => `'${kind}'`).join(', ');
      jmespathError(
        `In function ${name}(), invalid type for value: ${str(arg)}, expected one of: [${wanted}], received: "${kindOf(arg)}"`,
      );
    }
  }
  return found.run(...args);
}
