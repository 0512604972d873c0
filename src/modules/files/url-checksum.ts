import type { ChecksumAlgorithm } from '../../targets/types.ts';
import { fail } from '../define.ts';
import { urlFilename } from '../http/url-arguments.ts';

const ALGORITHMS: ReadonlySet<string> = new Set([
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
]);

/** `sha256:1234…` or `sha256:http://…/SHA256SUMS` taken apart. @throws ModuleFailure */
export function parseChecksum(
  text: string,
  fields: Record<string, string | null | number | boolean>,
): { algorithm: ChecksumAlgorithm; digest: string; url: string | null } {
  const at = text.indexOf(':');
  if (at < 0) {
    fail('The checksum parameter has to be in format <algorithm>:<checksum>', fields);
  }
  const algorithm = text.slice(0, at);
  const rest = text.slice(at + 1);
  if (!ALGORITHMS.has(algorithm)) {
    fail(
      `Could not hash file '${fields.dest}' with algorithm '${algorithm}'. Available algorithms: ${[...ALGORITHMS].join(', ')}`,
    );
  }
  const url = /^(https?|ftp|file):/.test(rest) ? rest : null;
  const digest = url === null ? hexDigest(rest, fields) : '';
  return { algorithm: algorithm as ChecksumAlgorithm, digest, url };
}

/** A digest without what does not belong to it, in lower case. @throws ModuleFailure */
export function hexDigest(
  text: string,
  fields: Record<string, string | null | number | boolean>,
): string {
  const digest = text.replace(/[^\p{L}\p{N}_]+/gu, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(digest)) fail('The checksum format is invalid', fields);
  return digest;
}

/** The digest of a URL's file within a checksum file (`DIGEST  NAME` lines, or a digest alone); undefined for none. */
export function digestFor(checksums: string, url: string): string | undefined {
  const name = urlFilename(url);
  const lines = checksums.split('\n').filter((line, index, all) => line || index < all.length - 1);
  const [first = ''] = lines;
  if (lines.length === 1 && first.trim().split(/\s+/).length === 1) return first.trim();
  for (const line of lines) {
    const at = line.indexOf(' ');
    if (at < 0) continue;
    const file = line
      .slice(at + 1)
      .replace(/^[ *]/, '')
      .replace(/^[./]+/, '');
    if (file.trimEnd() === name) return line.slice(0, at);
  }
  return undefined;
}
