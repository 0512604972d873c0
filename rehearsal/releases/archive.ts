import { gzipSync } from 'node:zlib';

export interface ArchiveEntry {
  path: string;
  content: string | Buffer;
  mode?: number;
}

/** A .tar.gz of files (ustar); folders appear before what they hold. */
export function tarGz(entries: readonly ArchiveEntry[]): Buffer {
  const blocks: Buffer[] = [];
  const folders = new Set<string>();
  for (const { path, content, mode } of entries) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) {
      const folder = `${parts.slice(0, depth).join('/')}/`;
      if (folders.has(folder)) continue;
      folders.add(folder);
      blocks.push(header(folder, 0, 0o755, '5'));
    }
    const bytes = Buffer.from(content);
    blocks.push(header(path, bytes.length, mode ?? 0o644, '0'), bytes);
    blocks.push(Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  return gzipSync(Buffer.concat(blocks));
}

/** A fixed time of change, so that an archive has the same checksum whenever it's asked for. */
const MODIFIED = 1_517_500_800;

function header(path: string, size: number, mode: number, type: '0' | '5'): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`path too long for a tar header: ${path}`);
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(path, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(MODIFIED, 12), 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
