import type { Expression, NameUse, Node, Statement } from './nodes.ts';

/** Marks the names of an assignment's target. */
export function setUse(node: Node, use: NameUse): void {
  if (node.type === 'Name') node.use = use;
  else if (node.type === 'Tuple' || node.type === 'List')
    for (const item of node.items) setUse(item, use);
}

/** Whether something can stand left of an assignment. */
export function canAssign(node: Expression): boolean {
  if (node.type === 'Name')
    return !['true', 'false', 'none', 'True', 'False', 'None'].includes(node.name);
  return node.type === 'Tuple' && node.items.every(canAssign);
}

/** Whether a statement is text of white space alone. */
export function isBlankOutput(node: Statement): boolean {
  return (
    node.type === 'Output' &&
    node.nodes.every((child) => child.type === 'TemplateData' && child.data.trim() === '')
  );
}
