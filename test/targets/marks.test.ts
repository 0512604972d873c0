import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGreeting } from '../../src/targets/session/greeting.ts';
import { MarkReader } from '../../src/targets/session/marks.ts';

function read(chunks: readonly Buffer[], token = 'TOKEN'): (string | Buffer)[] {
  const seen: (string | Buffer)[] = [];
  const reader = new MarkReader(token, {
    data(chunk) {
      const last = seen.at(-1);
      if (Buffer.isBuffer(last)) seen[seen.length - 1] = Buffer.concat([last, chunk]);
      else seen.push(Buffer.from(chunk));
    },
    mark: (payload) => seen.push(payload),
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

describe('marks in a stream', () => {
  it('are found wherever the stream is cut', () => {
    const bytes = Buffer.from('one\n\nTOKEN:e0 \n\nTOKEN:b\ntwo\nTOKE\nTOKENX\n\n\nTOKEN:z\n');
    const whole = read([bytes]).map(String);
    expect(whole).toEqual(['one\n', 'e0 ', 'b', 'two\nTOKE\nTOKENX\n\n', 'z']);
    for (let at = 1; at < bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).map(String)).toEqual(whole);
    }
    expect(read([...bytes].map((byte) => Buffer.from([byte]))).map(String)).toEqual(whole);
  });

  it('leave every other byte alone', () => {
    const part = fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (parts, size) => {
          const token = 'f'.repeat(24);
          const bytes = Buffer.concat(parts.flatMap((one) => [one, Buffer.from(`\n${token}:b\n`)]));
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += size)
            chunks.push(bytes.subarray(at, at + size));
          const data = read(chunks, token).filter(Buffer.isBuffer);
          expect(Buffer.concat(data as Buffer[]).equals(Buffer.concat(parts))).toBe(true);
        },
      ),
    );
  });
});

describe('a shell’s greeting', () => {
  const greeting =
    'noise from a profile\n\ntroupe-begin\nuid=1000(ann) gid=100(users) groups=100(users),27(sudo),999\nLinux aarch64\n/home/ann\n/home/bob\n4711\n0027\n/bin/tar\n\nbash\ntroupe-end\n';

  it('is read in spite of what is printed before it', () => {
    expect(parseGreeting(`${greeting}rest`)).toEqual({
      length: greeting.length,
      greeting: {
        platform: {
          kernel: 'Linux',
          machine: 'aarch64',
          user: { name: 'ann', uid: 1000, gid: 100, home: '/home/ann' },
        },
        folder: '/home/bob',
        pid: 4711,
        umask: 0o027,
        groups: [100, 27, 999],
        tar: 'plain',
        groupName: 'users',
        shell: 'bash',
      },
    });
  });

  it('is waited for as a whole', () => {
    for (let at = 0; at < greeting.length; at++) {
      expect(parseGreeting(greeting.slice(0, at))).toBeNull();
    }
  });
});
