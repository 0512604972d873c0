import { compare } from '../../../values/compare.ts';
import { equals } from '../../../values/equality.ts';
import { asDouble } from '../../../values/int.ts';
import { isText } from '../../../values/markup.ts';
import { LazyDict, Tuple, type Value } from '../../../values/types.ts';
import { ExpressionReference } from './expression-reference.ts';
import { callFunction } from './functions.ts';
import type { Comparator, Node } from './nodes.ts';
import { parseJmespath } from './parser.ts';
import { makeSliceOf } from './slice.ts';

/** jmespath.search. @throws TemplateError JMESPathError */
export function searchJmespath(expression: string, data: Value): Value {
  return visit(parseJmespath(expression), data);
}

const listOf = (value: Value): readonly Value[] | undefined =>
  Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;

/** JMESPath's truth: empty text, lists and dicts, null and false are false; 0 is true. */
function isTrue(value: Value): boolean {
  if (value === null || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !(value instanceof Map && value.size === 0);
}

/** The visit of every part, nulls left out. */
function project(items: Iterable<Value>, right: Node): Value[] {
  const found: Value[] = [];
  for (const item of items) {
    const value = visit(right, item);
    if (value !== null) found.push(value);
  }
  return found;
}

function visit(node: Node, value: Value): Value {
  switch (node.type) {
    case 'current':
    case 'identity':
      return value;
    case 'field':
      return value instanceof Map || value instanceof LazyDict
        ? (value.get(node.name) ?? null)
        : null;
    case 'literal':
      return node.value;
    case 'index': {
      const items = listOf(value);
      return items?.at(node.index) ?? null;
    }
    case 'slice': {
      const items = listOf(value);
      return items === undefined ? null : makeSliceOf(items, node.start, node.stop, node.step);
    }
    case 'subexpression':
    case 'pipe':
    case 'indexExpression':
      return visit(node.right, visit(node.left, value));
    case 'or': {
      const left = visit(node.left, value);
      return isTrue(left) ? left : visit(node.right, value);
    }
    case 'and': {
      const left = visit(node.left, value);
      return isTrue(left) ? visit(node.right, value) : left;
    }
    case 'not':
      return !isTrue(visit(node.node, value));
    case 'projection': {
      const items = listOf(visit(node.left, value));
      return items === undefined ? null : project(items, node.right);
    }
    case 'valueProjection': {
      const dict = visit(node.left, value);
      if (dict instanceof LazyDict)
        return project(
          [...dict.keys()].map((key) => dict.get(key) ?? null),
          node.right,
        );
      return dict instanceof Map ? project(dict.values(), node.right) : null;
    }
    case 'filterProjection': {
      const items = listOf(visit(node.left, value));
      if (items === undefined) return null;
      return project(
        items.filter((item) => isTrue(visit(node.condition, item))),
        node.right,
      );
    }
    case 'flatten': {
      const items = listOf(visit(node.node, value));
      return items === undefined ? null : items.flatMap((item) => listOf(item) ?? [item]);
    }
    case 'comparison':
      return compareValues(node.op, visit(node.left, value), visit(node.right, value));
    case 'list':
      return value === null ? null : node.items.map((item) => visit(item, value));
    case 'hash':
      return value === null
        ? null
        : new Map<Value, Value>(node.entries.map(([key, item]) => [key, visit(item, value)]));
    case 'expref':
      return new ExpressionReference((item) => visit(node.node, item));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((arg) => visit(arg, value)),
      );
  }
}

function compareValues(op: Comparator, left: Value, right: Value): Value {
  if (op === '==' || op === '!=') return strictEquals(left, right) === (op === '==');
  const ordered = (isNumber(left) && isNumber(right)) || (isText(left) && isText(right));
  if (!ordered) return null;
  const order = compare(left, right);
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

const isNumber = (value: Value): boolean =>
  typeof value !== 'boolean' && asDouble(value) !== undefined;

/** Numbers and booleans are never equal here. */
function strictEquals(a: Value, b: Value): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  return equals(a, b);
}
