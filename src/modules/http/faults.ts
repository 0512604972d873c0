import { certificateReason, connectionReason } from '../../diagnostics/connection-reason.ts';
import { type Endpoint, HttpFailure } from './message.ts';

/** The failure that a connection's error text stands for. */
export function connectionFailure(text: string, { host, request }: Endpoint): HttpFailure {
  const reason = connectionReason(text, host);
  const { unixSocket } = request;
  const told = unixSocket === undefined ? reason : `Invalid Socket File (${unixSocket}): ${reason}`;
  return new HttpFailure(`Request failed: <urlopen error ${told}>`);
}

export function certificateFailure(reason: string, host: string): HttpFailure {
  return new HttpFailure(`Request failed: <urlopen error ${certificateReason(reason, host)}>`);
}

export function timeoutFailure(connected: boolean): HttpFailure {
  return new HttpFailure(
    connected ? 'Connection failure: timed out' : 'Request failed: <urlopen error timed out>',
  );
}
