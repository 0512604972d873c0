/** Output of a container that has no terminal: pieces of both streams, each with a head that says which and how long. */
export function separated(bytes: Buffer): {
  readonly all: string;
  readonly stdout: string;
  readonly stderr: string;
} {
  const pieces: { readonly stream: number | undefined; readonly bytes: Buffer }[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    pieces.push({ stream: bytes[at], bytes: bytes.subarray(at + 8, end) });
    at = end;
  }
  const text = (wanted?: number): string =>
    Buffer.concat(
      pieces.filter(({ stream }) => wanted === undefined || stream === wanted).map((p) => p.bytes),
    ).toString();
  return { all: text(), stdout: text(1), stderr: text(2) };
}
