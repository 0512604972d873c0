import type { TemplateError } from '../../diagnostics/errors.ts';
import { findAll } from '../syntax/children.ts';
import { DEFAULT_SYNTAX } from '../syntax/delimiters.ts';
import type { Expression, Statement } from '../syntax/nodes.ts';
import { parseTemplate } from '../syntax/parser.ts';
import type { Templar } from './templar.ts';

/** Where Python has the classes of Ansible's own text. */
const MODULES: Readonly<Record<string, string>> = {
  AnsibleUnicode: 'ansible.parsing.yaml.objects',
  AnsibleUnsafeText: 'ansible.utils.unsafe_proxy',
};

/**
 * Tells in an error what text an expression was about by Python's class of it: what YAML files and results hold is no
 * `str` in Ansible. Looked up only now, so that rendering need not know.
 */
export function tellTextClasses(error: TemplateError, source: string, templar: Templar): void {
  if (!/\bstr\b/.test(error.message)) return;
  let body: readonly Statement[];
  try {
    body = parseTemplate(source, { syntax: DEFAULT_SYNTAX, tags: new Set() });
  } catch {
    return;
  }
  const classOf = (node: Expression): string => className(node, templar);
  for (const node of [...findAll(body, 'Getattr'), ...findAll(body, 'Getitem')]) {
    const name = node.type === 'Getattr' ? node.attribute : constant(node.arg);
    const missing = `object' has no attribute '${name}'`;
    if (!error.message.includes(`'str ${missing}`)) continue;
    const found = classOf(node.node);
    if (found in MODULES)
      error.message = error.message.replaceAll(
        `'str ${missing}`,
        `'${MODULES[found]}.${found} ${missing}`,
      );
  }
  const operands = (operator: string): [Expression, Expression] | undefined => {
    const binary = findAll(body, 'Binary').find(({ op }) => op === operator);
    if (binary !== undefined) return [binary.left, binary.right];
    for (const { expr, ops } of findAll(body, 'Compare'))
      if (ops[0]?.op === operator) return [expr, ops[0].expr];
    return undefined;
  };
  error.message = error.message
    .replace(
      /(for (\S+): |'(\S+)' not supported between instances of )'(\w+)' and '(\w+)'/,
      (whole, before: string, plain?: string, compared?: string, left = '', right = '') => {
        const sides = operands(plain ?? compared ?? '');
        if (sides === undefined) return whole;
        const told = (side: string, node: Expression): string =>
          side === 'str' ? classOf(node) : side;
        return `${before}'${told(left, sides[0])}' and '${told(right, sides[1])}'`;
      },
    )
    .replace(/^'str' object is not callable/, (whole) => {
      const [call] = findAll(body, 'Call');
      return call === undefined ? whole : `'${classOf(call.node)}' object is not callable`;
    });
}

const constant = (node: Expression): string => (node.type === 'Const' ? String(node.value) : '');

/** Python's class of the text that a variable, or what a path leads to in one, holds. */
function className(node: Expression, templar: Templar): string {
  const path = pathText(node);
  if (path === undefined) return 'str';
  try {
    return String(templar.renderText(`{{ ${path} | type_debug }}`));
  } catch {
    return 'str';
  }
}

function pathText(node: Expression): string | undefined {
  if (node.type === 'Name') return node.name;
  if (node.type !== 'Getattr' && node.type !== 'Getitem') return undefined;
  const start = pathText(node.node);
  if (start === undefined) return undefined;
  if (node.type === 'Getattr') return `${start}.${node.attribute}`;
  return node.arg.type === 'Const' ? `${start}[${JSON.stringify(node.arg.value)}]` : undefined;
}
