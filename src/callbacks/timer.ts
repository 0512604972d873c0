import type { Callback } from '../engine/events.ts';
import type { Display } from './display.ts';

/** Tells at the end how long the run took (ansible.posix.timer). */
export function createTimer(display: Display, now: () => number = Date.now): Callback {
  const start = now();
  return {
    name: 'timer',
    onEvent: (event) => {
      if (event.type !== 'stats') return;
      const total = Math.floor((now() - start) / 1000);
      const days = Math.floor(total / 86400);
      const hours = Math.floor((total % 86400) / 3600);
      const minutes = Math.floor(total / 60) % 60;
      display.line(
        `Playbook run took ${days} days, ${hours} hours, ${minutes} minutes, ${total % 60} seconds`,
      );
    },
  };
}
