import type { CallArguments, Expression, Node } from './nodes.ts';

const present = (...nodes: readonly (Expression | undefined)[]): Node[] =>
  nodes.filter((node) => node !== undefined);

const callChildren = (call: CallArguments): Node[] => [
  ...call.args,
  ...call.kwargs.map((kwarg) => kwarg.value),
  ...present(call.dynArgs, call.dynKwargs),
];

/** The direct children of a node, in the order in which scoping rules visit them. */
export function children(node: Node): readonly Node[] {
  switch (node.type) {
    case 'Name':
    case 'NSRef':
    case 'Const':
    case 'TemplateData':
    case 'Continue':
    case 'Break':
      return [];
    case 'Tuple':
    case 'List':
      return node.items;
    case 'Dict':
      return node.items.flatMap((pair) => [pair.key, pair.value]);
    case 'CondExpr':
      return present(node.test, node.whenTrue, node.otherwise);
    case 'Filter':
    case 'Test':
    case 'Call':
      return [...present(node.node), ...callChildren(node.call)];
    case 'Getitem':
      return [node.node, node.arg];
    case 'Getattr':
    case 'Not':
    case 'Neg':
    case 'Pos':
    case 'ExprStmt':
      return [node.node];
    case 'Slice':
      return present(node.start, node.stop, node.step);
    case 'Concat':
    case 'Output':
      return node.nodes;
    case 'Compare':
      return [node.expr, ...node.ops.map((operand) => operand.expr)];
    case 'Binary':
    case 'And':
    case 'Or':
      return [node.left, node.right];
    case 'Extends':
    case 'Include':
    case 'Import':
    case 'FromImport':
      return [node.template];
    case 'For':
      return [node.target, node.iter, ...node.body, ...node.otherwise, ...present(node.test)];
    case 'If':
      return [node.test, ...node.body, ...node.elifs, ...node.otherwise];
    case 'Macro':
      return [...node.args, ...node.defaults, ...node.body];
    case 'CallBlock':
      return [node.call, ...node.args, ...node.defaults, ...node.body];
    case 'FilterBlock':
      return [...node.body, node.filter];
    case 'With':
      return [...node.targets, ...node.values, ...node.body];
    case 'Block':
      return node.body;
    case 'Assign':
      return [node.target, node.node];
    case 'AssignBlock':
      return [node.target, ...present(node.filter), ...node.body];
    case 'Autoescape':
      return [node.enabled, ...node.body];
  }
}

/** All nodes of a type below some nodes. */
export function* findAll<T extends Node['type']>(
  nodes: readonly Node[],
  type: T,
): Generator<Extract<Node, { type: T }>> {
  for (const node of nodes) {
    if (node.type === type) yield node as Extract<Node, { type: T }>;
    yield* findAll(children(node), type);
  }
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
    for (const child of children(node)) visit(child);
  };
  for (const node of nodes) visit(node);
  return found;
}
