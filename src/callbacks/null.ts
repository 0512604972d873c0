import type { Callback } from '../engine/events.ts';

/** Says nothing. */
export function createNull(): Callback {
  return { name: 'null', onEvent: () => {} };
}
