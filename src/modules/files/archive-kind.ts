/** A kind of archive, with the class that Ansible handles it by. */
export interface ArchiveKind {
  readonly handler: string;
  /** tar's option for the compression; null for zip. */
  readonly tarFlag: string | null;
}

const KINDS: readonly (readonly [magic: string, kind: ArchiveKind])[] = [
  ['504b0304', { handler: 'ZipArchive', tarFlag: null }],
  ['504b0506', { handler: 'ZipArchive', tarFlag: null }],
  ['1f8b', { handler: 'TgzArchive', tarFlag: '-z' }],
];

/** Tells the kind by the first bytes; of other compressions tar itself finds out, as it does of none. */
export function archiveKind(bytes: Buffer): ArchiveKind {
  const hex = bytes.toString('hex');
  const found = KINDS.find(([magic]) => hex.startsWith(magic));
  return found?.[1] ?? { handler: 'TarArchive', tarFlag: '' };
}
