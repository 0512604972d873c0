import type { Json } from '../contract.ts';
import type { DockerObject } from './docker-client.ts';

interface Difference {
  readonly name: string;
  readonly parameter: Json;
  readonly active: Json;
}

/** What is wanted and what is, by the name of the option. */
export class Differences {
  readonly #found: Difference[] = [];

  add(name: string, parameter: unknown, active: unknown): void {
    this.#found.push({
      name,
      parameter: (parameter ?? null) as Json,
      active: (active ?? null) as Json,
    });
  }

  /** Adds entries of a dict that differ; where there is no dict at all, it differs as a whole. */
  addEntries(
    name: string,
    wanted: readonly (readonly [string, unknown])[],
    active: DockerObject['Options'],
  ): void {
    if (wanted.length === 0) return;
    if (!active || Object.keys(active).length === 0) {
      this.add(name, Object.fromEntries(wanted), active);
      return;
    }
    for (const [key, value] of wanted) {
      if (active[key] !== value) this.add(`${name}.${key}`, value, active[key]);
    }
  }

  merge(others: Differences): void {
    this.#found.push(...others.#found);
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Each by its option, as docker_container tells them. */
  get pairs(): Json[] {
    return this.#found.map(({ name, parameter, active }) => ({
      [name]: { parameter, container: active },
    }));
  }

  get names(): string[] {
    return this.#found.map(({ name }) => name);
  }

  /** Both sides, as the diff tells them. */
  sides(): { before: { [name: string]: Json }; after: { [name: string]: Json } } {
    const side = (part: 'parameter' | 'active'): { [name: string]: Json } =>
      Object.fromEntries(this.#found.map((one) => [one.name, one[part]]));
    return { before: side('active'), after: side('parameter') };
  }
}
