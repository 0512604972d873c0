const TYPES: ReadonlySet<string> = new Set([
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'webauthn-sk-ecdsa-sha2-nistp256@openssh.com',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp384-cert-v01@openssh.com',
  'ecdsa-sha2-nistp521',
  'ecdsa-sha2-nistp521-cert-v01@openssh.com',
  'sk-ssh-ed25519@openssh.com',
  'sk-ssh-ed25519-cert-v01@openssh.com',
  'ssh-ed25519',
  'ssh-ed25519-cert-v01@openssh.com',
  'ssh-dss',
  'ssh-rsa',
  'ssh-xmss@openssh.com',
  'ssh-xmss-cert-v01@openssh.com',
  'rsa-sha2-256',
  'rsa-sha2-512',
  'ssh-rsa-cert-v01@openssh.com',
  'rsa-sha2-256-cert-v01@openssh.com',
  'rsa-sha2-512-cert-v01@openssh.com',
  'ssh-dss-cert-v01@openssh.com',
]);

/** A line of authorized_keys (sshd(8)); lines that are no keys keep their text alone. */
export interface AuthorizedKey {
  readonly key: string;
  readonly type: string | undefined;
  /** Options as they are written, comma separated. */
  readonly options: string;
  readonly comment: string;
  /** Place in the file. */
  readonly rank: number;
}

/** @returns undefined for what is no key */
export function parseAuthorizedKey(line: string, rank: number): AuthorizedKey | undefined {
  const words = line.replaceAll('\\#', '#').split(/\s+/).filter(Boolean);
  if (words[0] === '#') return { key: line, type: undefined, options: '', comment: '', rank };
  const at = words.findIndex((word) => TYPES.has(word));
  const type = words[at];
  const key = words[at + 1];
  if (at < 0 || type === undefined || key === undefined) return undefined;
  return {
    key,
    type,
    options: normalizeOptions(words.slice(0, at).join(' ')),
    comment: words.slice(at + 2).join(' '),
    rank,
  };
}

/** Options with doubles removed; quoted commas stay. */
export function normalizeOptions(text: string): string {
  const options = text.match(/(?:[^,"']|"[^"]*"|'[^']*')+/g) ?? [];
  return [...new Set(options)].join(',');
}

/** Keys of a file by their key text, and lines that are none by themselves. */
export function parseAuthorizedKeys(content: string): Map<string, AuthorizedKey> {
  const keys = new Map<string, AuthorizedKey>();
  (content.match(/[^\n]*\n|[^\n]+$/g) ?? []).forEach((line, rank) => {
    const parsed = parseAuthorizedKey(line, rank);
    if (parsed?.type !== undefined) keys.set(parsed.key, parsed);
    else keys.set(line, { key: line, type: undefined, options: '', comment: '', rank });
  });
  return keys;
}

export function serializeAuthorizedKeys(keys: Iterable<AuthorizedKey>): string {
  return [...keys]
    .sort((a, b) => a.rank - b.rank)
    .map(({ key, type, options, comment }) =>
      type === undefined
        ? key
        : `${options === '' ? '' : `${options} `}${type} ${key} ${comment}\n`,
    )
    .join('');
}
