import { touch } from '../template/ansible/trust.ts';
import { repr } from '../values/repr.ts';
import { LazyDict, Undefined, type Value } from '../values/types.ts';
import type { HostLike } from './inventory-view.ts';
import type { VariableManager } from './manager.ts';

/** The variable `hostvars`. */
export class HostVars extends LazyDict {
  override readonly typeName = 'HostVars';
  readonly #manager: VariableManager;
  constructor(manager: VariableManager) {
    super();
    this.#manager = manager;
  }
  override get(key: string): Value | undefined {
    const name = `hostvars['${key}']`;
    return this.#manager.hostView(key) ?? new Undefined(`${repr(name)} is undefined`, name);
  }
  override has(key: string): boolean {
    return this.#manager.hostView(key) !== undefined;
  }
  override *keys(): Iterable<string> {
    const names = new Set(this.shownKeys()).add('localhost');
    yield* names;
  }
  // As Ansible counts: an implicit localhost besides the hosts, though it be one of them.
  override size(): number {
    return Array.from(this.shownKeys()).length + 1;
  }
  override shownKeys(): Iterable<string> {
    return this.#manager.options.inventory.hostNames();
  }
}

const notInHostvars = new Set(['hostvars', 'omit', 'vars']);

/** One entry of hostvars. Facts change between looks, so each look renders anew. */
export class HostView extends LazyDict {
  override readonly typeName = 'HostVarsVars';
  readonly #manager: VariableManager;
  readonly #host: HostLike;
  constructor(manager: VariableManager, host: HostLike) {
    super();
    this.#manager = manager;
    this.#host = host;
  }
  override get(key: string): Value | undefined {
    const scope = this.#manager.scope({ host: this.#host });
    const raw = scope.get(key);
    if (raw === undefined || raw instanceof Undefined) return undefined;
    touch(scope.trust(key));
    const { options } = this.#manager;
    return options
      .makeTemplar(scope, [options.sources.basedir], options.sources.basedir)
      .template(raw, { failOnUndefined: false });
  }
  override *keys(): Iterable<string> {
    for (const name of this.#manager.scope({ host: this.#host }).names())
      if (!notInHostvars.has(name)) yield name;
  }
  override has(key: string): boolean {
    return this.#manager.scope({ host: this.#host }).get(key) !== undefined;
  }
}
