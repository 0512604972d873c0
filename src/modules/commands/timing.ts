const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** A moment as Python prints a datetime, in local time: `2026-11-23 03:07:39.186386`. */
export function momentText(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const date = new Date(whole);
  const micro = date.getMilliseconds() * 1000 + Math.floor((milliseconds - whole) * 1000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day} ${time}${micro === 0 ? '' : `.${pad(micro, 6)}`}`;
}

/** A span of time as Python prints a timedelta: `0:00:01.500000`, `1 day, 0:00:00`. */
export function durationText(milliseconds: number): string {
  const micro = Math.round(Math.max(0, milliseconds) * 1000);
  const seconds = Math.floor(micro / 1e6);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const clock = `${Math.floor(rest / 3600)}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`;
  const fraction = micro % 1e6 === 0 ? '' : `.${pad(micro % 1e6, 6)}`;
  return `${days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `}${clock}${fraction}`;
}
