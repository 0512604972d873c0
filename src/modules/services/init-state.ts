import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord } from '../commands/words.ts';

/** What is known of a service that an init script or OpenRC starts. */
export interface InitState {
  /** Path of /etc/init.d/NAME where it is there. */
  readonly script: string | undefined;
  readonly tools: ReadonlySet<string>;
  readonly status: { readonly rc: number; readonly stdout: string; readonly stderr: string };
  /** Runlevels with a start link (`/etc/rc3.d/S01ssh` gives 3). */
  readonly startLevels: ReadonlySet<string>;
  readonly hasStopLinks: boolean;
  /** Output of `chkconfig --list NAME`, `rc-update show`, `systemctl is-enabled NAME`. */
  readonly chkconfig: string;
  readonly rcUpdate: string;
  readonly systemctlEnabled: { readonly rc: number; readonly stdout: string };
  readonly systemctlShow: { readonly rc: number; readonly stdout: string; readonly stderr: string };
  /** systemd is process 1. */
  readonly systemd: boolean;
  /** `ps` shows a process that matches the pattern. */
  readonly matched: boolean;
}

const TOOLS = [
  'service',
  'chkconfig',
  'update-rc.d',
  'rc-service',
  'rc-update',
  'systemctl',
  'insserv',
];

/** Looks at a service by all means there are, in one round trip. */
export async function readInit(
  target: ReadTarget,
  name: string,
  pattern: string | null,
  scriptArguments: string,
): Promise<InitState> {
  const service = quoteWord(name);
  const { stdout } = await target.query({
    shell: `PATH=$PATH:/sbin:/usr/sbin:/bin:/usr/bin; LC_ALL=C; export PATH LC_ALL
${SECTION_FUNCTIONS}has() { command -v "$1" >/dev/null 2>&1; }
s tools; for t in ${TOOLS.join(' ')}; do has "$t" && echo "$t"; done
s flags; [ -f /etc/init.d/${service} ] && echo script
if has systemctl; then for f in /run/systemd/system /dev/.run/systemd /dev/.systemd; do [ -d $f ] && { echo systemd; break; }; done; grep -q systemd /proc/1/comm 2>/dev/null && echo systemd; fi
s start; for f in /etc/rc?.d/S??${service}; do [ -h "$f" ] || [ -e "$f" ] && echo "$f"; done
s stop; for f in /etc/rc?.d/K??${service}; do [ -h "$f" ] || [ -e "$f" ] && echo "$f"; done
has chkconfig && run chkconfig chkconfig --list ${service}
has rc-update && run rcupdate rc-update show
has systemctl && { run enabled systemctl is-enabled ${service}; run show systemctl show ${service}; }
${
  pattern === null
    ? `if has rc-service; then run status rc-service ${service} status
elif has service; then run status service ${service} status ${scriptArguments}
elif [ -f /etc/init.d/${service} ]; then run status /etc/init.d/${service} status; fi`
    : `p=${quoteWord(pattern)}; s matched; ps auxww | while IFS= read -r l; do case $l in *"$p"*) case $l in *pattern=*|*"p=$p"*) ;; *) echo yes; break;; esac;; esac; done`
}
exit 0`,
  });
  const seen = new Sections(stdout);
  const flags = seen.lines('flags');
  return {
    script: flags.includes('script') ? `/etc/init.d/${name}` : undefined,
    tools: new Set(seen.lines('tools')),
    status: {
      rc: seen.rc('status'),
      stdout: seen.text('status.out'),
      stderr: seen.text('status.err'),
    },
    startLevels: new Set(seen.lines('start').map((path) => path.charAt('/etc/rc'.length))),
    hasStopLinks: seen.lines('stop').length > 0,
    chkconfig: seen.text('chkconfig.out'),
    rcUpdate: seen.text('rcupdate.out'),
    systemctlEnabled: { rc: seen.rc('enabled'), stdout: seen.text('enabled.out') },
    systemctlShow: {
      rc: seen.rc('show'),
      stdout: seen.text('show.out'),
      stderr: seen.text('show.err'),
    },
    systemd: flags.includes('systemd'),
    matched: seen.text('matched').trim() === 'yes',
  };
}
