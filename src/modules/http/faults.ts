import { certificateReason, connectionReason } from '../../diagnostics/connection-reason.ts';
import { HttpFailure } from './message.ts';

/** The failure that a connection's error text stands for. */
export function connectionFailure(text: string, host: string): HttpFailure {
  return new HttpFailure(`Request failed: <urlopen error ${connectionReason(text, host)}>`);
}

export function certificateFailure(reason: string, host: string): HttpFailure {
  return new HttpFailure(`Request failed: <urlopen error ${certificateReason(reason, host)}>`);
}

export function timeoutFailure(connected: boolean): HttpFailure {
  return new HttpFailure(
    connected ? 'Connection failure: timed out' : 'Request failed: <urlopen error timed out>',
  );
}
