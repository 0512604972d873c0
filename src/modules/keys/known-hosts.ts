import { createHmac, randomBytes } from 'node:crypto';

/** A line of known_hosts (sshd(8)). */
export interface KnownHost {
  readonly marker: string | undefined;
  readonly host: string;
  readonly type: string;
  readonly key: string;
}

/** @returns undefined for comments, empty lines and what is no key */
export function parseKnownHost(line: string): KnownHost | undefined {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [host, type, key] = words;
  if (host === undefined || host.startsWith('#') || type === undefined || key === undefined) {
    return undefined;
  }
  return { marker, host, type, key };
}

/** Whether a line's host field is about a host: a name in the list, a pattern, or its hash. */
export function isAbout(field: string, host: string): boolean {
  if (field.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = field.split('|');
    const own = createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');
    return own === hash;
  }
  return field.split(',').some((name) => {
    const pattern = name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${pattern.replaceAll('[', '\\[').replaceAll(']', '\\]')}$`, 'i').test(host);
  });
}

/** The line with its host replaced by a salted hash. */
export function hashHost(host: string, line: string): string {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(host).digest('base64');
  const words = line.trim().split(/\s+/);
  words[words[0]?.startsWith('@') ? 1 : 0] = `|1|${salt.toString('base64')}|${hash}`;
  return words.join(' ');
}
