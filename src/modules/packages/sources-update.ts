import type { Command } from '../../targets/types.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import { APT_ENVIRONMENT } from './apt-state.ts';
import { type UpdateOptions, updateShell } from './apt-update.ts';

/**
 * Makes the command that follows a change of sources: it brings the package lists up to date, and puts the files
 * back when that fails.
 * @param before content of the changed files, undefined where there was none
 * @param options undefined for no update
 * @param trusted prints nothing when the key of the new source could not be had: the files are put back then too
 * @returns undefined where there is nothing to do
 */
export function updateOrRestore(
  before: ReadonlyMap<string, string | undefined>,
  options: UpdateOptions | undefined,
  trusted: readonly string[] | undefined,
): Command | undefined {
  if (options === undefined && trusted === undefined) return undefined;
  const steps = [...before].map(([path, text]) =>
    text === undefined
      ? `rm -f ${quoteWord(path)}`
      : `put ${quoteWord(path)} ${text.split('\n').length - 1}`,
  );
  return {
    // The files' lines come by standard input, out of sight of other users: `read` takes no more than its line, and what
    // was not needed is read off at the end.
    shell: `put() {
  t=$(mktemp "$(dirname "$1")/.$(basename "$1")-XXXXXX") || exit 1
  i=0; while [ $i -lt $2 ]; do IFS= read -r l; printf '%s\\n' "$l" || { rm -f "$t"; exit 1; }; i=$((i+1)); done >"$t"
  if [ -e "$1" ]; then chmod --reference="$1" "$t"; chown --reference="$1" "$t"; else chmod 0644 "$t"; fi
  mv -f "$t" "$1"
}
restore() {
${steps.join('\n')}
}
${trusted === undefined ? '' : `[ -n "$(${quoteWords(trusted)} 2>/dev/null </dev/null)" ] || { restore; exit 0; }`}
${options === undefined ? '' : `${updateShell('apt-get', options)}\n[ $updated = failed ] && restore`}
cat >/dev/null
exit 0`,
    env: APT_ENVIRONMENT,
    stdin: [...before.values()].join(''),
  };
}
