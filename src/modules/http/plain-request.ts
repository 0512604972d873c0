import type { ReadTarget } from '../../targets/types.ts';
import { type Fetched, fetchUrl } from './fetch.ts';

/** Fetches a URL as modules do that know no more of it (fetch_url without options). */
export function fetchPlain(
  target: ReadTarget,
  url: string,
  validateCertificates = true,
): Promise<Fetched> {
  return fetchUrl(target, {
    url,
    method: 'GET',
    headers: [['User-Agent', 'ansible-httpget']],
    timeout: 10,
    followRedirects: 'urllib2',
    unredirectedHeaders: [],
    forceBasicAuth: false,
    validateCertificates,
    useProxy: true,
    decompress: true,
  });
}
