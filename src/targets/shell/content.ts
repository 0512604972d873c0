import { readFileSync } from 'node:fs';
import { type DigestThread, filePieces } from '../digest.ts';
import type { Upload } from '../session/frame.ts';
import { encodeText } from '../text.ts';
import type { Content } from '../types.ts';

/** Contents up to this size travel inside the script, larger ones as a stream after a round trip of their own. */
export const INLINE_LIMIT = 128 * 1024;

/** Bytes of a content. */
export function contentSize(content: Content): number {
  return Buffer.isBuffer(content) ? content.length : content.size;
}

/** A small content as a whole. */
export function readContent(content: Content): Buffer {
  return Buffer.isBuffer(content) ? content : readFileSync(encodeText(content.localPath));
}

/** A large content in pieces, hashed on the way where it is a file. */
export function contentUpload(content: Content, thread?: DigestThread): Upload {
  const size = contentSize(content);
  if (!Buffer.isBuffer(content)) {
    const { localPath } = content;
    return { size, open: () => filePieces(encodeText(localPath), size, thread) };
  }
  return { size, open: () => slices(content) };
}

function* slices(content: Buffer): Iterable<Buffer> {
  for (let at = 0; at < content.length; at += 1 << 18) yield content.subarray(at, at + (1 << 18));
}
