import { randomBytes } from 'node:crypto';
import { quoteWord } from '../quote.ts';
import type { Greeting } from './greeting.ts';

/**
 * The shell functions that frames call, as script text: POSIX sh, built-ins where they will do. All names begin with
 * `__`, nothing is exported, and no descriptor above 2 stays open, so that commands see none of it.
 *
 * Functions give errno(3) numbers where the shell can tell what is wrong without asking a tool.
 */
export function shellFunctions(token: string, greeting: Greeting, remoteTmp: string): string {
  const { platform } = greeting;
  const { user } = platform;
  const folder = remoteTmp.replace(/^~(?=\/|$)/, user.home.replace(/\/$/, ''));
  const variables = [
    `__T=${token}`,
    `__R=${quoteWord(folder)}`,
    `__N=ansible-tmp-${randomBytes(8).toString('hex')}`,
    `__I=${user.uid}:${user.gid}`,
    `__U=${greeting.umask.toString(8).padStart(4, '0')}`,
  ];
  const tools = isBsd(platform.kernel) ? BSD : GNU;
  // `@{` stands for `${`, which a template literal can't hold.
  const script = (COMMON + tools).replaceAll('@{', '$' + '{');
  return `${variables.join(';')}\n${script}exec 2>&1\n`;
}

/** Whether stat(1), md5(1) and the like are those of the BSDs. */
function isBsd(kernel: string): boolean {
  return /^(Darwin|DragonFly|.*BSD)$/.test(kernel);
}

const COMMON = String.raw`
__D= __h= __P= __C= __L= __A=
[ -n "@{LC_ALL+x}" ] || LC_ALL=C
[ ! -e /sys/fs/selinux/enforce ] || __L=1
command -v setfacl >/dev/null 2>&1 && __A=1
if [ -r /proc/uptime ]; then __u(){ read -r __v __n </proc/uptime; }; else __u(){ __v=; }; fi
__b(){ printf '\n%s:b\n' "$__T"; }
__e(){ printf '\n%s:e%s %s\n' "$__T" "$1" "$__h"; __h=; return "$1"; }
__f(){ return "$1"; }
__z(){ printf '\n%s:z\n' "$__T"; }
__m(){ __q=$1
while :; do
case $__q in */*) __q=@{__q%/*};; *) __q=.;; esac
[ -n "$__q" ] || __q=/
[ ! -e "$__q" ] || break
case $__q in /|.) break;; esac
done
[ ! -d "$__q" ] || [ -x "$__q" ] || return 13
return 2; }
__s(){ __a=$1 __f= __n=$(($# - 1)); shift
while [ $__n != 0 ]; do
__o=$1 __p=$2 __g= __k=; shift 2; __n=$((__n - 2))
if [ -L "$__p" ]; then
case $__o in *l*) __k=AL;; esac
if [ -e "$__p" ]; then case $__o in *f*) __k=B$__k;; esac; __g=al; else __g=ald; fi
elif [ -e "$__p" ]; then __k=A __g=a
else __m "$__p"; __g=$?; fi
if [ -n "$__k" ]; then
[ ! -r "$__p" ] || __g=@{__g}r
[ ! -w "$__p" ] || __g=@{__g}w
[ ! -x "$__p" ] || __g=@{__g}x
if [ -f "$__p" ] && [ -r "$__p" ]; then
case $__g$__o in a[!l]*c*|a*k*) __k=@{__k}C __g=@{__g}c;; esac
fi
set -- "$@" $__k "$__p"
fi
__f="$__f $__g"
done
printf '%s\n' "$__f"
__sf A "$@"; __sf B "$@"; __sf L "$@"
[ -z "$__a" ] || { __b; __sf C "$@"; }
return 0; }
__sf(){ __o=$1 __n=$(($# - 1)); shift
while [ $__n != 0 ]; do
case $1 in *$__o*) set -- "$@" "$2";; esac
shift 2; __n=$((__n - 2))
done
[ $# != 0 ] || return 0
case $__o in
A) __st "$@";;
B) __st -L "$@";;
C) __cs "$__a" "$@";;
L) for __p do __b; readlink "$__p"; __b; __rl "$__p"; done;;
esac 2>/dev/null
return 0; }
__r(){ if [ -d "$1" ]; then return 21; fi
[ -e "$1" ] || { __m "$1"; return; }
[ -r "$1" ] || return 13
if [ -n "$2" ]; then dd if="$1" bs=65536 count="$2" 2>/dev/null; else cat "$1"; fi; }
__l(){ if [ ! -d "$1" ]; then [ ! -e "$1" ] || return 20; __m "$1"; return; fi
[ -r "$1" ] && [ -x "$1" ] || return 13
__p=@{1%/}/
set -- "$__p"* "$__p".[!.]* "$__p"..?*
printf '%s\0' "$@"; __b
for __q in '*' '.[!.]*' '..?*'; do if [ -e "$__p$__q" ] || [ -L "$__p$__q" ]; then printf y; else printf n; fi; done; }
__w(){ __r=
case $1 in */*) [ -f "$1" ] && [ -x "$1" ] && __r=$1; return;; esac
__i=$IFS; IFS=:; set -f; set -- "$1" $2; set +f; IFS=$__i
__q=$1; shift
for __p do __p=@{__p:-.}; if [ -f "$__p/$__q" ] && [ -x "$__p/$__q" ]; then __r=$__p/$__q; return 0; fi; done
return 2; }
__k(){ if [ -n "$2" ]; then
if [ ! -d "$2" ]; then [ ! -e "$2" ] || return 120; __m "$2"; return $(($? + 100)); fi
[ -x "$2" ] || return 113
fi
case $1 in */*) ;; *) __w "$1" "$3"; return;; esac
case $1 in /*) __p=$1;; *) __p=@{2:-.}/$1;; esac
[ -e "$__p" ] || { __m "$__p"; return; }
[ -f "$__p" ] && [ -x "$__p" ] || return 13
case $__p in /bin/*|/sbin/*|/usr/*) return 0;; esac
[ -r "$__p" ] || return 0
__l=; IFS= read -r __l <"$__p"
case $__l in
'#!'*) __l=@{__l#??}; set -f; set -- $__l; set +f; [ -e "$1" ] || return 2;;
*[!' '-~'	']*) ;;
*) return 8;;
esac
return 0; }
__d(){ [ -z "$__D" ] || return 0
umask 077
for __p in "$__R" /var/tmp /tmp; do
[ -d "$__p" ] || mkdir -p "$__p" 2>/dev/null
if mkdir "$__p/$__N" 2>/dev/null; then __D=$__p/$__N; break; fi
done
umask "$__U"
[ -n "$__D" ] || { printf '%s' "Failed to create temporary directory"; return 13; }
trap 'rm -rf "$__D"' EXIT
trap 'exit 1' HUP TERM PIPE
printf '\n%s:b\n' "$__T" >"$__D/t"; }
__x(){ __q=$__v; __u; __g=
[ "$1" -le 128 ] || [ ! -s "$__D/s" ] || __g=s
printf '%s|%s|%s|%s' "$1" "$__g" "$__q" "$__v"; __b
if [ ! -s "$__D/$2o" ]; then __b; [ ! -s "$__D/$2e" ] || cat "$__D/$2e"
elif [ ! -s "$__D/$2e" ]; then cat "$__D/$2o"; __b
else cat "$__D/$2o" "$__D/t" "$__D/$2e"; fi
__e 0; }
__wa(){ __h=open __om= __ou= __og= __B= __t=
if [ -d "$1" ]; then return 21; fi
[ -e "$1" ] || return 0
set -- "$1" "$2" "$3" $(__sa "$1")
__om=$4 __ou=$5 __og=$6
[ -n "$__om" ] || return 5
[ -n "$2" ] || return 0
__h=backup __n=$$ __q=$(date +%Y-%m-%d@%H:%M:%S)
__B=$1.$__n.$__q~
while [ -e "$__B" ]; do __n=$((__n + 1)); __B=$1.$__n.$__q~; done
cp -p "$1" "$__B"; }
__wm(){ __m=@{2:-@{__om:-$3}} __c= __h=create
if [ -n "$4$__A" ] || [ -g "$1" ] || { [ -n "$__ou" ] && [ "$__ou:$__og" != "$__I" ]; }; then __c=$__m; umask 077
else case $__m in *[!0246]*|????*) __c=$__m; umask 077;; *) umask $((666 - __m));; esac; fi
set -C; }
__wu(){ set +C; umask "$__U"; __h=content; }
__wz(){ __h=chown __i=@{__I%%:*} __j=@{__I#*:}
if [ "$__i" = 0 ]; then
__ou=@{4:-@{__ou:-0}} __og=@{5:-@{__og:-$__j}}
if [ "$__ou:$__og" != "$__I" ] || [ -g "$3" ]; then chown "$__ou:$__og" "$2" || return; fi
else
if [ -g "$3" ] || { [ -n "$__ou" ] && [ "$__ou:$__og" != "$__I" ]; }; then { chgrp "@{__og:-$__j}" "$2"; chown "@{__ou:-$__i}" "$2"; } 2>/dev/null; fi
[ -z "$4$5" ] || chown "$4@{5:+:$5}" "$2" || return
fi
__h=chmod
[ -z "$__c" ] || chmod "$__c" "$2" || return
[ -z "$__L" ] || [ -z "$__om" ] || chcon --reference="$1" "$2" 2>/dev/null
__h=rename; }
__wb(){ [ -z "$__B" ] || printf %s "$__B"; __h=; }
__up(){ { printf '\n%s:r\n' "$__T" >&2
if [ -z "$__C" ]; then if dd if=/dev/null iflag=count_bytes,fullblock count=1 2>/dev/null; then __C=dd; else __C=head; fi; fi
if [ $__C = dd ]; then dd bs=65536 count="$1" iflag=count_bytes,fullblock 2>/dev/null; else head -c "$1"; fi
} <&9 || { printf '\n%s:f\n' "$__T" >&2; LC_ALL=C sed "/^$__T.end\$/q" <&9 >/dev/null; return 28; }
IFS= read -r __q <&9 && [ "$__q" = ok ] || return 5; }
`;

const GNU = `
__sa(){ LC_ALL=C stat -L -c '%a %u %g' "$1"; }
__st(){ if [ "$1" = -L ]; then shift; set -- -L -c '%f %u %g %s %.9X %.9Y %.9Z %i %d %h %b %o %t %T|%U|%G' "$@"; else set -- -c '%f %u %g %s %.9X %.9Y %.9Z %i %d %h %b %o %t %T|%U|%G' "$@"; fi; LC_ALL=C stat "$@"; }
__rl(){ readlink -m "$1" || readlink -f "$1"; }
__cs(){ __q=$1; shift; "@{__q}sum" "$@"; }
`;

const BSD = `
__sa(){ stat -L -f '%Mp%03Lp %u %g' "$1"; }
__st(){ if [ "$1" = -L ]; then shift; set -- -L -f '%Xp %u %g %z %Fa %Fm %Fc %i %d %l %b %k %Hr %Lr|%Su|%Sg' "$@"; else set -- -f '%Xp %u %g %z %Fa %Fm %Fc %i %d %l %b %k %Hr %Lr|%Su|%Sg' "$@"; fi; stat "$@"; }
__rl(){ readlink -f "$1" || realpath "$1"; }
__cs(){ __q=$1; shift; for __p do if command -v "@{__q}sum" >/dev/null; then "@{__q}sum" "$__p"; else "$__q" -r "$__p"; fi; done; }
`;
