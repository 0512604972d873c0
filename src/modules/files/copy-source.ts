import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import type { Content } from '../../targets/types.ts';

/** A file of the controller on its way to a target. */
export interface CopySource {
  readonly content: Content;
  readonly size: number;
  /** Path below a destination folder: the base name, or the path within a copied tree. */
  readonly name: string;
  /** Path as results and diffs show it. */
  readonly shown: string;
  readonly sha1: string;
  readonly md5: string;
}

/** Files above this size are hashed as a stream. */
const LARGE = 16 * 1024 * 1024;

/** Hashes content and names it. */
export async function copySource(
  content: Content,
  name: string,
  shown: string,
): Promise<CopySource> {
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  const sha1 = createHash('sha1');
  const md5 = createHash('md5');
  if (Buffer.isBuffer(content) || size <= LARGE) {
    const bytes = Buffer.isBuffer(content) ? content : readFileSync(content.localPath);
    sha1.update(bytes);
    md5.update(bytes);
  } else {
    for await (const chunk of createReadStream(content.localPath)) {
      sha1.update(chunk as Buffer);
      md5.update(chunk as Buffer);
    }
  }
  return { content, size, name, shown, sha1: sha1.digest('hex'), md5: md5.digest('hex') };
}

/** All bytes of content, for a diff. */
export function contentBytes(content: Content): Buffer {
  return Buffer.isBuffer(content) ? content : readFileSync(content.localPath);
}
