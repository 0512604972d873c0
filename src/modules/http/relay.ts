import type { ReadTarget } from '../../targets/types.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import { connectionFailure, timeoutFailure } from './faults.ts';
import { type Endpoint, HttpFailure } from './message.ts';

/** Sends a request from the target by whatever there can open a connection. @throws HttpFailure */
export async function exchangeBytes(
  target: ReadTarget,
  endpoint: Endpoint,
  bytes: Buffer,
): Promise<Buffer> {
  const run = await target.query({
    shell: endpoint.secure ? secureScript(endpoint) : plainScript(endpoint),
    stdin: bytes,
    timeout: endpoint.request.timeout,
  });
  if (run.stdout.length > 0) return run.stdout;
  if (run.timedOut) throw timeoutFailure(true);
  const error = run.stderr.toString();
  if (run.rc === 127) {
    throw new HttpFailure(
      `Request failed: the target has no program that can open the connection (tried ${endpoint.secure ? 'openssl, python3' : 'bash, nc, perl, python3'})`,
    );
  }
  if (error.trim() !== '') throw connectionFailure(error, endpoint);
  return run.stdout;
}

function plainScript({ host, port, proxy, request }: Endpoint): string {
  const where = quoteWords([proxy?.host ?? host, String(proxy?.port ?? port)]);
  if (request.unixSocket !== undefined) {
    const path = quoteWord(request.unixSocket);
    return `if command -v nc >/dev/null && nc -h 2>&1 | grep -q -- -U; then exec nc -U ${path}
elif command -v perl >/dev/null; then exec perl -MSocket -e '${PERL_UNIX}' ${path}
elif command -v python3 >/dev/null; then exec python3 -c ${quoteWord(PYTHON_UNIX)} ${path}
else exit 127; fi`;
  }
  return `if command -v bash >/dev/null; then exec bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 7; cat >&3; exec cat <&3' ${where}
elif command -v nc >/dev/null; then exec nc ${where}
elif command -v perl >/dev/null; then exec perl -MSocket -MIO::Socket::INET -e '${PERL_INET}' ${where}
elif command -v python3 >/dev/null; then exec python3 -c ${quoteWord(PYTHON_INET)} ${where}
else exit 127; fi`;
}

function secureScript({ host, port, proxy, request }: Endpoint): string {
  const address = /^[\d.]+$|:/.test(host);
  const options = [
    '-quiet',
    '-connect',
    `${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(address ? [] : ['-servername', host]),
    ...(proxy === undefined ? [] : ['-proxy', `${proxy.host}:${proxy.port}`]),
    ...(request.validateCertificates
      ? ['-verify_return_error', address ? '-verify_ip' : '-verify_hostname', host]
      : []),
    ...(request.caPath === undefined ? [] : ['-CAfile', request.caPath]),
    ...(request.clientCertificate === undefined
      ? []
      : [
          '-cert',
          request.clientCertificate,
          '-key',
          request.clientKey ?? request.clientCertificate,
        ]),
    ...(request.ciphers === undefined ? [] : ['-cipher', request.ciphers.join(':')]),
  ];
  const settings = JSON.stringify({
    host,
    port,
    verify: request.validateCertificates,
    ca: request.caPath,
    cert: request.clientCertificate,
    key: request.clientKey,
  });
  return `if command -v openssl >/dev/null; then exec openssl s_client ${quoteWords(options)}
elif command -v python3 >/dev/null; then exec python3 -c ${quoteWord(PYTHON_TLS)} ${quoteWord(settings)}
else exit 127; fi`;
}

const PERL_COPY =
  'binmode STDIN; binmode STDOUT; local $/; print $s scalar <STDIN>; $s->flush; print while sysread $s, $_, 65536;';
const PERL_INET = `$s = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die "$!\\n"; ${PERL_COPY}`;
const PERL_UNIX = `socket($s, PF_UNIX, SOCK_STREAM, 0) and connect($s, sockaddr_un($ARGV[0])) or die "$!\\n"; $s->autoflush(1); ${PERL_COPY}`;

const PYTHON_COPY = `s.sendall(sys.stdin.buffer.read())
while 1:
    d = s.recv(65536)
    if not d: break
    sys.stdout.buffer.write(d)
`;
const PYTHON_INET = `import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
${PYTHON_COPY}`;
const PYTHON_UNIX = `import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
${PYTHON_COPY}`;
const PYTHON_TLS = `import json, socket, ssl, sys
o = json.loads(sys.argv[1])
c = ssl.create_default_context(cafile=o.get('ca'))
if not o['verify']:
    c.check_hostname = False
    c.verify_mode = ssl.CERT_NONE
if o.get('cert'): c.load_cert_chain(o['cert'], o.get('key'))
try: s = c.wrap_socket(socket.create_connection((o['host'], o['port'])), server_hostname=o['host'])
except ssl.SSLCertVerificationError as e: sys.exit('verify error:num=0:' + e.verify_message)
${PYTHON_COPY}`;
