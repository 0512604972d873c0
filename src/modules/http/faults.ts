import { HttpFailure } from './message.ts';

/** Texts of system errors as tools print them, with their numbers. */
const ERRORS: readonly (readonly [pattern: RegExp, number: number, text: string])[] = [
  [/connection refused|ECONNREFUSED/i, 111, 'Connection refused'],
  [/no route to host|EHOSTUNREACH/i, 113, 'No route to host'],
  [/network is unreachable|ENETUNREACH/i, 101, 'Network is unreachable'],
  [/connection reset|ECONNRESET/i, 104, 'Connection reset by peer'],
  [/temporary failure in name resolution|EAI_AGAIN/i, -3, 'Temporary failure in name resolution'],
  [
    /name or service not known|nodename nor servname|unknown host|bad address|ENOTFOUND/i,
    -2,
    'Name or service not known',
  ],
  [/no such file|ENOENT/i, 2, 'No such file or directory'],
  [/permission denied|EACCES/i, 13, 'Permission denied'],
];

/** The failure that a connection's error text stands for. */
export function connectionFailure(text: string): HttpFailure {
  const verify = /verify error:num=\d+:(.*)/i.exec(text)?.[1]?.trim();
  if (verify !== undefined) return certificateFailure(verify);
  const known = ERRORS.find(([pattern]) => pattern.test(text));
  const reason = known === undefined ? text.trim() : `[Errno ${known[1]}] ${known[2]}`;
  return new HttpFailure(`Request failed: <urlopen error ${reason}>`);
}

export function certificateFailure(reason: string): HttpFailure {
  return new HttpFailure(
    `Request failed: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${reason} (_ssl.c:992)>`,
  );
}

export function timeoutFailure(connected: boolean): HttpFailure {
  return new HttpFailure(
    connected ? 'Connection failure: timed out' : 'Request failed: <urlopen error timed out>',
  );
}
