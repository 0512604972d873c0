import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../src/diagnostics/errors.ts';
import {
  arithmetic,
  compareWith,
  dumpJson,
  equals,
  formatPercent,
  formatValue,
  length,
  type OrderOperator,
  PyComplex,
  type PyDate,
  PyFloat,
  PyTimeDelta,
  repr,
  roundDouble,
  Slice,
  sliceOf,
  str,
  truthy,
  type Value,
} from '../../src/values/index.ts';
import type { BinaryOperator } from '../../src/values/types.ts';
import { fromTyped, type Typed, toTyped } from '../responder/typed.ts';

/** One operation as `record.py` leaves it: what Python gave for it. */
interface Case {
  do: string;
  args: Typed[];
  gives?: Typed;
  raises?: [class_: string, message: string];
}

const value = (typed: Typed | undefined): Value => {
  if (
    typed === null ||
    typeof typed !== 'object' ||
    Array.isArray(typed) ||
    typed.t !== 'timedelta'
  )
    return fromTyped(typed as Typed, (text) => text);
  return new PyTimeDelta(Number(typed.v) * 1e6);
};

function jsonOptions(text: string): Parameters<typeof dumpJson>[1] {
  const given = JSON.parse(text) as Record<string, never>;
  return {
    ...('indent' in given ? { indent: given.indent } : {}),
    ...('sort_keys' in given ? { sortKeys: given.sort_keys } : {}),
    ...('ensure_ascii' in given ? { ensureAscii: given.ensure_ascii } : {}),
    ...('separators' in given ? { separators: given.separators } : {}),
  };
}

const OPERATIONS: Record<string, (a: Value, b: Value, c: Value, d: Value) => Value> = {
  repr: (a) => repr(a),
  str: (a) => str(a),
  truthy: (a) => truthy(a),
  length: (a) => length(a),
  arithmetic: (op, a, b) => arithmetic(op as BinaryOperator, a, b),
  order: (op, a, b) => (op === '==' ? equals(a, b) : compareWith(a, op as OrderOperator, b)),
  slice: (a, start, stop, step) => sliceOf(a, new Slice(start, stop, step)),
  percent: (text, args) => formatPercent(text as string, args),
  format: (spec, a) => formatValue(a, spec as string),
  json: (a, options) => dumpJson(a, jsonOptions(options as string)),
  strftime: (time, format) => (time as PyDate).strftime(format as string),
  round: (n, places) => new PyFloat(roundDouble((n as PyFloat).value, places as number)),
};

function run(given: Case): Pick<Case, 'gives' | 'raises'> {
  try {
    const [a, b, c, d] = given.args.map(value) as [Value, Value, Value, Value];
    const result = (OPERATIONS[given.do] as (typeof OPERATIONS)[string])(a, b, c, d);
    if (result instanceof PyComplex) return { gives: { t: 'complex', v: result.repr() } };
    return { gives: toTyped(result) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { raises: [error.pythonClass, error.message] };
  }
}

const cases = readFileSync(join(import.meta.dirname, 'fixtures/python.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

describe.each(Object.keys(OPERATIONS))('%s', (name) => {
  const own = cases.filter((given) => given.do === name);
  it('has cases', () => expect(own).not.toEqual([]));
  it.each(own.map((given) => [JSON.stringify(given.args), given] as const))('%s', (_, given) => {
    const { gives, raises } = given;
    expect(run(given)).toEqual(raises === undefined ? { gives } : { raises });
  });
});
