import type { HttpReply } from './http-messages.ts';

/** What went wrong in the dealings with a daemon; modules say what they were about then. */
export class DockerTrouble extends Error {}

/** What the daemon said against a request, in the words of Docker's library for Python. */
export class DockerError extends DockerTrouble {
  readonly status: number;
  /** The daemon's own words. */
  readonly explanation: string;

  constructor({ status, reason, body }: HttpReply, url: string) {
    const explanation = explanationOf(body);
    const kind = status < 500 ? 'Client' : 'Server';
    const words = explanation === '' ? '' : ` ("${explanation}")`;
    super(`${status} ${kind} Error for ${url}: ${reason}${words}`);
    this.status = status;
    this.explanation = explanation;
  }
}

function explanationOf(body: Buffer): string {
  const text = body.toString();
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? '');
  } catch {
    return text.trim();
  }
}
