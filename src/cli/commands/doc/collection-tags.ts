import type { Dict, Value } from '../../../values/types.ts';

interface Kind {
  readonly isModule: boolean;
  readonly isReturn?: boolean;
}

/**
 * Says of every version and date in documentation which collection counts it, where it doesn't say so itself.
 * Changes what it is given.
 */
export function addCollection(section: Dict, collection: string, kind: Kind): void {
  const tag = (dict: Dict, key: string, field: string): void => {
    if (dict.has(key) && !dict.has(field)) dict.set(field, collection);
  };
  const added = (dict: Dict): void => tag(dict, 'version_added', 'version_added_collection');
  const retired = (value: Value | undefined, isTop: boolean): void => {
    if (!(value instanceof Map)) return;
    const field = isTop ? 'removed_from_collection' : 'collection_name';
    if (kind.isModule || isTop) tag(value, 'removed_in', field);
    else tag(value, 'version', field);
    tag(value, 'removed_at_date', field);
  };
  const everyOption = (options: Value | undefined, inner: string): void => {
    for (const option of dictsOf(options)) {
      added(option);
      if (inner === 'suboptions' && !kind.isModule) {
        for (const source of ['env', 'ini', 'vars']) {
          for (const entry of dictsOf(option.get(source))) {
            added(entry);
            retired(entry.get('deprecated'), false);
          }
        }
        retired(option.get('deprecated'), false);
      }
      everyOption(option.get(inner), inner);
    }
  };
  if (kind.isReturn === true) {
    everyOption(section, 'contains');
    return;
  }
  added(section);
  retired(section.get('deprecated'), true);
  everyOption(section.get('options'), 'suboptions');
  for (const attribute of dictsOf(section.get('attributes'))) added(attribute);
}

function dictsOf(value: Value | undefined): Dict[] {
  const items = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : [];
  return items.filter((item): item is Dict => item instanceof Map);
}
