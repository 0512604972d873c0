import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContextualTarget } from '../../src/targets/context.ts';
import { ForeseenLayer } from '../../src/targets/foreseen/layer.ts';
import { foreseenTarget } from '../../src/targets/foreseen/target.ts';
import type { Change, WalkEntry } from '../../src/targets/types.ts';
import { temporaryFolder } from './support/folder.ts';
import { KINDS, type OpenTarget } from './support/shells.ts';

const root = temporaryFolder();
let folder: string;
let opened: OpenTarget;
let host: ContextualTarget;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  mkdirSync(join(folder, 'old/deep'), { recursive: true });
  writeFileSync(join(folder, 'old/file'), 'old\n', { mode: 0o640 });
  writeFileSync(join(folder, 'old/deep/leaf'), 'leaf\n');
  symlinkSync('old', join(folder, 'way'));
});

/** What somebody sees who looks at the folder: places, kinds, modes, sizes, contents. */
async function sight(target: ContextualTarget): Promise<unknown[]> {
  const entries = await target.walk(folder, { checksum: 'sha1' });
  return Promise.all(
    entries.map(async (entry) => ({ ...shown(entry), held: await held(target, entry) })),
  );
}

const shown = ({ relative, type, mode, size, owner, group, linkTarget, checksum }: WalkEntry) => ({
  relative,
  type,
  mode,
  owner,
  group,
  linkTarget,
  checksum,
  size: type === 'file' ? size : undefined,
});

const held = async (target: ContextualTarget, { relative }: WalkEntry) =>
  (await target.readDirectory(join(folder, relative))) ??
  (await target.readFile(join(folder, relative)))?.toString();

const at = (path: string): string => join(folder, path);
const write = (path: string, content: string, more = {}): Change => ({
  op: 'write',
  path: at(path),
  content: Buffer.from(content),
  ...more,
});

describe.each(KINDS)('foreseen changes over %s', (_name, open) => {
  beforeAll(async () => {
    opened = await open();
    host = opened.target.withContext({ umask: 0o022 });
  });
  afterAll(() => opened.close());

  const foreseen = (): ContextualTarget => {
    const state = { layer: new ForeseenLayer(), links: new Map(), looks: 0 };
    return foreseenTarget(host, state, { umask: 0o022 });
  };

  test.each<[string, () => Change[]]>([
    [
      'new files in new folders',
      () => [
        { op: 'mkdir', path: at('new/in/it'), parents: true, mode: 0o750 },
        write('new/in/it/file', 'x\n', { mode: 0o600 }),
      ],
    ],
    ['other content, which keeps the mode', () => [write('old/file', 'new\n')]],
    [
      'through a symbolic link to a folder',
      () => [
        write('way/file', 'new\n'),
        write('way/deep/more', 'more\n'),
        { op: 'attributes', path: at('way/deep'), mode: 0o700 },
      ],
    ],
    [
      'attributes of a link and of what it leads to',
      () => [
        { op: 'symlink', path: at('link'), target: 'old/file' },
        { op: 'attributes', path: at('link'), follow: true, mode: 0o604 },
      ],
    ],
    [
      'a folder that goes and comes back empty',
      () => [
        { op: 'remove', path: at('old'), recursive: true },
        { op: 'mkdir', path: at('old') },
        write('old/again', 'again\n'),
      ],
    ],
    [
      'a folder with another name',
      () => [
        write('old/deep/added', 'added\n'),
        { op: 'rename', from: at('old'), to: at('moved') },
        write('moved/deep/leaf', 'other\n'),
        { op: 'remove', path: at('moved/file') },
      ],
    ],
    [
      'copies',
      () => [
        { op: 'copy', from: at('old/file'), to: at('copy'), preserve: true },
        write('written', 'w\n'),
        { op: 'copy', from: at('written'), to: at('old/file') },
      ],
    ],
    [
      'hard links and empty files',
      () => [
        { op: 'hardlink', path: at('hard'), target: at('old/file') },
        { op: 'touch', path: at('touched'), create: true, atime: 1, mtime: 2 },
      ],
    ],
    [
      'a tree',
      () => [
        {
          op: 'writeTree',
          path: at('tree'),
          entries: [
            { type: 'directory', relative: 'a', mode: 0o711 },
            { type: 'file', relative: 'a/f', content: Buffer.from('f'), mode: 0o644 },
            { type: 'link', relative: 'a/l', target: 'f' },
          ],
        },
      ],
    ],
  ])('look as real ones do: %s', async (_, changesOf) => {
    const changes: Change[] = [{ op: 'mkdir', path: at('tree') }, ...changesOf()];
    const before = await sight(host);
    const view = foreseen();
    expect(await view.foresee?.(changes)).toBe(true);
    const expected = await sight(view);
    expect(await sight(host)).toEqual(before);
    await host.apply(changes);
    expect(expected).toEqual(await sight(host));
  });

  test.each<[string, () => Change]>([
    ['no folder', () => write('none/file', 'x')],
    ['a file in place of a folder', () => write('old/file/below', 'x')],
    ['a folder in place of a file', () => write('old', 'x')],
    ['no folder for a folder', () => ({ op: 'mkdir', path: at('none/folder') })],
    ['no folder for a link', () => ({ op: 'symlink', path: at('none/link'), target: 'x' })],
  ])('what could not be performed fails alike: %s', async (_, change) => {
    const codeOf = (work: Promise<unknown> | undefined) =>
      (work ?? Promise.resolve()).then(
        () => 'done',
        // Some shells tell the two alike.
        ({ code }) => (code === 'ENOTDIR' ? 'ENOENT' : code),
      );
    expect(await codeOf(foreseen().foresee?.([change()]))).toBe(
      await codeOf(host.apply([change()])),
    );
  });

  test('paths may begin where the session is', async () => {
    const view = foreseen();
    await view.foresee?.([
      { op: 'mkdir', path: 'foreseen-only' },
      { op: 'symlink', path: 'foreseen-only/way', target: '../foreseen-only' },
      { op: 'write', path: 'foreseen-only/way/file', content: Buffer.from('x') },
    ]);
    expect((await view.stat('./foreseen-only/file'))?.size).toBe(1);
    expect(await view.stat('foreseen-no/file')).toBeNull();
    expect(await host.stat('foreseen-only')).toBeNull();
  });

  test('what a command would do is not told', async () => {
    const run: Change = { op: 'run', command: { argv: ['touch', at('made')] } };
    expect(await foreseen().foresee?.([run])).toBe(false);
    expect(await host.stat(at('made'))).toBeNull();
  });
});
