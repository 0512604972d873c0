import type { ReadTarget } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import { fail } from '../definition/failure.ts';
import { aptErrors, UNREADABLE } from './apt-errors.ts';
import { APT_ENVIRONMENT, STAMPS } from './apt-state.ts';

export interface UpdateOptions {
  /** How often to try; never at 0, which fails. */
  readonly retries: number;
  /** Longest pause between tries, in seconds. */
  readonly maxDelay: number;
  /** Seconds to wait for apt's lock. */
  readonly lockTimeout: number;
}

/** apt's words for indexes that could not be fetched for now, which it tells as a warning. */
const TRANSIENT = 'W: Some index files failed to download';

/** apt's words where the lists belong to somebody else. */
const NOT_ALLOWED = 'Could not open lock file';

/**
 * Shell text that brings the package lists up to date. It prints `ok`, or `failed` (`unreadable` where apt can't
 * even read its sources and lists) and what apt printed; the variable `updated` then holds that word.
 */
export function updateShell(aptGet: string, options: UpdateOptions): string {
  const { retries, maxDelay, lockTimeout } = options;
  const unreadable = UNREADABLE.map((text) => `*${quoteWord(text)}*`).join('|');
  return `n=0; o=; updated=failed
while [ $n -lt ${retries} ]; do
  [ $n -gt 0 ] && { d=$((1 << (n-1))); [ $d -gt ${maxDelay} ] && d=${maxDelay}; sleep $d; }
  if o=$(${quoteWord(aptGet)} -q -o DPkg::Lock::Timeout=${lockTimeout} update 2>&1 </dev/null); then
    case $o in *${quoteWord(TRANSIENT)}*) ;; *) updated=ok; break;; esac
  fi
  case $o in ${unreadable}) updated=unreadable; break;; *${quoteWord(NOT_ALLOWED)}*) break;; esac
  n=$((n+1))
done
echo $updated; [ $updated = ok ] || printf '%s\\n' "$o"`;
}

interface UpdateProblem {
  /** Neither may be tried again: what apt has can't be read, or its lists may not be locked. */
  readonly kind: 'unreadable' | 'locked' | 'failed';
  readonly text: string;
}

/** apt's errors and warnings of an update that failed, tried again or not; undefined where it did not. */
export function updateProblem(printed: string, isAgain = false): UpdateProblem | undefined {
  if (printed.startsWith('ok')) return undefined;
  const { text: told, errors } = aptErrors(printed);
  const text = withNotices(told, isAgain);
  const [, lock, folder] =
    /^(E:Could not open lock file (\/.*\/)lock .*?)(?:, [EW]:|$)/.exec(text) ?? [];
  if (lock !== undefined)
    return { kind: 'locked', text: `Failed to lock directory ${folder}: ${lock}` };
  const kind = printed.startsWith('unreadable') ? 'unreadable' : 'failed';
  return { kind, text: errors ? text : 'unknown reason' };
}

const UNTRUSTED =
  /E:The repository '[^']*' (?:does not have a Release file|no longer has a Release file|is not signed|is no longer signed)\./g;
const NOTICES =
  "W:Updating from such a repository can't be done securely, and is therefore disabled by default., " +
  'W:See apt-secure(8) manpage for repository creation and user configuration details., ';

/**
 * Repositories that can't be trusted bring notices, which python-apt tells as warnings and apt-get -q keeps to itself.
 * Those after the last error come up at the next try, before the first.
 */
function withNotices(text: string, isAgain: boolean): string {
  let isFirst = !isAgain;
  return text.replace(UNTRUSTED, (error) => {
    const before = isFirst ? '' : NOTICES;
    isFirst = false;
    return before + error;
  });
}

/** How the apt module words it. */
const WORDED = {
  unreadable: '',
  locked: 'Failed to lock apt for exclusive operation: ',
  failed: 'Failed to update apt cache: ',
} as const;

/**
 * Brings the package lists up to date. It is done while planning: what is to be installed depends on it, and it
 * changes nothing but apt's cache.
 * @returns the cache's new time. @throws ModuleFailure when all tries fail
 */
export async function updateCache(
  target: ReadTarget,
  aptGet: string,
  options: UpdateOptions,
): Promise<number> {
  const { stdout } = await target.query({
    shell: `${updateShell(aptGet, options)}
for f in ${STAMPS}; do [ -e $f ] && break; done; stat -c 'time %Y' $f`,
    env: APT_ENVIRONMENT,
  });
  const text = stdout.toString();
  const problem = updateProblem(text, options.retries > 1);
  if (problem !== undefined) fail(`${WORDED[problem.kind]}${problem.text}`);
  return Number(/^time (\d+)$/m.exec(text)?.[1] ?? 0);
}
