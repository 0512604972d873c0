import { createHash } from 'node:crypto';
import {
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DigestThread, digestBytes, digestFile, filePieces } from '../../src/targets/digest.ts';
import { temporaryFolder } from './support/folder.ts';
import { KINDS, type OpenTarget } from './support/shells.ts';

const root = temporaryFolder();
const MiB = 1 << 20;

/** Bytes that repeat nowhere near. */
function noise(length: number): Buffer {
  return Buffer.from(
    Uint32Array.from({ length: length / 4 + 1 }, (_, i) => i * 2654435761).buffer,
  ).subarray(0, length);
}
const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

describe('digests', () => {
  it.each([0, 1, MiB - 1, MiB, MiB + 1, 4 * MiB, 9 * MiB + 5])('hashes %i bytes', async (size) => {
    const bytes = noise(size);
    const path = join(root, `f${size}`);
    writeFileSync(path, bytes);
    const expected = { sha1: sha1(bytes), md5: md5(bytes) };
    expect(await digestFile(path, ['sha1', 'md5'])).toEqual(expected);
    expect(digestBytes(bytes, ['sha1', 'md5'])).toEqual(expected);
  });

  it('gives as many bytes as were asked for, or as there are', async () => {
    const bytes = noise(3 * MiB);
    const path = join(root, 'pieces');
    writeFileSync(path, bytes);
    for (const size of [0, 1, 2 * MiB + 7, 5 * MiB]) {
      const thread = new DigestThread(['sha1']);
      const pieces: Buffer[] = [];
      for await (const piece of filePieces(path, size, thread)) pieces.push(Buffer.from(piece));
      const wanted = bytes.subarray(0, size);
      expect(Buffer.concat(pieces).equals(wanted)).toBe(true);
      expect((await thread.digests()).sha1).toBe(sha1(wanted));
      thread.close();
    }
  });
});

describe.each(KINDS)('transfers over %s', (name, open) => {
  let opened: OpenTarget;
  const at = (file: string) => join(root, `${name.replace(/\W/g, '')}-${file}`);
  beforeAll(async () => {
    process.umask(0o022);
    opened = await open();
  });
  afterAll(() => opened.close());

  it('tells the checksums of what was written', async () => {
    const large = noise(3 * MiB + 11);
    writeFileSync(at('large'), large);
    const contents = [
      Buffer.from('small'),
      large,
      { localPath: at('large'), size: large.length },
      { localPath: at('large'), size: large.length },
    ];
    const outcomes = await opened.target.apply(
      contents.map((content, index) => ({
        op: 'write',
        path: at(`to${index}`),
        content,
        ...(index < 3 ? { digests: ['md5', 'sha1'] } : {}),
      })),
    );
    const of = (bytes: Buffer) => ({ digests: { md5: md5(bytes), sha1: sha1(bytes) } });
    expect(outcomes).toEqual([of(Buffer.from('small')), of(large), of(large), {}]);
    expect(readFileSync(at('to2')).equals(large)).toBe(true);
    expect(readFileSync(at('to3')).equals(large)).toBe(true);
  });

  it.skipIf(name === 'direct')('says so when a file has become shorter', async () => {
    writeFileSync(at('shrunk'), noise(300_000));
    const content = { localPath: at('shrunk'), size: 2 * MiB };
    const digests = ['sha1'] as const;
    const write = { op: 'write', path: at('half'), content, digests } as const;
    await expect(opened.target.apply([write])).rejects.toThrow(/became shorter/);
    expect(await opened.target.stat(at('half'))).toBeNull();
  });

  it('downloads with checksums, to where a link leads, under the mode that was there', async () => {
    const content = noise(5 * MiB + 3);
    writeFileSync(at('remote'), content, { mode: 0o600 });
    const sums = { sha1: sha1(content), md5: md5(content) };
    const { target } = opened;
    expect(await target.download(at('remote'), at('new'), ['sha1', 'md5'])).toEqual(sums);
    expect(statSync(at('new')).mode & 0o777).toBe(0o644);
    writeFileSync(at('old'), 'longer than nothing');
    chmodSync(at('old'), 0o640);
    symlinkSync(at('old'), at('link'));
    expect(await target.download(at('remote'), at('link'))).toEqual({});
    expect(readFileSync(at('old')).equals(content)).toBe(true);
    expect(statSync(at('old')).mode & 0o777).toBe(0o640);
    expect(readdirSync(root).filter((entry) => entry.endsWith('.part'))).toEqual([]);
  });

  it('reads the head of a file', async () => {
    writeFileSync(at('long'), noise(200_000));
    writeFileSync(at('short'), 'short');
    const { target } = opened;
    expect((await target.readFile(at('long'), 1 << 16))?.equals(noise(1 << 16))).toBe(true);
    expect((await target.readFile(at('short'), 1 << 16))?.toString()).toBe('short');
    expect(await target.readFile(at('none'), 1 << 16)).toBeNull();
    await expect(target.readFile(root, 1 << 16)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
