import { readFileSync } from 'node:fs';
import { normalize } from 'node:path';
import { digestBytes, digestFile } from '../../targets/digest.ts';
import { encodeText } from '../../targets/text.ts';
import type { Content } from '../../targets/types.ts';

/** A file of the controller on its way to a target. */
export interface CopySource {
  readonly content: Content;
  readonly size: number;
  /** Path below a destination folder: the base name, or the path within a copied tree. */
  readonly name: string;
  /** Path as results and diffs show it, without ways around. */
  readonly shown: string;
  /** So large that it should be read once only: checksums are better taken while it is sent. */
  readonly isLarge: boolean;
  /** Checksums in hex, taken when first asked for. */
  sha1(): Promise<string>;
  md5(): Promise<string>;
}

const LARGE = 4 * 1024 * 1024;

/** Names content, and hashes it when somebody wants to know. */
export function copySource(content: Content, name: string, shown: string): CopySource {
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  const isLarge = !Buffer.isBuffer(content) && size > LARGE;
  const sums = new Map<'sha1' | 'md5', Promise<string>>();
  const hash = async (algorithm: 'sha1' | 'md5'): Promise<string> => {
    const digests =
      isLarge && !Buffer.isBuffer(content)
        ? await digestFile(encodeText(content.localPath), [algorithm])
        : digestBytes(contentBytes(content), [algorithm]);
    return digests[algorithm] ?? '';
  };
  const sum = (algorithm: 'sha1' | 'md5'): Promise<string> => {
    const known = sums.get(algorithm) ?? hash(algorithm);
    sums.set(algorithm, known);
    return known;
  };
  return {
    content,
    size,
    name,
    shown: normalize(shown),
    isLarge,
    sha1: () => sum('sha1'),
    md5: () => sum('md5'),
  };
}

/** All bytes of content, for a diff. */
export function contentBytes(content: Content): Buffer {
  return Buffer.isBuffer(content) ? content : readFileSync(encodeText(content.localPath));
}
