import { type HttpResponse, headerValue } from './message.ts';

/** Names and values of the cookies that a response sets. */
export function cookiesOf(response: HttpResponse): Map<string, string> {
  const cookies = new Map<string, string>();
  if (headerValue(response, 'set-cookie') === undefined) return cookies;
  for (const [name, value] of response.headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const pair = value.split(';')[0] ?? '';
    const at = pair.indexOf('=');
    if (at > 0)
      cookies.set(
        pair.slice(0, at).trim(),
        pair
          .slice(at + 1)
          .trim()
          .replace(/^"|"$/g, ''),
      );
  }
  return cookies;
}
