import type { Step } from '../commands/steps.ts';

/** Runs a command line whose daemons may keep its output open: it goes to files and is shown afterwards. */
export function detachedStep(line: string): Step {
  return {
    shell: `o=$(mktemp) || return 1
${line} >"$o" 2>"$o.err" </dev/null 3>&-
c=$?; cat "$o"; cat "$o.err" >&2; rm -f "$o" "$o.err"; return $c`,
  };
}
