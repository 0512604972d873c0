import type { ReadTarget } from '../../targets/types.ts';
import { ask } from '../commands/program.ts';

/** An identifier of a key, as apt-key's commands take it. */
export interface KeyId {
  /** Its last 8 characters, for `del`. */
  readonly short: string;
  /** At most its last 16, as listings have it. */
  readonly fingerprint: string;
  /** All of it, for key servers. */
  readonly full: string;
}

/** A number in base 16, as Python reads one. */
const HEXADECIMAL = /^\s*[+-]?(?:0x_?)?[0-9a-f]+(?:_[0-9a-f]+)*\s*$/i;

/** Takes an identifier of 8, 16 or more hexadecimal digits, with or without `0x`; undefined for others. */
export function parseKeyId(text: string): KeyId | undefined {
  if (!HEXADECIMAL.test(text)) return undefined;
  const full = text.toUpperCase().replace(/^0X/, '');
  if (full.length <= 16 && full.length !== 8 && full.length !== 16) return undefined;
  return { short: full.slice(-8), fingerprint: full.slice(-16), full };
}

/** The keys and subkeys that a listing of gpg names, by its columns or by its fields; expired ones are left out. */
export function parseKeyListing(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (!/^(?:pub|sub)/.test(line) || line.includes('expired')) continue;
    const columns = (line.trim().split(/\s+/)[1] ?? '').split('/');
    const key = columns.length === 2 ? columns[1] : line.split(':')[4];
    if (key !== undefined) found.push(key);
  }
  return found;
}

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Options that lead apt-key to key servers by the environment's proxy. */
export function keyserverProxy(environment: Readonly<Record<string, string>>): string[] {
  const proxy = PROXIES.map((name) => environment[name]).find(Boolean);
  return proxy === undefined ? [] : ['--keyserver-options', `http-proxy=${proxy}`];
}

const LOCALES = ['C.utf8', 'C.UTF-8', 'en_US.utf8', 'en_US.UTF-8', 'C', 'POSIX'];

/** The locale of the host that Ansible has programs talk in whose output it reads. */
export async function bestLocale(target: ReadTarget): Promise<string> {
  const { stdout } = await ask(target, ['locale', '-a'], { optional: true });
  const known = stdout.trim().split('\n');
  return LOCALES.find((name) => known.includes(name)) ?? 'C';
}
