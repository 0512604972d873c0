import type { Dict, Value } from '../values/types.ts';
import { result } from './result-fields.ts';

/** What a module warns of while it works. It belongs to its result: callbacks tell it, and `register` keeps it. */
export class ModuleTroubles {
  readonly #warnings: string[] = [];
  readonly #deprecations: Dict[] = [];
  #takesFolder = false;

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Whether the module needed Ansible's folder for passing files. */
  get takesFolder(): boolean {
    return this.#takesFolder;
  }

  takeFolder(): void {
    this.#takesFolder = true;
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  deprecate(message: string, version: string, collection: string | null = null): void {
    this.#deprecations.push(result({ msg: message, version, collection_name: collection }));
  }

  /** Adds them to a result, before those that it has itself. */
  addTo(fields: Dict): void {
    const lists = { warnings: this.#warnings, deprecations: this.#deprecations };
    for (const [name, own] of Object.entries<Value[]>(lists)) {
      if (own.length === 0) continue;
      const known = fields.get(name);
      fields.set(name, [...own, ...(Array.isArray(known) ? known : [])]);
    }
  }
}
