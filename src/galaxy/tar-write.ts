const block = 512;

/** A member to be written; folders have no content. */
export interface NewEntry {
  readonly name: string;
  readonly content?: Buffer | undefined;
  readonly mode: number;
}

/** A ustar archive of files and folders that belong to root; names beyond 100 bytes get a pax header. */
export function writeTar(entries: readonly NewEntry[], seconds: number): Buffer {
  const parts: Buffer[] = [];
  for (const { name, content, mode } of entries) {
    const path = content === undefined ? `${name}/` : name;
    if (Buffer.byteLength(path) > 100) {
      const record = paxRecord('path', path);
      parts.push(header('pax', record.length, 0o644, 'x', seconds), padded(record));
    }
    const type = content === undefined ? '5' : '0';
    parts.push(header(path, content?.length ?? 0, mode, type, seconds));
    if (content !== undefined) parts.push(padded(content));
  }
  parts.push(Buffer.alloc(2 * block));
  return Buffer.concat(parts);
}

function header(name: string, size: number, mode: number, type: string, seconds: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  Buffer.from(name).copy(bytes, 0, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(seconds, 136, 12);
  bytes.write('        ', 148, 'latin1');
  bytes.write(type, 156, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

function padded(content: Buffer): Buffer {
  const rest = content.length % block;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(block - rest)]);
}

function paxRecord(key: string, value: string): Buffer {
  const body = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(body);
  let length = size + 1;
  while (String(length).length + size !== length) length = String(length).length + size;
  return Buffer.from(`${length}${body}`);
}
