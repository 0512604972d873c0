import { decodeText } from '../../targets/text.ts';
import type { Json, Result } from '../contract.ts';
import { cookiesOf } from './cookies.ts';
import { type HttpFailure, type HttpResponse, headerValue } from './message.ts';

/** Fields of an answer: status, url, msg, cookies and all headers, lower case with `_` for `-`. */
export function responseFields(response: HttpResponse, askedUrl: string): Result {
  const fields: Result = { redirected: response.url !== askedUrl };
  for (const [name] of response.headers) {
    fields[name.toLowerCase().replaceAll('-', '_')] = headerValue(response, name.toLowerCase());
  }
  const good = response.status >= 200 && response.status < 300;
  if (good) {
    const cookies = cookiesOf(response);
    fields.cookies = Object.fromEntries(cookies);
    fields.cookies_string = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  const length = headerValue(response, 'content-length') ?? 'unknown';
  fields.msg = good ? `OK (${length} bytes)` : `HTTP Error ${response.status}: ${response.reason}`;
  fields.status = response.status;
  fields.url = response.url;
  if (typeof fields.location === 'string') {
    fields.location = absoluteLocation(askedUrl, fields.location);
  }
  return fields;
}

/** Fields where there was no answer. */
export function failureFields(failure: HttpFailure, url: string): Result {
  return { redirected: false, status: -1, url, msg: failure.message };
}

function absoluteLocation(url: string, location: string): string {
  if (location.includes('://')) return location;
  if (location.startsWith('/')) return `${new URL(url).origin}${location}`;
  return `${url.slice(0, url.lastIndexOf('/'))}/${location}`;
}

/** Whether a content type may hold JSON (RFC 6839 suffixes too). */
export function maybeJson(response: HttpResponse): boolean {
  const type =
    (headerValue(response, 'content-type') ?? 'application/octet-stream').split(';')[0] ?? '';
  const sub = type.split('/')[1]?.trim().toLowerCase() ?? '';
  const name = sub.includes('+') ? sub.slice(sub.indexOf('+') + 1) : sub;
  return name === 'json' || name === 'javascript';
}

/** Text of a body in the charset that the content type names. */
export function bodyText(response: HttpResponse): string {
  const charset = /charset="?([\w-]+)/i.exec(headerValue(response, 'content-type') ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return decodeText(response.body);
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(response.body);
  } catch {
    return decodeText(response.body);
  }
}

/** The parsed JSON of a text; undefined when it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The name that an answer gives the file that it is. */
export function responseFilename(response: HttpResponse): string {
  const disposition = headerValue(response, 'content-disposition') ?? '';
  const named = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  const last = new URL(response.url).pathname.split('/').at(-1);
  return named ?? (last === undefined || last === '' ? 'index.html' : last);
}
