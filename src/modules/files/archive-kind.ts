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
  ['425a68', { handler: 'TarBzipArchive', tarFlag: '-j' }],
  ['fd377a585a00', { handler: 'TarXzArchive', tarFlag: '-J' }],
  ['28b52ffd', { handler: 'TarZstdArchive', tarFlag: '--use-compress-program=zstd' }],
];

/** Tells the kind by the first bytes; what is none of the others is taken for a plain tar. */
export function archiveKind(bytes: Buffer): ArchiveKind {
  const hex = bytes.toString('hex');
  const found = KINDS.find(([magic]) => hex.startsWith(magic));
  return found?.[1] ?? { handler: 'TarArchive', tarFlag: '' };
}
