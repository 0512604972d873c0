import type { Collector } from './collector.ts';

/** `s NAME` starts a section, `has PROGRAM` tells whether a program is there (no process is started). */
const PRELUDE = `LC_ALL=C; LANGUAGE=; export LC_ALL LANGUAGE
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
s() { printf '\\036%s\\n' "$1"; }
has() { command -v "$1" >/dev/null 2>&1; }
e() { [ -e "$1" ] && printf '%s\\n' "$1"; }
`;

/** Shell text that prints everything the collectors need, with as few processes as can be. */
export function probeScript(collectors: readonly Collector[]): string {
  const globs = probeGlobs(collectors);
  const files = globs.length > 0 ? `s files\ngrep -sH '' ${globs.join(' ')}\n` : '';
  const scripts = collectors.flatMap((collector) => collector.script ?? []);
  return `${PRELUDE}exec 2>/dev/null\n${files}${scripts.join('\n')}\nexit 0\n`;
}

export function probeGlobs(collectors: readonly Collector[]): string[] {
  return [...new Set(collectors.flatMap((collector) => collector.files ?? []))];
}
