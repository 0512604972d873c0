import { iterate } from '../../values/iterate.ts';
import { entriesOf } from '../../values/methods/dict-methods.ts';
import { typeError } from '../../values/python-errors.ts';
import { typeName } from '../../values/type-name.ts';
import { LazyDict, type Value } from '../../values/types.ts';
import type { CompiledExpression, Frame } from '../runtime/frame.ts';
import type { CallArguments, Expression } from '../syntax/nodes.ts';

export interface CompiledArguments {
  readonly args: (frame: Frame) => Value[];
  readonly kwargs: (frame: Frame) => Map<string, Value>;
}

const noArgs = (): Value[] => [];
const NO_KWARGS: Map<string, Value> = new Map();
/** Shared by all calls without keywords: nothing that is called writes to what it is given. */
const noKwargs = (): Map<string, Value> => NO_KWARGS;

/** Compiles what stands between the parentheses of a call. */
export function compileArguments(
  call: CallArguments,
  compile: (node: Expression) => CompiledExpression,
): CompiledArguments {
  return { args: compileArgs(call, compile), kwargs: compileKwargs(call, compile) };
}

function compileArgs(
  call: CallArguments,
  compile: (node: Expression) => CompiledExpression,
): (frame: Frame) => Value[] {
  const args = call.args.map(compile);
  if (call.dynArgs !== undefined) {
    const more = compile(call.dynArgs);
    return (frame) => [...args.map((arg) => arg(frame)), ...iterate(more(frame))];
  }
  const [first] = args;
  if (first === undefined) return noArgs;
  if (args.length === 1) return (frame) => [first(frame)];
  return (frame) => args.map((arg) => arg(frame));
}

function compileKwargs(
  call: CallArguments,
  compile: (node: Expression) => CompiledExpression,
): (frame: Frame) => Map<string, Value> {
  const named = call.kwargs.map(({ key, value }) => ({ key, value: compile(value) }));
  if (call.dynKwargs === undefined) {
    if (named.length === 0) return noKwargs;
    return (frame) => new Map(named.map(({ key, value }) => [key, value(frame)]));
  }
  const more = compile(call.dynKwargs);
  return (frame) => {
    const kwargs = new Map<string, Value>(named.map(({ key, value }) => [key, value(frame)]));
    addMapping(kwargs, more(frame));
    return kwargs;
  };
}

function addMapping(kwargs: Map<string, Value>, mapping: Value): void {
  if (!(mapping instanceof Map || mapping instanceof LazyDict))
    throw typeError(`argument after ** must be a mapping, not ${typeName(mapping)}`);
  for (const [key, value] of entriesOf(mapping)) {
    if (typeof key !== 'string') throw typeError('keywords must be strings');
    if (kwargs.has(key)) throw typeError(`got multiple values for keyword argument '${key}'`);
    kwargs.set(key, value);
  }
}
