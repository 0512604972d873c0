import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** One thing to be placed, by its path below the folder. */
export interface PlacedFile {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'symlink';
  readonly mode: number;
  readonly link?: string;
  readonly content?: Buffer;
}

/** Whether a relative path stays below the folder that it starts from. */
export function staysInside(path: string): boolean {
  const plain = normalize(path);
  return !plain.startsWith('/') && plain !== '..' && !plain.startsWith('../');
}

/** Whether a symbolic link at `path` points to something below the folder. */
export function linkStaysInside(path: string, link: string): boolean {
  return !link.startsWith('/') && staysInside(join(dirname(path), link));
}

/**
 * Puts files into a new folder beside `target` and renames it to that when it is complete; what was there before is
 * taken away last. Whoever looks sees the old folder or the new one, never half of one. Paths and links must have been checked.
 */
export function placeFolder(target: string, files: readonly PlacedFile[]): void {
  mkdirSync(dirname(target), { recursive: true });
  const fresh = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  let old: string | undefined;
  try {
    chmodSync(fresh, 0o755);
    // Links come last, so that no file can be written through one.
    const order = [...files].sort(
      (a, b) => Number(a.kind === 'symlink') - Number(b.kind === 'symlink'),
    );
    for (const file of order) place(fresh, file);
    if (existsSync(target)) {
      old = mkdtempSync(join(dirname(target), `.${basename(target)}-old-`));
      renameSync(target, join(old, 'was'));
    }
    try {
      renameSync(fresh, target);
    } catch (error) {
      if (old !== undefined) renameSync(join(old, 'was'), target);
      throw error;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    if (old !== undefined) rmSync(old, { recursive: true, force: true });
  }
}

function place(folder: string, file: PlacedFile): void {
  const path = join(folder, file.path);
  mkdirSync(file.kind === 'folder' ? path : dirname(path), { recursive: true, mode: 0o755 });
  if (file.kind === 'symlink') {
    symlinkSync(file.link ?? '', path);
  } else if (file.kind === 'file') {
    writeFileSync(path, file.content ?? '');
    chmodSync(path, file.mode);
  }
}
