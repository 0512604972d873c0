import { TemplateError } from '../../diagnostics/errors.ts';
import { DEFAULT_SYNTAX } from '../../template/syntax/delimiters.ts';
import type { Expression } from '../../template/syntax/nodes.ts';
import { parseExpression } from '../../template/syntax/parser.ts';
import { arithmetic } from '../../values/arithmetic.ts';
import { dictDelete, dictSet } from '../../values/dict.ts';
import { asInt } from '../../values/int.ts';
import { attributeError, indexError, keyError, typeError } from '../../values/python-errors.ts';
import { repr } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import { type BinaryOperator, PyObject, Template, type Value } from '../../values/types.ts';
import { evaluate, invalidSyntax, type Names } from './python-expression.ts';

/** Names that statements may read and set. */
export interface Namespace {
  readonly names: Names;
  assign(name: string, value: Value): void;
}

/** Reads one expression. @throws TemplateError (SyntaxError) */
function parse(text: string): Expression {
  try {
    // In parentheses, `a, b` is a tuple here as well.
    return parseExpression(`(${text})`, { syntax: DEFAULT_SYNTAX, tags: new Set() });
  } catch (error) {
    throw error instanceof TemplateError ? invalidSyntax() : error;
  }
}

/** Python's eval(). @throws TemplateError with Python's class of the fault */
export const evaluateText = (text: string, names: Names): Value =>
  evaluate(parse(text.trim()), names);

/**
 * Python's exec() of one line: an expression (its value is given back), an assignment (`=`, `+=` …) or `del`.
 * @throws TemplateError with Python's class of the fault
 */
export function executeText(text: string, space: Namespace): Value {
  const line = text.trim();
  const deleted = /^del\s+(.*)$/s.exec(line)?.[1];
  if (deleted !== undefined) {
    remove(parse(deleted), space);
    return null;
  }
  const parts = splitAssignment(line);
  if (parts === undefined) return evaluate(parse(line), space.names);
  const target = parse(parts.target);
  const value = evaluate(parse(parts.value), space.names);
  assign(
    target,
    parts.operator === undefined
      ? value
      : arithmetic(parts.operator, evaluate(target, space.names), value),
    space,
  );
  return null;
}

/** Takes `target = value` apart at the first `=` that is outside strings and brackets and no comparison. */
function splitAssignment(
  line: string,
): { target: string; operator: BinaryOperator | undefined; value: string } | undefined {
  const token = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[([{]|[)\]}]|[=!<>]=|(\*\*|\/\/|[-+*/%])?=/gs;
  let depth = 0;
  for (const match of line.matchAll(token)) {
    const [text, operator] = match;
    if ('([{'.includes(text)) depth += 1;
    else if (')]}'.includes(text)) depth -= 1;
    else if (depth === 0 && text.endsWith('=') && !/^[=!<>]=$/.test(text)) {
      return {
        target: line.slice(0, match.index).trim(),
        operator: operator as BinaryOperator | undefined,
        value: line.slice(match.index + text.length).trim(),
      };
    }
  }
  return undefined;
}

/** Text that a person at the debugger enters is trusted, as the playbook's own is. */
function trusted(value: Value): Value {
  if (typeof value === 'string') return /\{[{%#]/.test(value) ? new Template(value) : value;
  if (Array.isArray(value)) return value.map(trusted);
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]): [Value, Value] => [key, trusted(entry)]));
  return value;
}

function assign(target: Expression, value: Value, space: Namespace): void {
  if (target.type === 'Name') space.assign(target.name, trusted(value));
  else if (target.type === 'Getattr') {
    const object = evaluate(target.node, space.names);
    const done =
      object instanceof PyObject && object.setAttribute(target.attribute, trusted(value));
    if (!done)
      throw attributeError(`'${typeName(object)}' object has no attribute '${target.attribute}'`);
  } else if (target.type === 'Getitem') {
    const object = evaluate(target.node, space.names);
    const key = evaluate(target.arg, space.names);
    if (object instanceof Map) dictSet(object, key, trusted(value));
    else if (Array.isArray(object)) object[indexIn(object, key)] = trusted(value);
    else throw typeError(`'${typeName(object)}' object does not support item assignment`);
  } else throw invalidSyntax();
}

function remove(target: Expression, space: Namespace): void {
  if (target.type !== 'Getitem') throw invalidSyntax();
  const object = evaluate(target.node, space.names);
  const key = evaluate(target.arg, space.names);
  if (object instanceof Map) {
    if (dictDelete(object, key) === undefined) throw keyError(repr(key));
  } else if (Array.isArray(object)) object.splice(indexIn(object, key), 1);
  else throw typeError(`'${typeName(object)}' object does not support item deletion`);
}

function indexIn(list: readonly Value[], key: Value): number {
  const index = asInt(key);
  if (index === undefined)
    throw typeError(`list indices must be integers or slices, not ${typeName(key)}`);
  const at = Number(index) < 0 ? Number(index) + list.length : Number(index);
  if (at < 0 || at >= list.length) throw indexError('list assignment index out of range');
  return at;
}
