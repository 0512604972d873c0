import { quoteWords } from '../commands/words.ts';

export interface SendOptions {
  /** Shell text that puts the path of a file into `f`: its content is the request's body. */
  readonly file?: string;
  /** Shell text that takes the answer's body from its input, where the answer is no error. */
  readonly take?: string;
  /** What follows when the daemon has turned the connection into a stream; the stream ends with it. */
  readonly input?: Buffer;
}

/**
 * Shell text that sends its input (of which `length` bytes are requests) through the client and prints what comes. The
 * client gets a standard input that never ends (a pipe that it could write to itself): a daemon whose client closed its
 * side gives up what it is about.
 */
export function dialogue(
  client: readonly string[],
  { file, take, input }: SendOptions,
  length: number,
): string {
  const open = `${quoteWords(client)} system dial-stdio`;
  const dial = `${open} 0<>/dev/stdin`;
  if (file !== undefined) {
    return `${file}
n=$(wc -c <"$f") || exit 1
{ sed "s/^Content-Length: 0/Content-Length: $((n))/"; cat "$f"; } | ${dial}`;
  }
  if (input !== undefined) return streamed(open, length);
  if (take === undefined) return `cat | ${dial}`;
  return `cat | ${dial} | {
end=$(printf '\\r')
IFS= read -r head
printf '%s\\n' "$head"
case $head in *' 200 '*) ;; *) cat; exit 0;; esac
while IFS= read -r head && [ "$head" != "$end" ]; do printf '%s\\n' "$head"; done
printf '\\r\\n'
${take}
}`;
}

/** The daemon loses what reaches it before it has answered that a stream begins, so the rest waits for that. */
function streamed(open: string, length: number): string {
  return `d=$(mktemp -d) && mkfifo "$d/status" || exit 1
trap 'rm -rf "$d"' EXIT
{ head -c ${length}; read -r status <"$d/status"; [ "$status" != 101 ] || cat; } | ${open} | {
IFS= read -r head
printf '%s\\n' "$head"
case $head in *' 101 '*) echo 101;; *) echo none;; esac >"$d/status"
cat
}`;
}
