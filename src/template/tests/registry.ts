import { mod } from '../../values/arithmetic.ts';
import { compareWith, type OrderOperator } from '../../values/compare.ts';
import { equals } from '../../values/equality.ts';
import { htmlOf } from '../../values/escape.ts';
import { asInt } from '../../values/int.ts';
import { contains, iterate, lengthOf } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { isLower, isUpper } from '../../values/methods/string-case.ts';
import { str } from '../../values/repr.ts';
import {
  Callable,
  LazyDict,
  PyFloat,
  PyObject,
  PySet,
  Undefined,
  type Value,
  VaultText,
} from '../../values/types.ts';
import { defineTest, type TestFunction } from '../filter-contract.ts';

const isInt = (value: Value) => typeof value === 'number' || typeof value === 'bigint';
const isString = (value: Value) => isText(value) || value instanceof VaultText;
const isMapping = (value: Value) => value instanceof Map || value instanceof LazyDict;

const plain = (name: string, test: (value: Value) => boolean): [string, TestFunction] => [
  name,
  defineTest(`test_${name}`, [], (_c, value) => test(value)),
];

const against = (
  names: readonly string[],
  test: (value: Value, other: Value) => boolean,
  parameter = 'other',
): [string, TestFunction][] => {
  const body = defineTest(names[0] as string, [parameter], (_c, value, [other]) =>
    test(value, other as Value),
  );
  return names.map((name) => [name, body]);
};

const ordering = (names: readonly string[], op: OrderOperator) =>
  against(names, (a, b) => compareWith(a, op, b));

function isSequence(value: Value): boolean {
  if (value instanceof Undefined) return value.lenient;
  if (value instanceof PySet || value instanceof Callable) return false;
  if (value instanceof PyObject && !isText(value)) return false;
  return lengthOf(value) !== undefined;
}

function isIterable(value: Value): boolean {
  try {
    iterate(value);
    return true;
  } catch (error) {
    if (value instanceof Undefined) throw error;
    return false;
  }
}

function isCallable(value: Value): boolean {
  // Undefined objects have a __call__, which raises.
  if (value instanceof Callable || value instanceof Undefined) return true;
  return value instanceof PyObject && value.asCallable() !== undefined;
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  return a instanceof PyFloat && b instanceof PyFloat && Object.is(a.value, b.value);
}

/** Jinja's own tests by name. */
export const TESTS: ReadonlyMap<string, TestFunction> = new Map<string, TestFunction>([
  plain('odd', (value) => equals(mod(value, 2), 1)),
  plain('even', (value) => equals(mod(value, 2), 0)),
  ...against(['divisibleby'], (value, n) => equals(mod(value, n), 0), 'num'),
  plain('defined', (value) => !(value instanceof Undefined)),
  plain('undefined', (value) => value instanceof Undefined),
  ['filter', (context, value) => context.environment.filters.get(str(value)) !== undefined],
  ['test', (context, value) => context.environment.tests.get(str(value)) !== undefined],
  plain('none', (value) => value === null),
  plain('boolean', (value) => typeof value === 'boolean'),
  plain('false', (value) => value === false),
  plain('true', (value) => value === true),
  plain('integer', isInt),
  plain('float', (value) => value instanceof PyFloat),
  plain('lower', (value) => isLower(str(value))),
  plain('upper', (value) => isUpper(str(value))),
  plain('string', isString),
  plain('mapping', isMapping),
  plain('number', (value) => asInt(value) !== undefined || value instanceof PyFloat),
  plain('sequence', isSequence),
  ...against(['sameas'], isSame),
  plain('iterable', isIterable),
  plain('callable', isCallable),
  plain('escaped', (value) => htmlOf(value) !== undefined),
  ...against(['in'], (value, container) => contains(container, value), 'seq'),
  ...against(['==', 'eq', 'equalto'], equals),
  ...against(['!=', 'ne'], (a, b) => !equals(a, b)),
  ...ordering(['>', 'gt', 'greaterthan'], '>'),
  ...ordering(['>=', 'ge'], '>='),
  ...ordering(['<', 'lt', 'lessthan'], '<'),
  ...ordering(['<=', 'le'], '<='),
]);
