import type { Json, Result } from '../contract.ts';
import { Differences } from './differences.ts';
import type { DockerObject } from './docker-client.ts';

interface Circumstances {
  readonly kind: 'network' | 'volume';
  readonly args: { readonly state: 'present' | 'absent'; readonly debug: boolean };
  readonly check: boolean;
  readonly diff: boolean;
}

/** The account of what is done with one of Docker's objects. */
export class ObjectWork {
  readonly all = new Differences();
  readonly #around: Circumstances;
  readonly #actions: string[] = [];
  #names: string[] | undefined;

  constructor(around: Circumstances, existing: DockerObject | null) {
    this.#around = around;
    this.all.add('exists', around.args.state === 'present', existing !== null);
  }

  act(action: string): void {
    this.#actions.push(action);
  }

  /** Which of its options were other than wanted. */
  tellDifferences(differences: Differences): void {
    this.#names = differences.names;
    this.all.merge(differences);
  }

  /** Words and differences come where they are asked for. */
  result(found: DockerObject | null): Result {
    const { kind, args, check, diff } = this.#around;
    const present = args.state === 'present';
    const actions = this.#actions;
    return {
      changed: actions.length > 0,
      ...((!present || check || args.debug) && { actions }),
      ...((diff || check || args.debug) && {
        diff: { ...(this.#names && { differences: this.#names }), ...(diff && this.all.sides()) },
      }),
      ...(present && { [kind]: found as Json }),
    };
  }
}
