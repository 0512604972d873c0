import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { Controller } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { parseProperties } from './systemctl-show.ts';

export interface UnitQuestion {
  readonly unit: string | null;
  /** `systemctl` with its options. */
  readonly systemctl: readonly string[];
  /** Done before the unit is looked at: what systemd has loaded decides what is found. */
  readonly before: readonly ('daemon-reload' | 'daemon-reexec')[];
}

/** What is known of a unit before anything is changed. */
export interface UnitState {
  readonly status: Readonly<Record<string, string>>;
  readonly found: boolean;
  readonly initScript: boolean;
  /** `systemctl is-enabled`: its word and whether it exited 0. */
  readonly enabledWord: string;
  readonly enabledRc: number;
  /** `systemctl is-enabled -l`, which shows aliases too. */
  readonly enabledLong: string;
  readonly sysvEnabled: boolean;
  readonly chroot: boolean;
}

const KNOWN_WORDS: ReadonlySet<string> = new Set([
  'enabled',
  'enabled-runtime',
  'linked',
  'linked-runtime',
  'masked',
  'masked-runtime',
  'static',
  'indirect',
  'disabled',
  'generated',
  'transient',
]);

/** Asks all of systemd that planning needs, in one round trip. @throws ModuleFailure with Ansible's text */
export async function readUnit(
  target: ReadTarget,
  controller: Controller,
  question: UnitQuestion,
): Promise<UnitState> {
  const { unit } = question;
  const { stdout } = await target.query({
    shell: unitScript(question),
    env: { LC_ALL: 'C', SYSTEMD_COLORS: '0' },
  });
  const seen = new Sections(stdout);
  for (const action of question.before) {
    if (seen.rc(action) !== 0) {
      fail(
        `failure ${seen.rc(action)} during ${action}: ${withNewline(seen.text(`${action}.err`))}`,
      );
    }
  }
  const output = seen.text('show.out');
  const error = seen.text('show.err');
  let status: Record<string, string> = {};
  let systemd = false;
  if (unit !== null && seen.rc('show') === 0 && !wasIgnored(output) && !wasIgnored(error)) {
    status = parseProperties(output);
    systemd = 'LoadState' in status && status.LoadState !== 'not-found';
    if (systemd && status.LoadState !== 'masked' && 'LoadError' in status) {
      fail(`Error loading unit file '${unit}': ${status.LoadError}`);
    }
  } else if (unit !== null) {
    systemd = KNOWN_WORDS.has(seen.text('enabled.out').trim()) || seen.rc('list') === 0;
    if (!systemd && seen.rc('bare') !== 0) {
      fail(seen.text('bare.err').trimEnd(), {
        cmd: quoteWords(question.systemctl),
        rc: seen.rc('bare'),
        stdout: seen.text('bare.out'),
        stderr: withNewline(seen.text('bare.err')),
      });
    }
  }
  const initScript = seen.text('flags').includes('initd');
  if (initScript && !systemd) {
    controller.warn(
      `The service (${unit}) is actually an init script but the system is managed by systemd`,
    );
  }
  return {
    status,
    found: systemd || initScript,
    initScript,
    enabledWord: seen.text('enabled.out').trim(),
    enabledRc: seen.rc('long'),
    enabledLong: seen.text('long.out'),
    sysvEnabled: seen.text('flags').includes('sysvenabled'),
    chroot: seen.text('flags').includes('chroot'),
  };
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function wasIgnored(text: string): boolean {
  return !text.includes('=') && /ignoring request|ignoring command/.test(text);
}

function unitScript({ unit, systemctl, before }: UnitQuestion): string {
  const command = quoteWords(systemctl);
  const lines = [
    `${SECTION_FUNCTIONS}[ -n "$XDG_RUNTIME_DIR" ] || { XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; }`,
    ...before.map((action) => `run ${action} ${command} ${action}`),
  ];
  if (unit !== null) {
    const name = quoteWord(unit);
    lines.push(
      `run show ${command} show ${name}`,
      `run enabled ${command} is-enabled ${name}`,
      `run long ${command} is-enabled ${name} -l`,
      `[ "$c" -ne 0 ] && { run list ${command} list-unit-files ${name}; run bare ${command}; }`,
      `s flags; [ -e /etc/init.d/${name} ] && echo initd
for f in /etc/rc?.d/S??${name}; do [ -e "$f" ] && { echo sysvenabled; break; }; done
[ "$SYSTEMD_OFFLINE" = 1 ] && echo chroot
m=$(stat -Lc '%d %i' / 2>/dev/null); r=$(stat -Lc '%d %i' /proc/1/root/. 2>/dev/null)
if [ -n "$r" ]; then [ "$m" = "$r" ] || echo chroot
else case $(stat -f -c %T / 2>/dev/null) in btrfs) i=256;; xfs) i=128;; *) i=2;; esac; [ "\${m#* }" = "$i" ] || echo chroot; fi`,
    );
  }
  return `${lines.join('\n')}\nexit 0`;
}
