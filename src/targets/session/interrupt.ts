/** As `interruptScript`, and lets the process end itself, a shell with what it does at its end. */
export function endScript(pid: number): string {
  return `kill -TERM ${pid} 2>/dev/null\n${interruptScript(pid)}`;
}

/**
 * Script that kills everything below a process, by /proc or ps(1): what a session's shell runs, seen from another
 * shell of the same user. Twice, so that what was forked meanwhile goes too.
 */
export function interruptScript(pid: number): string {
  return `
__list(){ if [ -r /proc/self/stat ]; then for __p in /proc/[0-9]*/stat; do
__l=; { read -r __l <"$__p"; } 2>/dev/null || continue
__n=@{__l%% *}; __l=@{__l##*")"" "}; set -- $__l; printf '%s %s ' "$__n" "$2"; done
else ps -A -o pid= -o ppid= 2>/dev/null || ps -o pid,ppid; fi; }
__round(){ __K=" ${pid} " __n=1; set -- $(__list)
while [ $__n = 1 ]; do __n=0; __i=0
while [ $__i -lt $# ]; do __c=$1 __w=$2; shift 2; set -- "$@" "$__c" "$__w"; __i=$((__i + 2))
case $__K in *" $__c "*) ;; *) case $__K in *" $__w "*) __K="$__K$__c " __n=1;; esac;; esac
done; done
for __p in $__K; do [ "$__p" = ${pid} ] || kill -9 "$__p" 2>/dev/null; done; }
__round; __round; __e 0`.replaceAll('@{', '$' + '{');
}
