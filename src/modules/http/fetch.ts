import { TargetError } from '../../diagnostics/errors.ts';
import type { ReadTarget } from '../../targets/types.ts';
import { fail } from '../definition/failure.ts';
import { withTextPath } from '../definition/python-text.ts';
import { exchange } from './exchange.ts';
import { HttpFailure, type HttpRequest, headerValue } from './message.ts';

/** What fetch_url tells of a request: the answer, or why there is none. */
export interface Fetched {
  /** -1 where there was no answer, null for local files. */
  readonly status: number | null;
  /** `OK (12 bytes)`, `HTTP Error 404: Not Found` or `Request failed: …`. */
  readonly msg: string;
  /** After redirects. */
  readonly url: string;
  readonly body: Buffer;
  readonly disposition: string | undefined;
  /** Whole seconds. */
  readonly elapsed: number;
}

/** Fetches a URL (http, https or a file of the target) from the target. */
export async function fetchUrl(target: ReadTarget, request: HttpRequest): Promise<Fetched> {
  const start = Date.now();
  const elapsed = (): number => Math.floor((Date.now() - start) / 1000);
  if (request.url.startsWith('file:')) return fetchFile(target, request);
  try {
    const response = await exchange(target, request);
    const good = response.status >= 200 && response.status < 300;
    const length = headerValue(response, 'content-length') ?? 'unknown';
    return {
      status: response.status,
      msg: good ? `OK (${length} bytes)` : `HTTP Error ${response.status}: ${response.reason}`,
      url: response.url,
      body: response.body,
      disposition: headerValue(response, 'content-disposition'),
      elapsed: elapsed(),
    };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.kind === 'plain') fail(error.message, { url: request.url, status: -1 });
    return {
      status: -1,
      msg: error.message,
      url: request.url,
      body: Buffer.alloc(0),
      disposition: undefined,
      elapsed: elapsed(),
    };
  }
}

async function fetchFile(target: ReadTarget, { url }: HttpRequest): Promise<Fetched> {
  const path = decodeURIComponent(url.replace(/^file:(\/\/[^/]*)?/, ''));
  const failure = (reason: string): string => `Request failed: <urlopen error ${reason}>`;
  let body: Buffer | null = null;
  let msg = failure(`[Errno 2] No such file or directory: '${path}'`);
  try {
    body = await target.readFile(path);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    msg = failure(withTextPath(error.message));
  }
  return {
    status: body === null ? -1 : null,
    msg: body === null ? msg : `OK (${body.length} bytes)`,
    url,
    body: body ?? Buffer.alloc(0),
    disposition: undefined,
    elapsed: 0,
  };
}
