/** One call of a simulated program, and what it answers. */
export interface Invocation {
  /** Name under which the program was called: `oc`, `kubectl`, `minishift` … */
  program: string;
  argv: string[];
  env: Record<string, string | undefined>;
  cwd: string;
  /** Reads standard input to its end; '' when there is none. */
  readInput(): string;
  /** Shows a question at once (an expect script waits for it) and reads the answer. */
  ask(question: string): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Answer {
  rc: number;
  stdout: string;
  stderr: string;
}

export const ok = (stdout = ''): Answer => ({ rc: 0, stdout: line(stdout), stderr: '' });

export const failed = (stderr: string, rc = 1, stdout = ''): Answer => ({
  rc,
  stdout: line(stdout),
  stderr: line(stderr),
});

const line = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
