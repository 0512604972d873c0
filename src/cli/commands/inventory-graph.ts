import type { Group } from '../../inventory/index.ts';
import { str } from '../../values/repr.ts';
import { type Dict, Template } from '../../values/types.ts';
import type { DumpView } from './inventory-dump.ts';

/** The tree of groups and hosts below a group, with variables where asked for. */
export function inventoryGraph(group: Group, view: DumpView, showVars: boolean): string {
  return graphLines(group, view, showVars, 0).join('\n');
}

function graphLines(group: Group, view: DumpView, showVars: boolean, depth: number): string[] {
  const lines = [branch(`@${group.name}:`, depth)];
  for (const child of group.children) lines.push(...graphLines(child, view, showVars, depth + 1));
  if (group.name !== 'all') {
    for (const host of group.hosts) {
      lines.push(branch(host.name, depth + 1));
      if (showVars) lines.push(...varLines(view.hostVars(host), depth + 2));
    }
  }
  if (showVars) lines.push(...varLines(view.groupVars(group), depth + 1));
  return lines;
}

function varLines(vars: Dict, depth: number): string[] {
  const names = [...vars.keys()].map((name) => str(name)).sort();
  return names.map((name) => {
    const value = vars.get(name) ?? null;
    return branch(`{${name} = ${value instanceof Template ? value.source : str(value)}}`, depth);
  });
}

function branch(text: string, depth: number): string {
  return depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
}
