import { figures, Spinner } from 'listr2';
import type { EngineEvent } from '../engine/events.ts';
import { textWidth } from './text-width.ts';

/** Hosts shown one by one; more are counted. */
const maxHosts = 8;

export interface LiveOptions {
  /** Writes to the terminal at once. */
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly now?: () => number;
}

/** The part of the screen below the finished lines: what runs at the moment, and on which hosts. */
export interface Live {
  /** Takes the part off the screen, so that lines can be written. */
  pause(): void;
  onEvent(event: EngineEvent): void;
  close(): void;
}

/** Shows nothing before the first turn of its spinner: short tasks leave no trace. */
export function createLive({ write, columns, now = Date.now }: LiveOptions): Live {
  const spinner = new Spinner();
  const working = new Map<string, number>();
  let task: { name: string; started: number; done: number } | undefined;
  let height = 0;

  const pause = () => {
    if (height === 0) return;
    write(`\x1b[${height}A\x1b[0J`);
    height = 0;
  };
  const render = () => {
    pause();
    if (task === undefined || working.size === 0) return;
    const lines = [`${spinner.fetch()} ${task.name} ${progress(task.done, working.size)}`];
    for (const [host, started] of [...working].slice(0, maxHosts)) {
      lines.push(`  ${figures.pointerSmall} ${host} ${seconds(now() - started)}`);
    }
    if (working.size > maxHosts) lines.push(`  … and ${working.size - maxHosts} more`);
    write(lines.map((line) => `${shorten(line, columns() - 1)}\n`).join(''));
    height = lines.length;
  };
  const stop = () => {
    working.clear();
    pause();
  };

  spinner.start(render);
  return {
    pause,
    onEvent(event) {
      switch (event.type) {
        case 'taskStart':
          task = { name: event.task.name, started: now(), done: 0 };
          return;
        case 'hostStart':
          working.set(event.host, now());
          return;
        case 'result':
          working.delete(event.outcome.host);
          if (task !== undefined) task.done += 1;
          return;
        // A question to the user must keep its place on the screen.
        case 'notice':
        case 'question':
        case 'playStart':
        case 'stats':
          return stop();
      }
    },
    close() {
      spinner.stop();
      stop();
    },
  };
}

function progress(done: number, running: number): string {
  return `(${done} of ${done + running} hosts done)`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)}s`;
}

function shorten(line: string, width: number): string {
  if (textWidth(line) <= width) return line;
  let room = width - 1;
  let fitted = '';
  for (const character of line) {
    room -= textWidth(character);
    if (room < 0) break;
    fitted += character;
  }
  return `${fitted}…`;
}
