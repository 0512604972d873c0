import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeText } from '../../src/targets/text.ts';
import { temporaryFolder } from './support/folder.ts';
import { HOSTILE } from './support/names.ts';
import { KINDS, type OpenTarget } from './support/shells.ts';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

const folder = temporaryFolder();
const tree = join(folder, 'tree');

beforeAll(() => {
  mkdirSync(join(tree, 'sub/deep'), { recursive: true });
  writeFileSync(join(tree, 'bytes'), ALL_BYTES);
  writeFileSync(join(tree, 'sub/deep/file'), 'deep\n');
  writeFileSync(join(tree, 'empty'), '');
  writeFileSync(join(tree, 'suid'), 'x');
  chmodSync(join(tree, 'suid'), 0o4751);
  symlinkSync('bytes', join(tree, 'link'));
  symlinkSync('missing/far', join(tree, 'dangling'));
  symlinkSync('loop', join(tree, 'loop'));
  linkSync(join(tree, 'bytes'), join(tree, 'hard'));
  execFileSync('mkfifo', [join(tree, 'pipe')]);
  writeFileSync(join(folder, 'times'), '');
  utimesSync(join(folder, 'times'), 1_600_000_000.25, 1_500_000_000.75);
  lutimesSync(join(tree, 'link'), 1_600_000_000, 1_500_000_000);
  mkdirSync(join(folder, 'names'));
  for (const name of HOSTILE) writeFileSync(encodeText(`${folder}/names/${name}`), name);
});

describe.each(KINDS)('reading over %s', (_name, open) => {
  let opened: OpenTarget;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await opened.close();
  });

  it('tells the platform and the user', () => {
    const { platform } = opened.target;
    expect(platform.kernel).toBe(execFileSync('uname', ['-s']).toString().trim());
    expect(platform.machine).toBe(execFileSync('uname', ['-m']).toString().trim());
    expect(platform.user.uid).toBe(process.getuid?.());
    expect(platform.user.home).toBe(process.env.HOME);
  });

  it('stats files of every kind in one go', async () => {
    const { target } = opened;
    const names = ['bytes', 'sub', 'link', 'pipe', 'suid', 'missing', 'missing/far', 'bytes/below'];
    const stats = await Promise.all(names.map((name) => target.stat(join(tree, name))));
    expect(stats.map((stat) => stat?.type ?? null)).toEqual([
      'file',
      'directory',
      'link',
      'fifo',
      'file',
      null,
      null,
      null,
    ]);
    const [bytes, , link, , suid] = stats;
    expect(bytes).toMatchObject({ size: 256, links: 2, path: join(tree, 'bytes'), readable: true });
    expect(suid).toMatchObject({ mode: 0o4751, executable: true });
    expect(link).toMatchObject({
      linkTarget: 'bytes',
      realPath: join(tree, 'bytes'),
      mtime: 1.5e9,
    });
  });

  it('follows links when asked', async () => {
    const { target } = opened;
    const follow = { follow: true };
    expect(await target.stat(join(tree, 'link'), follow)).toMatchObject({
      type: 'file',
      size: 256,
    });
    expect(await target.stat(join(tree, 'dangling'), follow)).toBeNull();
    expect(await target.stat(join(tree, 'dangling'))).toMatchObject({
      linkTarget: 'missing/far',
      realPath: join(tree, 'missing/far'),
    });
  });

  it('answers different wishes of the same paths, asked at once', async () => {
    const { target } = opened;
    const names = ['bytes', 'link', 'dangling', 'sub', 'nothing', 'suid'];
    const wishes = names.flatMap((name) =>
      [
        {},
        { follow: true },
        { checksum: 'sha1' as const },
        { follow: true, checksum: 'sha1' as const },
        { follow: true, checksum: 'md5' as const },
      ].map((options) => ({ path: join(tree, name), options })),
    );
    const together = await Promise.all(
      wishes.map(({ path, options }) => target.stat(path, options)),
    );
    for (const [index, { path, options }] of wishes.entries()) {
      const alone = await target.stat(path, options);
      // Reading for a checksum may set the time of access.
      expect(together[index] && { ...together[index], atime: 0 }).toEqual(
        alone && { ...alone, atime: 0 },
      );
    }
    expect(together[0]?.checksum).toBeUndefined();
    expect(together[2]?.checksum).toHaveLength(40);
    expect(together[5]?.type).toBe('link');
    expect(together[6]?.type).toBe('file');
    expect(together[7]?.checksum).toBeUndefined();
    expect(together[8]?.checksum).toBe(together[2]?.checksum);
    expect(together[11]).toBeNull();
  });

  it('gives times with their fractions, owner and group', async () => {
    const stat = await opened.target.stat(join(folder, 'times'));
    expect(stat?.mtime).toBeCloseTo(1_500_000_000.75, 3);
    expect(stat?.atime).toBeCloseTo(1_600_000_000.25, 3);
    expect(stat?.uid).toBe(process.getuid?.());
    expect(stat?.owner).toBe(execFileSync('id', ['-un']).toString().trim());
    expect(stat?.group).toBe(execFileSync('id', ['-gn']).toString().trim());
  });

  it('computes checksums of regular files only', async () => {
    const { target } = opened;
    const names = ['bytes', 'sub', 'link', 'empty', 'missing'];
    const stats = await Promise.all(
      names.map((name) => target.stat(join(tree, name), { checksum: 'sha256' })),
    );
    const expected = (name: string) =>
      execFileSync('sha256sum', [join(tree, name)])
        .toString()
        .split(' ')[0];
    expect(stats.map((stat) => stat?.checksum)).toEqual([
      expected('bytes'),
      undefined,
      undefined,
      expected('empty'),
      undefined,
    ]);
    const md5 = await target.stat(join(tree, 'bytes'), { checksum: 'md5' });
    expect(md5?.checksum).toBe('e2c865db4162bed963bfaa9ef6ac18f0');
  });

  it('reads every byte', async () => {
    const { target } = opened;
    const [bytes, empty, missing, below] = await Promise.all([
      target.readFile(join(tree, 'bytes')),
      target.readFile(join(tree, 'empty')),
      target.readFile(join(tree, 'missing')),
      target.readFile(join(tree, 'bytes/below')),
    ]);
    expect(bytes?.equals(ALL_BYTES)).toBe(true);
    expect(empty).toEqual(Buffer.alloc(0));
    expect(missing).toBeNull();
    expect(below).toBeNull();
  });

  it('refuses to read a folder, with the words of Python', async () => {
    await expect(opened.target.readFile(tree)).rejects.toMatchObject({
      code: 'EISDIR',
      message: `[Errno 21] Is a directory: b'${tree}'`,
    });
  });

  it('lists folders sorted by code point', async () => {
    const { target } = opened;
    expect(await target.readDirectory(tree)).toEqual([
      'bytes',
      'dangling',
      'empty',
      'hard',
      'link',
      'loop',
      'pipe',
      'sub',
      'suid',
    ]);
    expect(await target.readDirectory(`${tree}/sub/deep/`)).toEqual(['file']);
    expect(await target.readDirectory(join(tree, 'bytes'))).toBeNull();
    expect(await target.readDirectory(join(tree, 'missing'))).toBeNull();
    mkdirSync(join(folder, 'void'), { recursive: true });
    expect(await target.readDirectory(join(folder, 'void'))).toEqual([]);
  });

  it('walks a tree', async () => {
    const { target } = opened;
    const entries = await target.walk(tree, { checksum: 'sha1' });
    expect(entries.map(({ relative, type }) => `${type} ${relative}`)).toEqual([
      'file bytes',
      'link dangling',
      'file empty',
      'file hard',
      'link link',
      'link loop',
      'fifo pipe',
      'directory sub',
      'directory sub/deep',
      'file sub/deep/file',
      'file suid',
    ]);
    const byName = new Map(entries.map((entry) => [entry.relative, entry]));
    expect(byName.get('sub/deep/file')).toMatchObject({
      size: 5,
      path: join(tree, 'sub/deep/file'),
      checksum: execFileSync('sha1sum', [join(tree, 'sub/deep/file')])
        .toString()
        .slice(0, 40),
    });
    expect(byName.get('link')).toMatchObject({ linkTarget: 'bytes' });
    expect(byName.get('suid')).toMatchObject({ mode: 0o4751 });
    const shallow = await target.walk(tree, { maxDepth: 1 });
    expect(shallow.map(({ relative }) => relative)).not.toContain('sub/deep');
    const pruned = await target.walk(tree, { prune: ['sub'] });
    expect(pruned.map(({ relative }) => relative)).toContain('sub');
    expect(pruned.map(({ relative }) => relative)).not.toContain('sub/deep');
    expect(await target.walk(join(tree, 'missing'))).toEqual([]);
  });

  it('copes with hostile names', async () => {
    const { target } = opened;
    const base = join(folder, 'names');
    const names = await target.readDirectory(base);
    expect(new Set(names)).toEqual(new Set(HOSTILE));
    const entries = await target.walk(base, { checksum: 'sha1' });
    expect(new Set(entries.map(({ relative }) => relative))).toEqual(new Set(HOSTILE));
    expect(entries.every(({ checksum }) => checksum?.length === 40)).toBe(true);
    for (const name of HOSTILE) {
      const path = `${base}/${name}`;
      const [stat, content] = await Promise.all([
        target.stat(path, { checksum: 'sha1' }),
        target.readFile(path),
      ]);
      expect(content, name).toEqual(Buffer.from(name));
      expect(stat?.checksum, name).toBe(
        entries.find(({ relative }) => relative === name)?.checksum,
      );
    }
  });

  it('keeps answers apart however many are asked at once', async () => {
    const { target } = opened;
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const name = HOSTILE[index % HOSTILE.length] ?? '';
        return [name, (await target.readFile(`${folder}/names/${name}`))?.toString()] as const;
      }),
    );
    // What is not UTF-8 in a name was written as its replacement.
    for (const [name, content] of answers) expect(content).toBe(Buffer.from(name).toString());
  });

  it('expands paths as the user', async () => {
    const { target } = opened;
    const { home } = target.platform.user;
    expect(await target.expandPath('/plain/path')).toBe('/plain/path');
    expect(await target.expandPath('~')).toBe(home);
    expect(await target.expandPath('~/x y')).toBe(`${home}/x y`);
    expect(await target.expandPath('~daemon/x')).toBe('/usr/sbin/x');
    expect(await target.expandPath('~no-such-user/x')).toBe('~no-such-user/x');
    expect(await target.expandPath('$HOME/$NOT_SET_HERE')).toBe(`${home}/$NOT_SET_HERE`);
    const view = target.withContext({ env: { WHERE: '/over' } });
    expect(await view.expandPath('$WHERE/x')).toBe('/over/x');
  });

  it('finds programs', async () => {
    const { target } = opened;
    const own = join(folder, 'bin');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'my-tool'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(own, 'no-tool'), '');
    expect(await target.which('sh')).toMatch(/\/sh$/);
    expect(await target.which('cd-no-such')).toBeNull();
    expect(await target.which('my-tool')).toBeNull();
    expect(await target.which('my-tool', [own])).toBe(join(own, 'my-tool'));
    expect(await target.which('no-tool', [own])).toBeNull();
    expect(await target.which(join(own, 'my-tool'))).toBe(join(own, 'my-tool'));
    expect(await target.withContext({ env: { PATH: own } }).which('my-tool')).toBe(
      join(own, 'my-tool'),
    );
  });

  it('shows the environment with the task’s laid over', async () => {
    const env = await opened.target.withContext({ env: { TASK: 'a\nb' } }).environment();
    expect(env.HOME).toBe(process.env.HOME);
    expect(env.TASK).toBe('a\nb');
    expect(Object.keys(env).filter((name) => name.startsWith('__'))).toEqual([]);
  });
});
