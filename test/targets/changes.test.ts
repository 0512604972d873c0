import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApplyError, ValidationError } from '../../src/targets/errors.ts';
import { encodeText } from '../../src/targets/text.ts';
import type { Change } from '../../src/targets/types.ts';
import { temporaryFolder } from './support/folder.ts';
import { HOSTILE } from './support/names.ts';
import { KINDS, type OpenTarget } from './support/shells.ts';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const root = temporaryFolder();
const isRoot = process.getuid?.() === 0;

describe.each(KINDS)('changes over %s', (_name, open) => {
  let opened: OpenTarget;
  let folder = '';
  let count = 0;
  const at = (name: string) => join(folder, name);
  const mode = (name: string) => (lstatSync(at(name)).mode & 0o7777).toString(8);
  const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.ansible_tmp'));
  const apply = (...changes: Change[]) => opened.target.apply(changes);
  async function failure(...changes: Change[]): Promise<ApplyError> {
    const error = await apply(...changes).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(ApplyError);
    return error as ApplyError;
  }

  beforeAll(async () => {
    process.umask(0o022);
    opened = await open();
  });
  beforeEach(() => {
    folder = join(root, `${_name.replace(/\W/g, '')}${++count}`);
    mkdirSync(folder);
  });
  afterAll(async () => {
    await opened.close();
  });

  it('takes set-id bits that a mode lacks away from folders', async () => {
    mkdirSync(at('above'));
    chmodSync(at('above'), 0o2775);
    await apply({ op: 'mkdir', path: at('above/new'), mode: 0o750 });
    expect(mode('above/new')).toBe('750');
    await apply({ op: 'attributes', path: at('above'), mode: 0o755 });
    expect(mode('above')).toBe('755');
    await apply({ op: 'attributes', path: at('above'), mode: 0o2755 });
    expect(mode('above')).toBe('2755');
  });

  describe('write', () => {
    it.runIf(isRoot)(
      'gives new files the user’s group, even in a folder that gives its own',
      async () => {
        mkdirSync(at('shared'));
        chownSync(at('shared'), 0, 7);
        chmodSync(at('shared'), 0o2775);
        await apply(
          { op: 'write', path: at('shared/own'), content: Buffer.from('a') },
          { op: 'write', path: at('shared/given'), content: Buffer.from('a'), owner: 0, group: 7 },
        );
        expect(statSync(at('shared/own')).gid).toBe(process.getegid?.());
        expect(statSync(at('shared/given')).gid).toBe(7);
      },
    );

    it('creates files with the umask’s mode', async () => {
      await apply({ op: 'write', path: at('new'), content: ALL_BYTES });
      expect(readFileSync(at('new')).equals(ALL_BYTES)).toBe(true);
      expect(mode('new')).toBe('644');
      await opened.target
        .withContext({ umask: 0o077 })
        .apply([{ op: 'write', path: at('private'), content: Buffer.from('') }]);
      expect(mode('private')).toBe('600');
      expect(leftovers()).toEqual([]);
    });

    it.each([0o600, 0o644, 0o640, 0o755, 0o4711, 0o2750, 0o444, 0])(
      'sets mode %o',
      async (bits) => {
        await apply({ op: 'write', path: at('f'), content: Buffer.from('x'), mode: bits });
        expect(mode('f')).toBe(bits.toString(8));
      },
    );

    it('keeps the mode of the file it replaces, whose name points to a new file', async () => {
      writeFileSync(at('old'), 'old');
      chmodSync(at('old'), 0o4750);
      linkSync(at('old'), at('other'));
      await apply({ op: 'write', path: at('old'), content: Buffer.from('new') });
      expect(readFileSync(at('old'), 'utf8')).toBe('new');
      expect(readFileSync(at('other'), 'utf8')).toBe('old');
      expect(mode('old')).toBe('4750');
    });

    it.runIf(isRoot)('keeps and sets owners', async () => {
      writeFileSync(at('old'), 'old');
      execFileSync('chown', ['daemon:games', at('old')]);
      await apply(
        { op: 'write', path: at('old'), content: Buffer.from('new') },
        { op: 'write', path: at('named'), content: Buffer.from('x'), owner: 'daemon', mode: 0o640 },
        { op: 'write', path: at('numbered'), content: Buffer.from('x'), owner: 1, group: '60' },
      );
      const [old, named, numbered] = ['old', 'named', 'numbered'].map((name) => statSync(at(name)));
      expect([old?.uid, old?.gid]).toEqual([1, 60]);
      expect([named?.uid, named?.gid, mode('named')]).toEqual([1, 0, '640']);
      expect([numbered?.uid, numbered?.gid]).toEqual([1, 60]);
    });

    it('replaces a link itself, not what it points to', async () => {
      writeFileSync(at('target'), 'target');
      symlinkSync('target', at('link'));
      await apply({ op: 'write', path: at('link'), content: Buffer.from('new') });
      expect(lstatSync(at('link')).isFile()).toBe(true);
      expect(readFileSync(at('target'), 'utf8')).toBe('target');
    });

    it('makes backups with names of their own', async () => {
      writeFileSync(at('f'), 'one', { mode: 0o640 });
      utimesSync(at('f'), 1.5e9, 1.5e9);
      const write = (text: string): Change => ({
        op: 'write',
        path: at('f'),
        content: Buffer.from(text),
        backup: true,
      });
      const outcomes = await apply(write('two'), write('three'), {
        op: 'write',
        path: at('g'),
        content: Buffer.from('first'),
        backup: true,
      });
      const [first, second, none] = outcomes.map(({ backupPath }) => backupPath);
      expect(first).toMatch(/\/f\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
      expect(readFileSync(first ?? '', 'utf8')).toBe('one');
      expect(readFileSync(second ?? '', 'utf8')).toBe('two');
      expect(none).toBeUndefined();
      const info = statSync(first ?? '');
      expect([info.mode & 0o777, info.mtimeMs]).toEqual([0o640, 1.5e12]);
    });

    it('puts a content in place only when it is valid', async () => {
      writeFileSync(at('f'), 'old');
      const change = (validate: string): Change => ({
        op: 'write',
        path: at('f'),
        content: Buffer.from('good\n'),
        validate,
      });
      await apply(change('grep -q good %s'));
      expect(readFileSync(at('f'), 'utf8')).toBe('good\n');
      const error = await failure(change("sh -c 'echo shown; cat $0 >&2; exit 3' %s"));
      expect(error.message).toBe('failed to validate: rc:3 error:good\n');
      expect(error.cause).toBeInstanceOf(ValidationError);
      expect(error.cause).toMatchObject({ rc: 3, stdout: 'shown\n', stderr: 'good\n' });
      expect(leftovers()).toEqual([]);
    });

    it('sets the time it is told', async () => {
      await apply({ op: 'write', path: at('f'), content: Buffer.from('x'), mtime: 1_234_567_890 });
      expect(statSync(at('f')).mtimeMs).toBe(1_234_567_890_000);
    });

    it.each([0, 1, 5000, 128 * 1024, 128 * 1024 + 1, 3_000_000])(
      'writes %i bytes from memory and from a file',
      async (size) => {
        const content = Buffer.alloc(size, ALL_BYTES);
        const local = at('local');
        writeFileSync(local, content);
        await apply(
          { op: 'write', path: at('memory'), content },
          { op: 'write', path: at('file'), content: { localPath: local, size }, mode: 0o600 },
        );
        expect(readFileSync(at('memory')).equals(content)).toBe(true);
        expect(readFileSync(at('file')).equals(content)).toBe(true);
        expect([mode('memory'), mode('file')]).toEqual(['644', '600']);
      },
    );

    it('writes to hostile names', async () => {
      const changes = HOSTILE.map(
        (name): Change => ({
          op: 'write',
          path: at(name),
          content: Buffer.from(name),
          mode: 0o600,
        }),
      );
      await apply(...changes);
      for (const name of HOSTILE) {
        expect(readFileSync(encodeText(at(name))).equals(Buffer.from(name)), name).toBe(true);
      }
      await apply(...HOSTILE.map((name): Change => ({ op: 'remove', path: at(name) })));
      expect(readdirSync(folder)).toEqual([]);
    });

    it('says what is wrong in Python’s words, and leaves nothing behind', async () => {
      const missing = await failure({ op: 'write', path: at('no/f'), content: ALL_BYTES });
      expect(missing.code).toBe('ENOENT');
      expect(missing.message).toBe(`[Errno 2] No such file or directory: b'${at('no/f')}'`);
      mkdirSync(at('dir'));
      const folderError = await failure({ op: 'write', path: at('dir'), content: ALL_BYTES });
      expect(folderError.code).toBe('EISDIR');
      const user = await failure({
        op: 'write',
        path: at('f'),
        content: ALL_BYTES,
        owner: 'nobody-here',
      });
      expect(user.message).toBe('chown failed: failed to look up user nobody-here');
      const group = await failure({
        op: 'write',
        path: at('f'),
        content: ALL_BYTES,
        group: 'nogroup-here',
      });
      expect(group.message).toBe('chgrp failed: failed to look up group nogroup-here');
      expect(readdirSync(folder)).toEqual(['dir']);
    });

    it.runIf(existsSync('/dev/full') && isRoot)('notices a full disk', async () => {
      mkdirSync(at('small'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at('small')]);
      try {
        for (const size of [1_000_000, 20_000_000]) {
          const error = await failure({
            op: 'write',
            path: at('small/f'),
            content: Buffer.alloc(size, 'x'),
          });
          expect(error.code).toBe('ENOSPC');
        }
        expect(readdirSync(at('small'))).toEqual([]);
      } finally {
        execFileSync('umount', [at('small')]);
      }
    });

    it.runIf(isRoot)('writes in place where a rename is refused, if allowed', async () => {
      writeFileSync(at('mounted'), 'old');
      writeFileSync(at('source'), 'old');
      execFileSync('mount', ['--bind', at('source'), at('mounted')]);
      try {
        const change = { op: 'write', path: at('mounted'), content: Buffer.from('new') } as const;
        expect((await failure(change)).code).toBe('EBUSY');
        await apply({ ...change, unsafeWrites: true });
        expect(readFileSync(at('source'), 'utf8')).toBe('new');
        expect(leftovers()).toEqual([]);
      } finally {
        execFileSync('umount', [at('mounted')]);
      }
    });
  });

  it('stops at the first change that fails and tells what was done', async () => {
    const error = await failure(
      { op: 'mkdir', path: at('a') },
      { op: 'run', command: { shell: 'exit 5' } },
      { op: 'write', path: at('no/f'), content: Buffer.from('') },
      { op: 'mkdir', path: at('b') },
    );
    expect(error.index).toBe(2);
    expect(error.outcomes[1]?.command?.rc).toBe(5);
    expect([existsSync(at('a')), existsSync(at('b'))]).toEqual([true, false]);
  });

  it('makes folders', async () => {
    await apply(
      { op: 'mkdir', path: at('plain') },
      { op: 'mkdir', path: at('a/b/c'), parents: true, mode: 0o700 },
      { op: 'mkdir', path: at('sticky'), mode: 0o1777 },
      { op: 'mkdir', path: at('plain'), mode: 0o711 },
    );
    expect([mode('plain'), mode('a'), mode('a/b/c'), mode('sticky')]).toEqual([
      '711',
      '755',
      '700',
      '1777',
    ]);
    expect((await failure({ op: 'mkdir', path: at('x/y') })).code).toBe('ENOENT');
    writeFileSync(at('file'), '');
    expect((await failure({ op: 'mkdir', path: at('file') })).code).toBe('EEXIST');
  });

  it('sets attributes, of links or what they point to', async () => {
    writeFileSync(at('f'), '');
    symlinkSync('f', at('link'));
    await apply({ op: 'attributes', path: at('f'), mode: 0o640 });
    expect(mode('f')).toBe('640');
    await apply({ op: 'attributes', path: at('link'), mode: 0o600 });
    expect(mode('f')).toBe('640');
    await apply({ op: 'attributes', path: at('link'), mode: 0o600, follow: true });
    expect(mode('f')).toBe('600');
    if (isRoot) {
      await apply({ op: 'attributes', path: at('link'), owner: 'daemon' });
      expect([lstatSync(at('link')).uid, lstatSync(at('f')).uid]).toEqual([1, 0]);
      await apply({ op: 'attributes', path: at('link'), owner: 1, group: 60, follow: true });
      expect([statSync(at('f')).uid, statSync(at('f')).gid]).toEqual([1, 60]);
    }
    const missing = await failure({ op: 'attributes', path: at('none'), mode: 0o600 });
    expect(missing.code).toBe('ENOENT');
  });

  it('touches files', async () => {
    await apply({ op: 'touch', path: at('new'), create: true, atime: 'now', mtime: 'now' });
    expect(Math.abs(statSync(at('new')).mtimeMs - Date.now())).toBeLessThan(60_000);
    await apply({ op: 'touch', path: at('new'), atime: 1.5e9, mtime: 1.4e9 });
    expect([statSync(at('new')).atimeMs, statSync(at('new')).mtimeMs]).toEqual([1.5e12, 1.4e12]);
    await apply({ op: 'touch', path: at('new'), atime: null, mtime: 1.3e9 });
    expect([statSync(at('new')).atimeMs, statSync(at('new')).mtimeMs]).toEqual([1.5e12, 1.3e12]);
    await apply({ op: 'touch', path: at('none'), atime: 'now', mtime: 'now' });
    expect(existsSync(at('none'))).toBe(false);
    await apply({ op: 'touch', path: at('dated'), create: true, atime: 1.2e9, mtime: 1.2e9 });
    expect([statSync(at('dated')).mtimeMs, mode('dated')]).toEqual([1.2e12, '644']);
  });

  it('makes and replaces links', async () => {
    writeFileSync(at('file'), 'file');
    mkdirSync(at('empty'));
    mkdirSync(at('folder'));
    symlinkSync('folder', at('toFolder'));
    for (const path of ['fresh', 'file2', 'empty', 'toFolder', '-dash']) {
      if (path === 'file2') writeFileSync(at(path), 'old');
      await apply({ op: 'symlink', path: at(path), target: '-where to' });
      expect(readlinkSync(at(path)), path).toBe('-where to');
    }
    expect(readdirSync(at('folder'))).toEqual([]);
    await apply({ op: 'hardlink', path: at('fresh'), target: at('file') });
    await apply({ op: 'hardlink', path: at('fresh'), target: at('file') });
    expect(statSync(at('fresh')).ino).toBe(statSync(at('file')).ino);
    expect(leftovers()).toEqual([]);
  });

  it('removes', async () => {
    mkdirSync(at('deep/er'), { recursive: true });
    writeFileSync(at('deep/er/f'), '');
    writeFileSync(at('f'), '');
    symlinkSync('deep', at('link'));
    symlinkSync('nowhere', at('dangling'));
    expect((await failure({ op: 'remove', path: at('deep') })).code).toBe('ENOTEMPTY');
    await apply(
      { op: 'remove', path: at('link'), recursive: true },
      { op: 'remove', path: at('dangling') },
      { op: 'remove', path: at('f') },
      { op: 'remove', path: at('none') },
    );
    expect(readdirSync(folder)).toEqual(['deep']);
    await apply({ op: 'remove', path: at('deep'), recursive: true });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('renames', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('b'), 'b');
    mkdirSync(at('dir'));
    await apply({ op: 'rename', from: at('a'), to: at('b') });
    expect(readFileSync(at('b'), 'utf8')).toBe('a');
    expect((await failure({ op: 'rename', from: at('b'), to: at('dir') })).code).toBe('EISDIR');
    expect((await failure({ op: 'rename', from: at('none'), to: at('c') })).code).toBe('ENOENT');
    await apply({ op: 'rename', from: at('dir'), to: at('moved') });
    expect(statSync(at('moved')).isDirectory()).toBe(true);
  });

  it('copies on the target', async () => {
    writeFileSync(at('from'), ALL_BYTES);
    chmodSync(at('from'), 0o750);
    utimesSync(at('from'), 1.5e9, 1.5e9);
    await apply(
      { op: 'copy', from: at('from'), to: at('plain') },
      { op: 'copy', from: at('from'), to: at('kept'), preserve: true },
      { op: 'copy', from: at('from'), to: at('moded'), preserve: true, mode: 0o600 },
    );
    expect(readFileSync(at('plain')).equals(ALL_BYTES)).toBe(true);
    expect([mode('plain'), mode('kept'), mode('moded')]).toEqual(['644', '750', '600']);
    expect(statSync(at('kept')).mtimeMs).toBe(1.5e12);
    const [outcome] = await apply({ op: 'copy', from: at('plain'), to: at('kept'), backup: true });
    expect(outcome?.backupPath).toMatch(/kept\.\d+\./);
    const missing = await failure({ op: 'copy', from: at('none'), to: at('x') });
    expect([missing.code, missing.path]).toEqual(['ENOENT', at('none')]);
  });

  it('stages private files and forgets them at the end', async () => {
    const content = Buffer.alloc(200_000, ALL_BYTES);
    const [small, large] = await apply(
      {
        op: 'stage',
        content: Buffer.from('#!/bin/sh\necho staged'),
        suffix: '.sh',
        executable: true,
      },
      { op: 'stage', content },
    );
    const path = small?.path ?? '';
    expect(path).toMatch(/\.sh$/);
    expect([statSync(path).mode & 0o777, statSync(large?.path ?? '').mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    expect(readFileSync(large?.path ?? '').equals(content)).toBe(true);
    const { stdout } = await opened.target.query({ argv: [path] });
    expect(stdout.toString()).toBe('staged\n');
    const other = await open();
    const [staged] = await other.target.apply([{ op: 'stage', content: Buffer.from('x') }]);
    expect(existsSync(staged?.path ?? '')).toBe(true);
    await other.close();
    expect(existsSync(staged?.path ?? '')).toBe(false);
  });

  it('lays a tree', async () => {
    mkdirSync(at('tree'));
    writeFileSync(at('tree/kept'), 'old');
    chmodSync(at('tree/kept'), 0o751);
    const long = `${'long'.repeat(30)}/${'name'.repeat(30)}`;
    await apply({
      op: 'writeTree',
      path: at('tree'),
      entries: [
        { relative: 'sub', type: 'directory', mode: 0o700 },
        { relative: 'sub/bytes', type: 'file', content: ALL_BYTES, mode: 0o600, mtime: 1.5e9 },
        { relative: 'kept', type: 'file', content: Buffer.from('new') },
        { relative: 'plain', type: 'file', content: Buffer.from('') },
        { relative: 'big', type: 'file', content: Buffer.alloc(300_000, ALL_BYTES) },
        { relative: 'link', type: 'link', target: 'sub/bytes' },
        { relative: long, type: 'file', content: Buffer.from('far'), mode: 0o755 },
        ...HOSTILE.map((name) => ({
          relative: `sub/${name}`,
          type: 'file' as const,
          content: Buffer.from(name),
          mode: 0o644,
        })),
        ...(isRoot
          ? [
              {
                relative: 'owned',
                type: 'file' as const,
                content: ALL_BYTES,
                owner: 'daemon',
                group: 60,
              },
            ]
          : []),
      ],
    });
    expect(readFileSync(at('tree/sub/bytes')).equals(ALL_BYTES)).toBe(true);
    expect(statSync(at('tree/sub/bytes')).mtimeMs).toBe(1.5e12);
    expect(readFileSync(at('tree/kept'), 'utf8')).toBe('new');
    expect(
      ['tree/sub', 'tree/sub/bytes', 'tree/kept', 'tree/plain', `tree/${long}`].map(mode),
    ).toEqual(['700', '600', '751', '644', '755']);
    expect(readFileSync(at('tree/big')).length).toBe(300_000);
    expect(readlinkSync(at('tree/link'))).toBe('sub/bytes');
    for (const name of HOSTILE) {
      const content = readFileSync(encodeText(at(`tree/sub/${name}`)));
      expect(content.equals(Buffer.from(name)), name).toBe(true);
    }
    if (isRoot)
      expect([statSync(at('tree/owned')).uid, statSync(at('tree/owned')).gid]).toEqual([1, 60]);
  });

  it('lays a large tree of random content as a stream', async () => {
    const noise = Buffer.from(
      Array.from({ length: 400_000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) & 255),
    );
    writeFileSync(at('local'), noise);
    await apply({
      op: 'writeTree',
      path: at('tree'),
      entries: Array.from({ length: 12 }, (_, index) => ({
        relative: `d${index % 3}/f${index}`,
        type: 'file' as const,
        content: index % 2 ? noise : { localPath: at('local'), size: noise.length },
      })),
    });
    for (let index = 0; index < 12; index++) {
      expect(readFileSync(at(`tree/d${index % 3}/f${index}`)).equals(noise)).toBe(true);
    }
  });

  it('downloads', async () => {
    const content = Buffer.alloc(2_000_000, ALL_BYTES);
    writeFileSync(at('remote'), content);
    await opened.target.download(at('remote'), at('here'));
    expect(readFileSync(at('here')).equals(content)).toBe(true);
    await expect(opened.target.download(at('none'), at('there'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(readdirSync(folder).sort()).toEqual(['here', 'remote']);
  });

  it.runIf(isRoot && spawnSync('chattr', ['-V']).status !== null)('sets file flags', async () => {
    writeFileSync(at('f'), '');
    if (spawnSync('chattr', ['+i', at('f')]).status !== 0) return;
    execFileSync('chattr', ['-i', at('f')]);
    await apply({ op: 'attributes', path: at('f'), attributes: '+i' });
    expect(execFileSync('lsattr', ['-d', at('f')]).toString()).toMatch(/^-*i/);
    await apply({ op: 'attributes', path: at('f'), attributes: '-i' });
    rmSync(at('f'));
  });
});
