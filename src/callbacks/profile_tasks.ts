import type { Callback, TaskInfo } from '../engine/events.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';
import { taskPath } from './result.ts';

interface Timing {
  readonly name: string;
  readonly path: string | undefined;
  started: number;
  /** Seconds. */
  elapsed: number;
}

/** When each task began, how long it took, and the longest ones at the end (ansible.posix.profile_tasks). */
export function createProfileTasks(
  display: Display,
  options: CallbackOptions,
  now: () => number = Date.now,
): Callback {
  const begin = now();
  let last = begin;
  let current: Timing | undefined;
  const timings = new Map<string, Timing>();

  const tellTime = () => {
    const time = now();
    const date = new Date(time);
    display.line(
      filled(`${formatDate(date)} (${duration(time - last)})       ${duration(time - begin)}`, '*'),
    );
    last = time;
  };
  const stopCurrent = () => {
    if (current !== undefined) current.elapsed += (now() - current.started) / 1000;
  };
  const record = (task: TaskInfo) => {
    tellTime();
    stopCurrent();
    current = timings.get(task.uuid);
    if (current === undefined) {
      const path = display.verbosity >= 2 ? taskPath(task) : undefined;
      current = { name: task.name, path, started: now(), elapsed: 0 };
      timings.set(task.uuid, current);
    } else {
      current.started = now();
    }
  };

  return {
    name: 'profile_tasks',
    onEvent: (event) => {
      if (event.type === 'taskStart' && event.kind !== 'cleanup') record(event.task);
      if (event.type !== 'stats') return;
      tellTime();
      display.line(filled('', '='));
      stopCurrent();
      current = undefined;
      const { sortOrder, outputLimit } = options.profileTasks;
      const all = [...timings.values()];
      if (sortOrder === 'descending') all.sort((a, b) => b.elapsed - a.elapsed);
      if (sortOrder === 'ascending') all.sort((a, b) => a.elapsed - b.elapsed);
      for (const { name, path, elapsed } of all.slice(0, outputLimit ?? all.length)) {
        const seconds = ` ${elapsed.toFixed(2)}s`.padStart(9, '-');
        let line = `${name} `.padEnd(display.columns - 9, '-') + seconds;
        if (path !== undefined) line += `\n${`${path} `.padEnd(display.columns, '-')}`;
        display.line(line);
      }
    },
  };
}

function filled(message: string, fill: string): string {
  if (message === '') return `${fill.repeat(79)} `;
  const text = `${message} `;
  return `${text}${fill.repeat(Math.max(3, 79 - text.length))} `;
}

/** `h:mm:ss.mmm` of milliseconds. */
function duration(milliseconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const total = Math.floor(milliseconds / 1000);
  const clock = `${Math.floor(total / 3600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return `${clock}.${String(Math.floor(milliseconds % 1000)).padStart(3, '0')}`;
}

function formatDate(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const name = (form: Intl.DateTimeFormatOptions) => date.toLocaleDateString('en-US', form);
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${name({ weekday: 'long' })} ${two(date.getDate())} ${name({ month: 'long' })} ${date.getFullYear()}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}  ${time} ${zone}`;
}
