import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { systemAuthorities } from '../../diagnostics/connection-reason.ts';
import { certificateFailure, connectionFailure, timeoutFailure } from './faults.ts';
import type { Endpoint, HttpFailure } from './message.ts';
import { isComplete } from './response.ts';

/** Sends a request over a socket of this process and gives the answer's bytes. @throws HttpFailure */
export async function exchangeDirectly(
  endpoint: Endpoint,
  bytes: Buffer,
  method: string,
): Promise<Buffer> {
  const socket = await openSocket(endpoint);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const end = (failure?: HttpFailure): void => {
      socket.destroy();
      if (failure === undefined) resolve(Buffer.concat(chunks));
      else reject(failure);
    };
    socket.setTimeout(endpoint.request.timeout * 1000, () => end(timeoutFailure(true)));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks), method)) end();
    });
    socket.on('error', (error) =>
      end(chunks.length > 0 ? undefined : connectionFailure(String(error), endpoint)),
    );
    socket.on('end', () => end());
    socket.write(bytes);
  });
}

async function openSocket(endpoint: Endpoint): Promise<Socket> {
  const { proxy, request, secure } = endpoint;
  const plain = await connected(
    request.unixSocket !== undefined
      ? connect({ path: request.unixSocket })
      : connect({ host: proxy?.host ?? endpoint.host, port: proxy?.port ?? endpoint.port }),
    'connect',
    endpoint,
  );
  if (!secure) return plain;
  if (proxy !== undefined) await openTunnel(plain, endpoint);
  const { connect: connectTls } = await import('node:tls');
  const { isIP } = await import('node:net');
  const authorities = request.caPath ?? systemAuthorities();
  return connected(
    connectTls({
      socket: plain,
      ...(isIP(endpoint.host) ? {} : { servername: endpoint.host }),
      host: endpoint.host,
      rejectUnauthorized: request.validateCertificates,
      ...(authorities === undefined ? {} : { ca: readFileSync(authorities) }),
      ...(request.clientCertificate === undefined
        ? {}
        : {
            cert: readFileSync(request.clientCertificate),
            key: readFileSync(request.clientKey ?? request.clientCertificate),
          }),
      ...(request.ciphers === undefined ? {} : { ciphers: request.ciphers.join(':') }),
    }),
    'secureConnect',
    endpoint,
  );
}

function connected<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  endpoint: Endpoint,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const giveUp = (failure: HttpFailure): void => {
      socket.destroy();
      reject(failure);
    };
    socket.setTimeout(endpoint.request.timeout * 1000, () => giveUp(timeoutFailure(false)));
    socket.once('error', (error: NodeJS.ErrnoException) => giveUp(failureOf(error, endpoint)));
    socket.once(event, () => {
      socket.removeAllListeners('error');
      socket.removeAllListeners('timeout');
      resolve(socket);
    });
  });
}

function failureOf(error: NodeJS.ErrnoException, endpoint: Endpoint): HttpFailure {
  if (/CERT|SIGNATURE|ALTNAME|ISSUER/.test(error.code ?? ''))
    return certificateFailure(error.message, endpoint.host);
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  return connectionFailure(`${error.code ?? ''} ${first ?? error.message}`, endpoint);
}

/** Asks a proxy to pass bytes through to the endpoint (CONNECT). */
function openTunnel(socket: Socket, endpoint: Endpoint): Promise<void> {
  const { host, port, proxy } = endpoint;
  return new Promise((resolve, reject) => {
    const auth = proxy?.auth === undefined ? '' : `Proxy-Authorization: ${proxy.auth}\r\n`;
    let answer = '';
    const onData = (chunk: Buffer): void => {
      answer += chunk.toString('latin1');
      if (!answer.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      const status = /^HTTP\/\S+ (\d+) (.*)/.exec(answer);
      if (status?.[1] === '200') resolve();
      else
        reject(
          connectionFailure(
            `Tunnel connection failed: ${status?.[1] ?? ''} ${status?.[2] ?? ''}`,
            endpoint,
          ),
        );
    };
    socket.on('data', onData);
    socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n${auth}\r\n`);
  });
}
