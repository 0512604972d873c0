import { dictGet, dictHas } from './dict.ts';
import { equals } from './equality.ts';
import { repr } from './repr.ts';
import { type Dict, PyObject, Tuple, type Value } from './types.ts';

type ViewKind = 'dict_keys' | 'dict_values' | 'dict_items';

/** What dict.keys(), .values() and .items() give: a live view. */
export class DictView extends PyObject {
  readonly typeName: ViewKind;
  readonly dict: Dict;
  constructor(kind: ViewKind, dict: Dict) {
    super();
    this.typeName = kind;
    this.dict = dict;
  }
  repr(): string {
    return `${this.typeName}(${repr(Array.from(this.iterate()))})`;
  }
  override truthy(): boolean {
    return this.dict.size > 0;
  }
  override length(): number {
    return this.dict.size;
  }
  override iterate(): Iterable<Value> {
    if (this.typeName === 'dict_keys') return this.dict.keys();
    if (this.typeName === 'dict_values') return this.dict.values();
    return pairs(this.dict);
  }
  override contains(value: Value): boolean | undefined {
    if (this.typeName === 'dict_keys') return dictHas(this.dict, value);
    if (this.typeName === 'dict_values') return undefined;
    if (!(value instanceof Tuple) || value.items.length !== 2) return false;
    const held = dictGet(this.dict, value.items[0] as Value);
    return held !== undefined && equals(held, value.items[1] as Value);
  }
  override equals(other: Value): boolean | undefined {
    if (!(other instanceof DictView) || this.typeName === 'dict_values') return undefined;
    if (this.typeName !== other.typeName || this.dict.size !== other.dict.size) return false;
    for (const item of this.iterate()) if (!other.contains(item)) return false;
    return true;
  }
}

function* pairs(dict: Dict): Iterable<Tuple> {
  for (const [key, value] of dict) yield new Tuple([key, value]);
}
