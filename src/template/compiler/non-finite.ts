import { TemplateError } from '../../diagnostics/errors.ts';
import { Markup } from '../../values/markup.ts';
import { str } from '../../values/repr.ts';
import { Callable, PyFloat, PySet, Tuple, type Value } from '../../values/types.ts';
import type { Environment } from '../environment.ts';
import { findAll, forEachChild } from '../syntax/children.ts';
import type { CallNode, Expression, Node, Statement } from '../syntax/nodes.ts';
import { CompiledExpressionTemplate } from '../template.ts';

/** A text in which no constant can come to `inf` or `nan`. */
const FINITE = /^(?!.*(?:inf|nan|e\+?\d{3}|\d{309}|\*))/is;

const FOLDED: ReadonlySet<Node['type']> = new Set([
  'Const',
  'List',
  'Tuple',
  'Dict',
  'Binary',
  'Neg',
  'Pos',
  'Not',
  'And',
  'Or',
  'Compare',
  'Concat',
  'CondExpr',
  'Filter',
  'Test',
  'Getitem',
  'Getattr',
]);

/**
 * Jinja computes constant expressions when it compiles and writes the results into Python code, where `inf` and
 * `nan` are names that nobody defined. Only what is printed as it is, or lies within a larger constant, comes through.
 */
export function foldNonFinite(
  environment: Environment,
  body: readonly Statement[],
  source: string,
): void {
  if (FINITE.test(source)) return;
  for (const output of findAll(body, 'Output')) {
    (output as { nodes: readonly Expression[] }).nodes = output.nodes.map((node) => {
      const value = constantOf(environment, node);
      if (value === undefined || !isNonFinite(value)) return node;
      return { type: 'Const', value: str(value), lineno: node.lineno };
    });
  }
  for (const node of body) replaceWithin(environment, node);
}

/** Replaces the outermost non-finite constants below a node. */
function replaceWithin(environment: Environment, node: object): void {
  const holder = node as Record<string, unknown>;
  for (const [key, child] of Object.entries(holder)) {
    if (Array.isArray(child)) holder[key] = child.map((item) => replaced(environment, item));
    else if (key !== 'value' || isExpression(child)) holder[key] = replaced(environment, child);
  }
}

const isExpression = (child: unknown): child is Node =>
  typeof child === 'object' && child !== null && 'type' in child && 'lineno' in child;

function replaced(environment: Environment, child: unknown): unknown {
  if (typeof child !== 'object' || child === null || Array.isArray(child)) return child;
  if (isExpression(child) && FOLDED.has(child.type)) {
    const value = child.type === 'Const' ? child.value : constantOf(environment, child);
    if (value !== undefined && isNonFinite(value)) return unknownName(value, child.lineno);
    if (child.type === 'Const' || value !== undefined) return child;
  }
  if (isExpression(child) || !isValue(child)) replaceWithin(environment, child);
  return child;
}

/** Arguments and pairs are plain objects; anything made by a class is a value. */
const isValue = (child: object): boolean => Object.getPrototypeOf(child) !== Object.prototype;

function constantOf(environment: Environment, node: Node): Value | undefined {
  if (!isConstant(environment, node)) return undefined;
  try {
    const value = new CompiledExpressionTemplate(environment, node as Expression).evaluate();
    return hasSafeRepr(value) ? value : undefined;
  } catch {
    // What fails now fails again when it is used.
    return undefined;
  }
}

function isConstant(environment: Environment, node: Node): boolean {
  if (!FOLDED.has(node.type)) return false;
  if (node.type === 'Filter' && !environment.foldsFilter(node.name)) return false;
  let constant = true;
  forEachChild(node, (child) => {
    constant &&= isConstant(environment, child);
  });
  return constant;
}

function hasSafeRepr(value: Value): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof PyFloat || value instanceof Markup) return true;
  if (Array.isArray(value)) return value.every(hasSafeRepr);
  if (value instanceof Tuple || value instanceof PySet) return value.items.every(hasSafeRepr);
  return value instanceof Map && [...value].flat().every(hasSafeRepr);
}

const isNonFinite = (value: Value): boolean => firstNonFinite(value) !== undefined;

function firstNonFinite(value: Value): 'inf' | 'nan' | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (value instanceof PyFloat) {
    if (Number.isNaN(value.value)) return 'nan';
    return Number.isFinite(value.value) ? undefined : 'inf';
  }
  const items: readonly Value[] = Array.isArray(value)
    ? value
    : value instanceof Tuple || value instanceof PySet
      ? value.items
      : value instanceof Map
        ? [...value].flat()
        : [];
  for (const item of items) {
    const found = firstNonFinite(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unknownName(value: Value, lineno: number): CallNode {
  const name = firstNonFinite(value) ?? 'nan';
  const fail = new Callable(name, () => {
    throw new TemplateError('NameError', `name '${name}' is not defined`);
  });
  return {
    type: 'Call',
    node: { type: 'Const', value: fail, lineno },
    call: { args: [], kwargs: [], dynArgs: undefined, dynKwargs: undefined },
    lineno,
  };
}
