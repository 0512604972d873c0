import { findAll } from '../syntax/children.ts';
import type { CallNode, Expression, Statement } from '../syntax/nodes.ts';
import { STRING_FILTERS } from '../filters-ansible/registry.ts';
import { Template } from '../../values/types.ts';

/** Marks the name of a filter whose result is to stay text. */
export const PROTECTED = '!';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Adapts a parsed template to Ansible: filters like `to_json` that come last in a print statement give text that
 * stays text, and literal text with braces handed to a lookup is a template of its own.
 */
export function adaptToAnsible(body: readonly Statement[], source: string): void {
  for (const output of findAll(body, 'Output')) output.nodes.forEach(protect);
  if (source.indexOf('{{', source.indexOf('{{') + 2) < 0 && !source.includes('{%')) return;
  for (const call of findAll(body, 'Call')) if (isLookup(call)) renderLiterals(call);
}

function protect(node: Expression): void {
  if (node.type === 'CondExpr') {
    protect(node.then);
    if (node.otherwise) protect(node.otherwise);
  } else if (node.type === 'Filter' && STRING_FILTERS.has(node.name)) {
    (node as Writable<typeof node>).name = node.name + PROTECTED;
  }
}

const isLookup = (call: CallNode): boolean =>
  call.node.type === 'Name' && ['lookup', 'query', 'q'].includes(call.node.name);

function renderLiterals(call: CallNode): void {
  for (const arg of call.call.args) asTemplate(arg);
  for (const { value } of call.call.kwargs) asTemplate(value);
}

function asTemplate(node: Expression): void {
  if (node.type === 'List') node.items.forEach(asTemplate);
  if (node.type !== 'Const' || typeof node.value !== 'string') return;
  if (/\{[{%#]/.test(node.value)) (node as Writable<typeof node>).value = new Template(node.value);
}
