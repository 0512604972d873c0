import type { EngineEvent, HostStats } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import type { ColorRole } from './color.ts';
import type { Display } from './display.ts';
import type { CallbackOptions } from './options.ts';

const columns: readonly (readonly [title: string, field: keyof HostStats, color: ColorRole])[] = [
  ['ok', 'ok', 'ok'],
  ['changed', 'changed', 'changed'],
  ['unreachable', 'unreachable', 'unreachable'],
  ['failed', 'failures', 'error'],
  ['skipped', 'skipped', 'skip'],
  ['rescued', 'rescued', 'ok'],
  ['ignored', 'ignored', 'warn'],
];

/** PLAY RECAP with one line a host, and the custom statistics where they are wanted. */
export function showRecap(
  { stats, custom }: Extract<EngineEvent, { type: 'stats' }>,
  display: Display,
  options: CallbackOptions,
  dump: (result: Dict, indent?: number) => string,
): void {
  display.banner('PLAY RECAP');
  const paint = display.color ? display.paint.bind(display) : undefined;
  for (const host of [...stats.keys()].sort(compareText)) {
    const counts = stats.get(host);
    if (counts === undefined) continue;
    display.line(recapLine(host, counts, paint), { screenOnly: true });
    display.line(recapLine(host, counts, undefined), { logOnly: true });
  }
  display.line('', { screenOnly: true });

  if (custom.size > 0 && options.showCustomStats) {
    display.banner('CUSTOM STATS: ');
    const flat = (result: Dict) => dump(result, 1).replaceAll('\n', '');
    for (const key of [...custom.keys()].map(str).sort(compareText)) {
      const values = custom.get(key);
      if (key !== '_run' && values instanceof Map) display.line(`\t${key}: ${flat(values)}`);
    }
    const run = custom.get('_run');
    if (run instanceof Map) {
      display.line('', { screenOnly: true });
      display.line(`\tRUN: ${flat(run)}`);
    }
    display.line('', { screenOnly: true });
  }
  if (options.check && options.checkModeMarkers) display.banner('DRY RUN');
}

type Paint = (text: string, role: ColorRole) => string;

/** One line a host without what was skipped: the summary of the dense callback. */
export function showDenseSummary(stats: ReadonlyMap<string, HostStats>, display: Display): void {
  const paint = display.color ? display.paint.bind(display) : undefined;
  const shown = columns.filter(([, field]) => field !== 'skipped');
  for (const [host, counts] of [...stats].sort(([a], [b]) => compareText(a, b))) {
    display.line(recapLine(host, counts, paint, shown), { screenOnly: true });
  }
}

function recapLine(
  host: string,
  counts: HostStats,
  paint: Paint | undefined,
  shown = columns,
): string {
  const cells = shown.map(([title, field, color]) => {
    const cell = `${title}=${String(counts[field]).padEnd(4)}`;
    return counts[field] !== 0 && paint !== undefined ? paint(cell, color) : cell;
  });
  return `${hostCell(host, counts, paint)} : ${cells.join(' ')}`;
}

function hostCell(host: string, counts: HostStats, paint: Paint | undefined): string {
  if (paint === undefined) return host.padEnd(26);
  const failed = counts.failures !== 0 || counts.unreachable !== 0;
  return paint(host, failed ? 'error' : counts.changed !== 0 ? 'changed' : 'ok').padEnd(37);
}

/** Order by code points, as Python sorts text. */
function compareText(a: string, b: string): number {
  const left = Buffer.from(a, 'utf8');
  return left.compare(Buffer.from(b, 'utf8'));
}
