import { connect } from 'node:net';
import type { ReadTarget } from '../../targets/types.ts';
import { quoteWords } from '../commands/words.ts';

/** What a connection to a port came to. */
export interface PortAnswer {
  readonly open: boolean;
  /** What the server sent, as far as it was waited for. */
  readonly data: string;
}

/**
 * Connects from the target to a port. With `wants` it reads until that is satisfied, the server ends, or
 * `readTimeout` seconds are over.
 */
export async function probePort(
  target: ReadTarget,
  host: string,
  port: number,
  connectTimeout: number,
  wants?: { readonly satisfied: (data: string) => boolean; readonly readTimeout: number },
): Promise<PortAnswer> {
  if (target.local) return probeDirectly(host, port, connectTimeout, wants);
  const where = quoteWords([host, String(port)]);
  const limit = `timeout ${connectTimeout}`;
  if (wants === undefined) {
    const { rc } = await target.query({
      shell: `if command -v bash >/dev/null; then ${limit} bash -c ': <>"/dev/tcp/$0/$1"' ${where}
elif command -v nc >/dev/null; then nc -z -w ${connectTimeout} ${where} </dev/null
elif command -v perl >/dev/null; then perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => ${connectTimeout})' ${where}
elif command -v python3 >/dev/null; then python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), ${connectTimeout})' ${where}
else exit 127; fi 2>/dev/null`,
      timeout: connectTimeout + 5,
    });
    return { open: rc === 0, data: '' };
  }
  const { rc, stdout } = await target.query({
    shell: `if command -v bash >/dev/null; then exec bash -c ${quoteWords([READ_UNTIL_QUIET])} ${where} ${wants.readTimeout}
elif command -v nc >/dev/null; then { sleep ${wants.readTimeout}; } | timeout ${wants.readTimeout} nc ${where}
else exit 127; fi 2>/dev/null`,
    timeout: wants.readTimeout + 5,
  });
  return { open: rc !== 7 && rc !== 127, data: stdout.toString() };
}

/** bash: prints what the server sends until it ends or has been quiet for a second, $2 seconds at most. */
const READ_UNTIL_QUIET = `exec 3<>"/dev/tcp/$0/$1" || exit 7
while [ $SECONDS -lt $2 ]; do
  if IFS= read -r -t 1 l <&3; then printf '%s\\n' "$l"; got=1; continue; fi
  s=$?; printf %s "$l"
  if [ $s -le 128 ] || [ -n "$got$l" ]; then break; fi
done`;

function probeDirectly(
  host: string,
  port: number,
  connectTimeout: number,
  wants:
    | { readonly satisfied: (data: string) => boolean; readonly readTimeout: number }
    | undefined,
): Promise<PortAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let data = '';
    let open = false;
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ open, data });
    };
    let timer = setTimeout(end, connectTimeout * 1000);
    socket.on('error', end);
    socket.on('close', end);
    socket.on('connect', () => {
      open = true;
      if (wants === undefined) return end();
      clearTimeout(timer);
      timer = setTimeout(end, wants.readTimeout * 1000);
    });
    socket.on('data', (chunk: Buffer) => {
      data += chunk.toString();
      if (wants?.satisfied(data)) end();
    });
  });
}
