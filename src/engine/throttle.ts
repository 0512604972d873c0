import type { Task } from '../playbook/nodes.ts';

/** Lets no more hosts work at a task at once than its `throttle` says; the others wait their turn. */
export class Throttle {
  readonly #busy = new Map<Task, number>();
  readonly #waiting = new Map<Task, (() => void)[]>();

  /** Waits until fewer than `limit` hosts are at the task; 0 or less is no limit. */
  async enter(task: Task, limit: number): Promise<void> {
    while (limit > 0 && (this.#busy.get(task) ?? 0) >= limit) {
      await new Promise<void>((resolve) => {
        const queue = this.#waiting.get(task) ?? [];
        this.#waiting.set(task, [...queue, resolve]);
      });
    }
    this.#busy.set(task, (this.#busy.get(task) ?? 0) + 1);
  }

  leave(task: Task): void {
    this.#busy.set(task, (this.#busy.get(task) ?? 1) - 1);
    const [next, ...others] = this.#waiting.get(task) ?? [];
    this.#waiting.set(task, others);
    next?.();
  }
}
