import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { wildcard } from '../template/filters-ansible/glob.ts';
import { keyError } from '../values/python-errors.ts';
import { str } from '../values/repr.ts';
import { LazyDict, type Value } from '../values/types.ts';

function groupsOf({ variables, templar }: LookupCall): Map<string, string[]> {
  const groups = variables.get('groups');
  if (groups === undefined) throw keyError("'groups'");
  const found = new Map<string, string[]>();
  const add = (name: Value, hosts: Value | undefined): void => {
    const list = hosts === undefined ? [] : templar.template(hosts);
    found.set(str(name), Array.isArray(list) ? list.map(str) : []);
  };
  if (groups instanceof Map) for (const [name, hosts] of groups) add(name, hosts);
  else if (groups instanceof LazyDict)
    for (const name of groups.keys()) add(name, groups.get(name));
  return found;
}

/** Hosts that one part of a pattern names: a group, a host, a wildcard or `~regex`. */
function matching(
  pattern: string,
  groups: ReadonlyMap<string, string[]>,
  all: readonly string[],
): string[] {
  const subscript = /^(.+)\[(-?\d+)(?:[:-](-?\d*))?\]$/.exec(pattern);
  if (subscript) {
    const inner = matching(subscript[1] as string, groups, all);
    const from = Number(subscript[2]);
    if (subscript[3] === undefined) return inner.slice(from, from + 1 || undefined);
    return inner.slice(
      from,
      subscript[3] === '' ? undefined : Number(subscript[3]) + 1 || undefined,
    );
  }
  if (pattern === 'all' || pattern === '*') return [...all];
  const own = groups.get(pattern);
  if (own) return own;
  const test = pattern.startsWith('~') ? new RegExp(`^(?:${pattern.slice(1)})`) : wildcard(pattern);
  const inGroups = [...groups].filter(([name]) => test.test(name)).flatMap(([, hosts]) => hosts);
  return inGroups.length > 0 ? inGroups : all.filter((host) => test.test(host));
}

/** Hosts of the inventory by pattern: `a:b`, `!c`, `&d`, wildcards. */
export const inventoryHostnames: LookupPlugin = (call) => {
  const groups = groupsOf(call);
  const all = groups.get('all') ?? [...new Set([...groups.values()].flat())];
  const parts = call.terms
    .flatMap((term) => str(term).split(/[,:](?![^[]*\])/))
    .filter((part) => part !== '');
  const ordered = [
    ...parts.filter((part) => !/^[!&]/.test(part)),
    ...parts.filter((part) => part.startsWith('&')),
    ...parts.filter((part) => part.startsWith('!')),
  ];
  if (ordered.length > 0 && /^[!&]/.test(ordered[0] as string)) ordered.unshift('all');
  let hosts: string[] = [];
  for (const part of ordered) {
    if (part.startsWith('!')) {
      const out = matching(part.slice(1), groups, all);
      hosts = hosts.filter((host) => !out.includes(host));
    } else if (part.startsWith('&')) {
      const kept = matching(part.slice(1), groups, all);
      hosts = hosts.filter((host) => kept.includes(host));
    } else hosts = [...new Set([...hosts, ...matching(part, groups, all)])];
  }
  return hosts;
};
