import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../rehearsal/tools/invocation.ts';
import { answer } from '../../rehearsal/tools/program.ts';
import { type State, StateFolder } from '../../rehearsal/tools/state.ts';

/** A simulated machine for one test: its programs are called as a shell would call them. */
export interface World {
  /** `run('oc get projects')`; words are split at blanks. `input` is typed on standard input. */
  run(line: string, input?: string): Answer;
  file(name: string, text: string): string;
  state(): State;
  calls(): string[];
  /** Moves the clock. */
  wait(ms: number): void;
  env: Record<string, string>;
  remove(): void;
}

export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  const states = new StateFolder(folder);
  let now = 1_000_000;
  const env: Record<string, string> = { HOME: join(folder, 'home'), PATH: join(folder, 'bin') };
  mkdirSync(env.HOME ?? '');
  return {
    env,
    run: (line, input = '') => {
      const [program = '', ...argv] = line.split(' ');
      return answer(
        {
          program,
          argv,
          env,
          cwd: folder,
          readInput: () => input,
          ask: () => input,
          now: () => now,
        },
        states,
      );
    },
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    state: () => states.read(now),
    calls: () => states.calls().map(({ program, argv }) => [program, ...argv].join(' ')),
    wait: (ms) => {
      now += ms;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
