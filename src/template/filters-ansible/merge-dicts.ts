import { TemplateError } from '../../diagnostics/errors.ts';
import { dictGet, dictHas, dictSet } from '../../values/dict.ts';
import { equals } from '../../values/equality.ts';
import { contains } from '../../values/iterate.ts';
import { dumpJson } from '../../values/json.ts';
import { str } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import type { Dict, Value } from '../../values/types.ts';

const LIST_MERGES = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'];

/**
 * A new dict of `low` with `high` laid over it (Ansible's merge_hash; with defaults what `hash_behaviour=merge` does).
 * @param listMerge `replace`, `keep`, `append`, `prepend`, `append_rp` or `prepend_rp`
 * @throws TemplateError AnsibleError when one isn't a dict
 */
export function mergeDicts(low: Value, high: Value, recursive = true, listMerge = 'replace'): Dict {
  if (!LIST_MERGES.includes(listMerge)) {
    throw new TemplateError(
      'AnsibleError',
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  }
  if (!(low instanceof Map) || !(high instanceof Map)) throw notDicts(low, high);
  if (low.size === 0 || equals(low, high)) return new Map(high);
  const merged = new Map(low);
  for (const [key, above] of high) {
    const below = dictHas(merged, key) ? (dictGet(merged, key) as Value) : undefined;
    if (below === undefined) dictSet(merged, key, above);
    else if (recursive && below instanceof Map && above instanceof Map) {
      dictSet(merged, key, mergeDicts(below, above, recursive, listMerge));
    } else if (Array.isArray(below) && Array.isArray(above)) {
      dictSet(merged, key, mergeLists(below, above, listMerge));
    } else dictSet(merged, key, above);
  }
  return merged;
}

function mergeLists(below: Value[], above: Value[], listMerge: string): Value[] {
  switch (listMerge) {
    case 'keep':
      return below;
    case 'append':
      return [...below, ...above];
    case 'prepend':
      return [...above, ...below];
    case 'append_rp':
      return [...below.filter((item) => !contains(above, item)), ...above];
    case 'prepend_rp':
      return [...above, ...below.filter((item) => !contains(above, item))];
  }
  return above;
}

function notDicts(low: Value, high: Value): TemplateError {
  const shown = (value: Value): string => {
    try {
      return dumpJson(value);
    } catch {
      return str(value);
    }
  };
  return new TemplateError(
    'AnsibleError',
    `failed to combine variables, expected dicts but got a '${typeName(low)}' and a '${typeName(high)}': \n${shown(low)}\n${shown(high)}`,
  );
}
