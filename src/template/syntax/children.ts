import type { CallArguments, Expression, Node, Statement } from './nodes.ts';

type Visit = (node: Node) => void;

function visitAll(nodes: readonly Node[], visit: Visit): void {
  for (let i = 0; i < nodes.length; i++) visit(nodes[i] as Node);
}

function visitCall(call: CallArguments, visit: Visit): void {
  visitAll(call.args, visit);
  for (const { value } of call.kwargs) visit(value);
  visitOptional(call.dynArgs, visit);
  visitOptional(call.dynKwargs, visit);
}

function visitOptional(node: Expression | undefined, visit: Visit): void {
  if (node !== undefined) visit(node);
}

/** Shows the direct children of a node, in the order in which scoping rules look at them. */
export function forEachChild(node: Node, visit: Visit): void {
  switch (node.type) {
    case 'Name':
    case 'NSRef':
    case 'Const':
    case 'TemplateData':
    case 'Continue':
    case 'Break':
      return;
    case 'Tuple':
    case 'List':
      visitAll(node.items, visit);
      return;
    case 'Dict':
      for (const pair of node.items) {
        visit(pair.key);
        visit(pair.value);
      }
      return;
    case 'CondExpr':
      visit(node.test);
      visit(node.whenTrue);
      visitOptional(node.otherwise, visit);
      return;
    case 'Filter':
    case 'Test':
    case 'Call':
      visitOptional(node.node, visit);
      visitCall(node.call, visit);
      return;
    case 'Getitem':
      visit(node.node);
      visit(node.arg);
      return;
    case 'Getattr':
    case 'Not':
    case 'Neg':
    case 'Pos':
    case 'ExprStmt':
      visit(node.node);
      return;
    case 'Slice':
      visitOptional(node.start, visit);
      visitOptional(node.stop, visit);
      visitOptional(node.step, visit);
      return;
    case 'Concat':
    case 'Output':
      visitAll(node.nodes, visit);
      return;
    case 'Compare':
      visit(node.expr);
      for (const { expr } of node.ops) visit(expr);
      return;
    case 'Binary':
    case 'And':
    case 'Or':
      visit(node.left);
      visit(node.right);
      return;
    default:
      visitStatement(node, visit);
  }
}

function visitStatement(
  node: Exclude<Statement, { type: 'Output' | 'ExprStmt' }>,
  visit: Visit,
): void {
  switch (node.type) {
    case 'Extends':
    case 'Include':
    case 'Import':
    case 'FromImport':
      visit(node.template);
      return;
    case 'For':
      visit(node.target);
      visit(node.iter);
      visitAll(node.body, visit);
      visitAll(node.otherwise, visit);
      visitOptional(node.test, visit);
      return;
    case 'If':
      visit(node.test);
      visitAll(node.body, visit);
      visitAll(node.elifs, visit);
      visitAll(node.otherwise, visit);
      return;
    case 'CallBlock':
      visit(node.call);
      visitFunction(node, visit);
      return;
    case 'Macro':
      visitFunction(node, visit);
      return;
    case 'FilterBlock':
      visitAll(node.body, visit);
      visit(node.filter);
      return;
    case 'With':
      visitAll(node.targets, visit);
      visitAll(node.values, visit);
      visitAll(node.body, visit);
      return;
    case 'Block':
      visitAll(node.body, visit);
      return;
    case 'Assign':
      visit(node.target);
      visit(node.node);
      return;
    case 'AssignBlock':
      visit(node.target);
      visitOptional(node.filter, visit);
      visitAll(node.body, visit);
      return;
    case 'Autoescape':
      visit(node.enabled);
      visitAll(node.body, visit);
  }
}

function visitFunction(
  node: Extract<Statement, { type: 'Macro' | 'CallBlock' }>,
  visit: Visit,
): void {
  visitAll(node.args, visit);
  visitAll(node.defaults, visit);
  visitAll(node.body, visit);
}

/** All nodes of a type below some nodes, outer ones first. */
export function findAll<T extends Node['type']>(
  nodes: readonly Node[],
  type: T,
): Extract<Node, { type: T }>[] {
  const found: Extract<Node, { type: T }>[] = [];
  const visit = (node: Node): void => {
    if (node.type === type) found.push(node as Extract<Node, { type: T }>);
    forEachChild(node, visit);
  };
  visitAll(nodes, visit);
  return found;
}

/** Which of `names` are read before they are assigned; blocks are scopes of their own and not entered. */
export function findUndeclared(nodes: readonly Node[], names: readonly string[]): Set<string> {
  const open = new Set(names);
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === 'Block') return;
    if (node.type === 'Name') {
      if (node.use === 'load' && open.has(node.name)) found.add(node.name);
      else if (node.use !== 'load') open.delete(node.name);
      return;
    }
    forEachChild(node, visit);
  };
  visitAll(nodes, visit);
  return found;
}
