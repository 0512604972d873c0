import { Template } from '../../values/types.ts';
import { STRING_FILTERS } from '../filters-ansible/registry.ts';
import { findAll } from '../syntax/children.ts';
import type { CallNode, Expression, FilterNode, Statement } from '../syntax/nodes.ts';

/** Marks the name of a filter or function whose result is to stay text. */
export const PROTECTED = '!';
/** Marks the lookup function that tells that its text is unsafe. */
export const UNSAFE = '?';
/** The filter that is put around a printed variable: its text may be protected already. */
export const PRINTED_NAME = 'name!';

/** The filter that is put around a variable of which `type_debug` is asked. */
export const TYPED_NAME = 'typed!';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Adapts a parsed template to Ansible: filters like `to_json` that come last in a print statement give text that
 * stays text, and literal text with braces handed to a lookup is a template of its own.
 */
export function adaptToAnsible(body: readonly Statement[], source: string): void {
  for (const output of findAll(body, 'Output')) {
    (output as Writable<typeof output>).nodes = output.nodes.map(protectedNode);
  }
  if (source.includes('type_debug')) {
    for (const filter of findAll(body, 'Filter')) {
      if (filter.name === 'type_debug' && filter.node) {
        (filter as Writable<FilterNode>).node = typedNode(filter.node);
      }
    }
  }
  if (!source.includes('lookup') && !source.includes('query') && !source.includes('q(')) return;
  for (const call of findAll(body, 'Call')) if (isLookup(call)) renderLiterals(call);
}

function protectedNode(node: Expression): Expression {
  switch (node.type) {
    case 'CondExpr':
      return {
        ...node,
        whenTrue: protectedNode(node.whenTrue),
        otherwise: node.otherwise && protectedNode(node.otherwise),
      };
    case 'Filter':
      return STRING_FILTERS.has(node.name) ? { ...node, name: node.name + PROTECTED } : node;
    case 'Call':
      if (node.node.type !== 'Name' || node.node.name !== 'lookup') return node;
      return { ...node, node: { ...node.node, name: `lookup${PROTECTED}` } };
    case 'Name':
      return filtered(node, PRINTED_NAME, node.name);
  }
  return node;
}

function filtered(node: Expression, name: string, argument: string): FilterNode {
  const { lineno } = node;
  const args: Expression[] = [{ type: 'Const', value: argument, lineno }];
  const call = { args, kwargs: [], dynArgs: undefined, dynKwargs: undefined };
  return { type: 'Filter', node, name, call, lineno };
}

const CHOOSING: ReadonlySet<string> = new Set(['first', 'last', 'max', 'min', 'random']);

/** The variable whose text, or an item of which, an expression gives. */
function variableBehind(node: Expression): string | undefined {
  if (node.type === 'Name') return node.name;
  if (node.type === 'Getattr' || node.type === 'Getitem') return variableBehind(node.node);
  const chooses = node.type === 'Filter' && node.node !== undefined && CHOOSING.has(node.name);
  return chooses ? variableBehind(node.node) : undefined;
}

/** What `type_debug` looks at: Ansible's own kinds of text are told apart there. */
function typedNode(node: Expression): Expression {
  const variable = variableBehind(node);
  if (variable !== undefined) return filtered(protectedNode(node), TYPED_NAME, variable);
  if (node.type !== 'Call' || node.node.type !== 'Name' || node.node.name !== 'lookup') {
    return protectedNode(node);
  }
  return { ...node, node: { ...node.node, name: `lookup${UNSAFE}` } };
}

const isLookup = (call: CallNode): boolean =>
  call.node.type === 'Name' && /^(?:lookup[!?]?|query|q)$/.test(call.node.name);

function renderLiterals(call: CallNode): void {
  for (const arg of call.call.args) asTemplate(arg);
  for (const { value } of call.call.kwargs) asTemplate(value);
}

function asTemplate(node: Expression): void {
  if (node.type === 'List') node.items.forEach(asTemplate);
  if (node.type !== 'Const' || typeof node.value !== 'string') return;
  if (/\{[{%#]/.test(node.value)) (node as Writable<typeof node>).value = new Template(node.value);
}
