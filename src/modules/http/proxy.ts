import { authorization } from './authorization.ts';
import type { Endpoint } from './message.ts';

/** The proxy that `http_proxy`, `https_proxy` and `no_proxy` of the target's environment name for a URL. */
export function proxyFor(
  url: URL,
  environment: Readonly<Record<string, string>>,
): Endpoint['proxy'] {
  const setting = (name: string): string =>
    environment[name] ?? environment[name.toUpperCase()] ?? '';
  const text = setting(`${url.protocol.slice(0, -1)}_proxy`) || setting('all_proxy');
  if (text === '' || isExcepted(url, setting('no_proxy'))) return undefined;
  const proxy = new URL(text.includes('://') ? text : `http://${text}`);
  return {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port) || 80,
    ...(proxy.username === ''
      ? {}
      : {
          auth: authorization(
            decodeURIComponent(proxy.username),
            decodeURIComponent(proxy.password),
          ),
        }),
  };
}

function isExcepted(url: URL, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/^\./, ''))
    .filter(Boolean)
    .some(
      (entry) =>
        entry === '*' ||
        url.host === entry ||
        url.hostname === entry ||
        url.hostname.endsWith(`.${entry}`),
    );
}
