/** Lets no more hosts do a thing at once than it allows (a task's `throttle`, the forks); the others wait their turn. */
export class Throttle {
  readonly #busy = new Map<object, number>();
  readonly #waiting = new Map<object, (() => void)[]>();

  /** Waits until fewer than `limit` hosts are at it; 0 or less is no limit. */
  async enter(thing: object, limit: number): Promise<void> {
    while (limit > 0 && (this.#busy.get(thing) ?? 0) >= limit) {
      await new Promise<void>((resolve) => {
        const queue = this.#waiting.get(thing) ?? [];
        this.#waiting.set(thing, [...queue, resolve]);
      });
    }
    this.#busy.set(thing, (this.#busy.get(thing) ?? 0) + 1);
  }

  leave(thing: object): void {
    this.#busy.set(thing, (this.#busy.get(thing) ?? 1) - 1);
    const [next, ...others] = this.#waiting.get(thing) ?? [];
    this.#waiting.set(thing, others);
    next?.();
  }
}
