import { type Trust, trustOfType } from '../template/ansible/trust.ts';
import type { Scope } from '../template/contract.ts';
import { textTypeIn } from '../values/text-type.ts';
import type { Value } from '../values/types.ts';
import { holdsUnsafe } from '../values/unsafe-text.ts';

/** One source of variables. `get` must not render. */
export interface Layer {
  /** Ansible's name for the level, for provenance (`roleDefaults`, `extraVars` …). */
  readonly name: string;
  readonly values: { get(name: string): Value | undefined; keys(): Iterable<Value> };
  /** Variables whose text YAML holds, where that differs from one to the next. */
  readonly yamlNames?: ReadonlySet<Value>;
}

/** Merges two mappings key by key; used with DEFAULT_HASH_BEHAVIOUR=merge. `over` wins. */
export function mergedDeep(
  under: ReadonlyMap<Value, Value>,
  over: ReadonlyMap<Value, Value>,
): Map<Value, Value> {
  const merged = new Map(under);
  for (const [key, value] of over) {
    const before = merged.get(key);
    merged.set(
      key,
      before instanceof Map && value instanceof Map ? mergedDeep(before, value) : value,
    );
  }
  return merged;
}

/** Layers that hold what YAML files say. */
const FROM_YAML: ReadonlySet<string> = new Set([
  'includeParams',
  'includeVars',
  'playRoleDefaults',
  'playRoleVars',
  'playVars',
  'roleDefaults',
  'roleParams',
  'roleVars',
  'taskVars',
  'varsFiles',
]);

/** Variables of one host and task: layers from the strongest to the weakest. */
export class LayeredScope implements Scope {
  readonly #layers: readonly Layer[];
  readonly #merges: boolean;

  constructor(layers: readonly Layer[], mergeDicts: boolean) {
    this.#layers = layers;
    this.#merges = mergeDicts;
  }

  get(name: string): Value | undefined {
    for (let at = 0; at < this.#layers.length; at++) {
      const value = (this.#layers[at] as Layer).values.get(name);
      if (value === undefined) continue;
      return this.#merges && value instanceof Map ? this.#withWeaker(name, value, at + 1) : value;
    }
    return undefined;
  }

  names(): Iterable<string> {
    const names = new Set<string>();
    for (const layer of [...this.#layers].reverse())
      for (const key of layer.values.keys()) names.add(String(key));
    return names;
  }

  /** Name of the layer that a variable's value comes from. */
  originOf(name: string): string | undefined {
    return this.#layers.find((layer) => layer.values.get(name) !== undefined)?.name;
  }

  textType(name: string): string | undefined {
    const layer = this.#layers.find((one) => one.values.get(name) !== undefined);
    if (layer === undefined) return undefined;
    const told = textTypeIn(layer.values, name);
    if (told !== undefined) return told;
    const value = layer.values.get(name);
    if (layer.name === 'facts' || (typeof value === 'string' && holdsUnsafe(value)))
      return 'AnsibleUnsafeText';
    const isYaml = layer.yamlNames?.has(name) ?? FROM_YAML.has(layer.name);
    return isYaml ? 'AnsibleUnicode' : undefined;
  }

  trust(name: string): Trust {
    const layer = this.#layers.find((one) => one.values.get(name) !== undefined);
    if (layer === undefined) return 'safe';
    if (layer.name === 'facts' || name === 'ansible_facts') return 'unsafe';
    if (layer.name === 'setFacts') return trustOfType(textTypeIn(layer.values, name));
    if (layer.name === 'debugger') return 'unknown';
    if (trustOfType(textTypeIn(layer.values, name)) === 'unsafe') return 'unsafe';
    return holdsUnsafe(layer.values.get(name) ?? null) ? 'unsafe' : 'safe';
  }

  #withWeaker(name: string, value: Map<Value, Value>, from: number): Map<Value, Value> {
    let merged = value;
    for (let at = from; at < this.#layers.length; at++) {
      const weaker = (this.#layers[at] as Layer).values.get(name);
      if (weaker === undefined) continue;
      if (!(weaker instanceof Map)) break;
      merged = mergedDeep(weaker, merged);
    }
    return merged;
  }
}
