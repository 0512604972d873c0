import { byteString, quotePath, quoteWord } from '../targets/quote.ts';
import type { Command } from '../targets/types.ts';

/** A command that is to outlive the run, and where its job's files are on the target. */
export interface DetachedJob {
  readonly id: string;
  /** Folder of all jobs, absolute. */
  readonly folder: string;
  readonly command: Command;
  /** Seconds until the job is killed. */
  readonly seconds: number;
  /** What the result says besides what comes from running: `cmd`, `invocation`. */
  readonly known: Readonly<Record<string, unknown>>;
  /** Whether empty lines at the end of the output are left out (strip_empty_ends). */
  readonly strip: boolean;
}

/** Where the job's result is; until it is there, that it has started. */
export const resultsFile = ({ folder, id }: Pick<DetachedJob, 'folder' | 'id'>): string =>
  `${folder.replace(/\/$/, '')}/${id}`;

/** Beginning of the names of what the job needs on its way. */
const scratch = ({ folder, id }: DetachedJob): string => `${folder.replace(/\/$/, '')}/.${id}`;

export const scriptFile = (job: DetachedJob): string => `${scratch(job)}.sh`;

export const inputFile = (job: DetachedJob): string => `${scratch(job)}.in`;

/** Exit code of the starter where the target lacks what a detached job needs. */
export const CANT_DETACH = 77;

/** Starts the job's script in a session of its own, away from all that ends with the connection. */
export function starter(job: DetachedJob): string {
  return [
    `for tool in setsid awk od; do command -v "$tool" >/dev/null || exit ${CANT_DETACH}; done`,
    `setsid /bin/sh ${quoteWord(scriptFile(job))} </dev/null >/dev/null 2>&1 &`,
  ].join('\n');
}

/** Prints a file as the inside of a JSON string; newlines at its end are held back until more comes. */
const ESCAPE = String.raw`{ for (i = 1; i <= NF; i++) { c = $i + 0
if (strip && (c == 10 || c == 13)) { held = held (c == 10 ? "\\n" : "\\r"); continue }
printf "%s", held; held = ""
if (c == 34) printf "%s", "\\\""; else if (c == 92) printf "%s", "\\\\"; else if (c < 32) printf "\\u%04x", c; else printf "%c", c } }`;

/** Python's timedelta between two moments: `H:M:S.NANOSECONDS EPOCH` each. */
const DELTA = `{ split($1, a, "."); split($3, b, ".")
d = ($4 - $2) * 1000000 + int(b[2] / 1000) - int(a[2] / 1000); if (d < 0) d = 0
s = int(d / 1000000); u = d - s * 1000000; n = int(s / 86400); s -= n * 86400
if (n) printf "%d day%s, ", n, n == 1 ? "" : "s"
printf "%d:%02d:%02d", int(s / 3600), int(s / 60) % 60, s % 60; if (u) printf ".%06d", u }`;

/**
 * The job: runs the command with a watchdog beside it, then writes the result where async_status looks for it. The
 * command runs in the foreground of this script, so that the shell tells an ending by a signal from an exit code.
 */
export function jobScript(job: DetachedJob): Buffer {
  const { command } = job;
  const argv = command.argv ?? [command.executable ?? '/bin/sh', '-c', command.shell ?? ''];
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const words = [...(env.length > 0 ? ['env', ...env] : []), ...argv].map(quoteWord).join(' ');
  const inner = [
    ...(command.cwd === undefined ? [] : [`cd ${quotePath(command.cwd)} || exit 126`]),
    `exec ${words}`,
  ].join('; ');
  const input = command.stdin === undefined ? '/dev/null' : '"$b.in"';
  const known = JSON.stringify(job.known).slice(1, -1);
  const lines = [
    `r=${quoteWord(resultsFile(job))} b=${quoteWord(scratch(job))} u=$(umask)`,
    `now() { date '+%Y-%m-%d %H:%M:%S.%N %s'; }`,
    `escape() { od -An -v -tu1 "$1" | LC_ALL=C awk -v strip=${job.strip ? 1 : 0} ${quoteWord(ESCAPE)}; }`,
    // Without nanoseconds date(1) prints the letter itself.
    `micro() { case $1 in *N) echo "\${1%.N}";; *) echo "\${1%???}";; esac; }`,
    `umask 077; : >"$b.o"; : >"$b.e"; : >"$b.s"`,
    `setsid sh -c ${quoteWord(WATCHDOG)} sh ${job.seconds} "$b" "$r" $$ </dev/null >/dev/null 2>&1 &`,
    'w=$! s=$(now)',
    'umask "$u"',
    `{ ( ${inner} ) <${input} >"$b.o" 2>"$b.e"; c=$?; } 2>"$b.s"`,
    'e=$(now)',
    'umask 077; kill -9 "-$w" 2>/dev/null',
    'if [ "$c" -gt 256 ]; then c=$((256 - c)); elif [ "$c" -gt 128 ] && [ -s "$b.s" ]; then c=$((128 - c)); fi',
    'set -- $s $e',
    `d=$(echo "$2 $3 $5 $6" | LC_ALL=C awk ${quoteWord(DELTA)})`,
    'a=$(micro "$2") z=$(micro "$5")',
    `{ printf '{"changed": true, "rc": %s, ' "$c"; printf %s ${quoteWord(known)}`,
    `printf ', "start": "%s", "end": "%s", "delta": "%s"' "$1 $a" "$4 $z" "$d"`,
    `printf ', "stdout": "'; escape "$b.o"; printf '", "stderr": "'; escape "$b.e"`,
    `if [ "$c" = 0 ]; then printf '", "msg": ""}'; else printf '", "failed": true, "msg": "non-zero return code"}'; fi`,
    '} >"$b.w" && mv -f "$b.w" "$r"',
    'rm -f "$b".*',
  ];
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

/** Ends the job's whole group when its time is up, with Ansible's word for it as the result. */
const WATCHDOG = byteString(
  [
    'sleep "$1" || exit',
    `printf '{"failed": true, "msg": "Timeout exceeded", "child_pid": %s}' "$4" >"$2.k" && mv -f "$2.k" "$3"`,
    'kill -9 "-$4"',
    'rm -f "$2".*',
  ].join('; '),
);
