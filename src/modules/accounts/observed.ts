import type { ReadTarget } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import {
  type GroupEntry,
  type PasswdEntry,
  parseGroups,
  parsePasswd,
  parseShadow,
  type ShadowEntry,
} from './passwd.ts';

/** All that planning a user needs to know of the target. */
export interface ObservedUser {
  readonly entry: PasswdEntry | undefined;
  readonly shadow: ShadowEntry | undefined;
  readonly groups: readonly GroupEntry[];
  readonly hostname: string;
  /** Of the home folder that is, or is to be. */
  readonly homeExists: boolean;
  readonly homeParentExists: boolean;
  readonly redHat: boolean;
  /** busybox has adduser instead of useradd. */
  readonly busybox: boolean;
  /** UMASK of login.defs, octal. */
  readonly umask: string | undefined;
  /** Of the ssh key that is asked for; undefined when none is. */
  readonly key: ObservedKey | undefined;
}

interface ObservedKey {
  readonly path: string;
  readonly folderExists: boolean;
  readonly privateExists: boolean;
  readonly publicExists: boolean;
  readonly fingerprint: string;
  readonly publicKey: string | null;
}

export interface ObservationWish {
  readonly name: string;
  readonly home: string | null;
  readonly local: boolean;
  /** Path of an ssh key, relative to the home folder or absolute. */
  readonly keyFile: string | undefined;
}

/** Looks at users, groups, home and key in one round trip. */
export async function observeUser(
  target: ReadTarget,
  wish: ObservationWish,
): Promise<ObservedUser> {
  const { stdout } = await target.query({ shell: observeScript(wish), env: { LC_ALL: 'C' } });
  const sections = new Map(
    stdout
      .toString()
      .split('\x1e')
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)] as const;
      }),
  );
  const text = (name: string): string => sections.get(name) ?? '';
  const flags = new Set(text('flags').split('\n'));
  const umask = /^UMASK\s+(\d+)$/m.exec(text('umask'))?.[1];
  return {
    entry: parsePasswd(text('passwd').split('\n')[0] ?? ''),
    shadow: parseShadow(text('shadow').split('\n')[0] ?? ''),
    groups: parseGroups(text('groups')),
    hostname: text('hostname').trim(),
    homeExists: flags.has('home'),
    homeParentExists: flags.has('parent'),
    redHat: flags.has('redhat'),
    busybox: flags.has('busybox'),
    umask,
    key: wish.keyFile === undefined ? undefined : parseKey(text),
  };
}

function parseKey(text: (name: string) => string): ObservedKey {
  const flags = new Set(text('keyflags').split('\n'));
  const publicKey = text('publickey').trim();
  return {
    path: text('keypath').trim(),
    folderExists: flags.has('folder'),
    privateExists: flags.has('private'),
    publicExists: flags.has('public'),
    fingerprint: text('fingerprint').trim(),
    publicKey: flags.has('public') ? publicKey : null,
  };
}

function observeScript({ name, home, local, keyFile }: ObservationWish): string {
  const user = quoteWord(name);
  const pattern = quoteWord(`^${name.replace(/[.[\]*^$\\]/g, '\\$&')}:`);
  const passwd = local
    ? `grep ${pattern} /etc/passwd | tail -n 1`
    : `if command -v getent >/dev/null; then getent passwd ${user}; else grep ${pattern} /etc/passwd; fi`;
  return `exec 2>/dev/null
s() { printf '\\036%s\\n' "$1"; }
p=$(${passwd})
case $p in ${user}:*) ;; *) p=;; esac
s passwd; printf '%s\\n' "$p"
s shadow; if command -v getent >/dev/null; then getent shadow ${user}; else grep ${pattern} /etc/shadow; fi
s groups; if command -v getent >/dev/null; then getent group; else cat /etc/group; fi
s hostname; uname -n
s umask; grep '^UMASK' /etc/login.defs
h=${home === null ? '$(printf %s "$p" | cut -d: -f6)' : quoteWord(home)}
s flags; [ -e "$h" ] && echo home; [ -d "\${h%/*}/" ] && echo parent; [ -e /etc/redhat-release ] && echo redhat
command -v useradd >/dev/null || { command -v adduser >/dev/null && echo busybox; }
${keyFile === undefined ? '' : keyReport(keyFile)}
exit 0`;
}

/** Shell text that reports a key; `$p` holds the user's passwd entry. */
function keyReport(keyFile: string): string {
  const path = keyFile.startsWith('/')
    ? `k=${quoteWord(keyFile)}`
    : `k=$(printf %s "$p" | cut -d: -f6)/${quoteWord(keyFile)}`;
  return `${path}; s keypath; printf '%s\\n' "$k"
s keyflags; [ -e "\${k%/*}" ] && echo folder; [ -e "$k" ] && echo private; [ -e "$k.pub" ] && echo public
s fingerprint; [ -e "$k" ] && ssh-keygen -l -f "$k" 2>&1
s publickey; cat "$k.pub"`;
}
