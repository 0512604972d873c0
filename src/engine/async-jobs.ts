import type { Dict, Value } from '../values/types.ts';

interface Job {
  readonly finished: Promise<Dict>;
  result: Dict | undefined;
}

/** Jobs of tasks with `async` that this process performs, by their id. */
export class AsyncJobs {
  readonly #jobs = new Map<string, Job>();
  /** When this process gave an id away, in milliseconds since 1970. */
  readonly #begun = new Map<string, number>();

  /** A fresh id, in Ansible's form `NUMBER.NUMBER`. */
  newId(): string {
    const now = Date.now();
    const id = `j${String(now).slice(-12)}.${process.pid}${this.#begun.size + 1}`;
    this.#begun.set(id, now);
    return id;
  }

  /** Milliseconds since a job of this process began; infinitely many for any other. */
  age(id: string): number {
    return Date.now() - (this.#begun.get(id) ?? Number.NEGATIVE_INFINITY);
  }

  /** Starts work that this process does itself. */
  start(id: string, work: () => Promise<Dict>): void {
    const job: Job = { finished: work(), result: undefined };
    this.#jobs.set(id, job);
    job.finished.then(
      (result) => {
        job.result = result;
      },
      (error: unknown) => {
        job.result = new Map<Value, Value>([
          ['failed', true],
          ['msg', error instanceof Error ? error.message : String(error)],
        ]);
      },
    );
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  /** The job's result once it is there. */
  resultOf(id: string): Dict | undefined {
    return this.#jobs.get(id)?.result;
  }

  /** Waits for a job, at most `seconds`. */
  async wait(id: string, seconds: number): Promise<Dict | undefined> {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    await Promise.race([job.finished.catch(() => undefined), limit]);
    clearTimeout(timer);
    await Promise.resolve();
    return job.result;
  }

  forget(id: string): void {
    this.#jobs.delete(id);
  }

  /** Waits until no job runs any more. */
  async drain(): Promise<void> {
    await Promise.allSettled([...this.#jobs.values()].map((job) => job.finished));
  }
}
