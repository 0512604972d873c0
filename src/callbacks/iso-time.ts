/** Milliseconds since the epoch, with microseconds as fraction. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** UTC with microseconds and zone, as Python's isoformat writes it. `moment`: ms since the epoch. */
export function isoTime(moment: number = preciseNow()): string {
  const micros = Math.trunc(moment * 1000);
  const date = new Date(Math.trunc(micros / 1000)).toISOString().slice(0, -1);
  return `${date}${String(micros % 1000).padStart(3, '0')}+00:00`;
}
