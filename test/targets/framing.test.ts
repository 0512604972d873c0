import { join } from 'node:path';
import { Transform } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../src/diagnostics/index.ts';
import { spawnChannel } from '../../src/targets/connection/local.ts';
import { shellCommandLine } from '../../src/targets/session/greeting.ts';
import { greet } from '../../src/targets/session/open.ts';
import { ShellSession } from '../../src/targets/session/session.ts';
import { shellTarget } from '../../src/targets/shell/target.ts';
import { temporaryFolder } from './support/folder.ts';
import { SHELLS } from './support/shells.ts';

const folder = temporaryFolder();

/** Passes bytes on in pieces of other sizes than they came in. */
function recut(sizes: readonly number[]): Transform {
  let turn = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; ) {
        const size = sizes[turn++ % sizes.length] ?? 1;
        this.push(chunk.subarray(at, at + size));
        at += size;
      }
      done();
    },
  });
}

/** A session whose output arrives in pieces of these sizes. */
async function openSession(shell: string, sizes: readonly number[]) {
  const channel = spawnChannel('/bin/sh', ['-c', shellCommandLine(shell)]);
  const cut = { ...channel, stdout: channel.stdout.pipe(recut(sizes)) };
  const describeEnd = () => 'the shell ended';
  const { greeting, rest } = await greet(cut, { timeout: 10_000, describeEnd });
  const session = new ShellSession(cut, greeting, rest, {
    remoteTmp: join(folder, 'tmp'),
    describeEnd,
    interrupt: async () => {},
  });
  const unused = () => Promise.reject(new Error('unused'));
  const target = shellTarget({ session: () => session, converse: unused, start: unused });
  return { session, target };
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  // What shells, printf and the marks are particular about.
  fc
    .array(fc.constantFrom(0, 10, 13, 37, 39, 45, 92, 98, 101, 58, 255), { maxLength: 40 })
    .map((list) => Uint8Array.from(list)),
);

describe.each(SHELLS)('the dialogue with %s', (shell) => {
  it('carries any bytes, however they are cut', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
        async (contents, sizes) => {
          const { session, target } = await openSession(shell, sizes);
          const files = contents.map((content) => ({
            path: join(folder, `f${++count}`),
            content: Buffer.from(content),
          }));
          await target.apply(files.map((file) => ({ op: 'write', ...file })));
          const read = await Promise.all(files.map(({ path }) => target.readFile(path)));
          expect(read).toEqual(files.map(({ content }) => content));
          const said = await Promise.all(
            files.map(({ path, content }) =>
              target.query({ shell: `cat; cat '${path}' >&2; exit 3`, stdin: content }),
            ),
          );
          expect(said.map(({ rc, stdout, stderr }) => [rc, stdout, stderr])).toEqual(
            files.map(({ content }) => [3, content, content]),
          );
          await session.close();
        },
      ),
      { numRuns: 8 },
    );
  });

  it('goes on after what failed, in order', async () => {
    const { session, target } = await openSession(shell, [1, 64]);
    const large = Buffer.alloc(400_000, 'ab\0\n-');
    const missing = join(folder, 'none', 'f');
    const write = (path: string, content: Buffer) => target.apply([{ op: 'write', path, content }]);
    const fate = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => (error as { code?: string }).code,
      );
    const path = join(folder, 'large');
    const fates = await Promise.all([
      fate(write(missing, large)),
      fate(write(path, large)),
      fate(target.readFile(missing)),
      fate(write(missing, Buffer.from('small'))),
      fate(target.readFile(folder)),
      fate(write(path, large)),
    ]);
    expect(fates).toEqual(['ENOENT', 'done', 'done', 'ENOENT', 'EISDIR', 'done']);
    expect((await target.readFile(path))?.equals(large)).toBe(true);
    await session.close();
  });

  it('answers everybody when it breaks off', async () => {
    const { session, target } = await openSession(shell, [9]);
    const large = Buffer.alloc(3_000_000, 'x');
    const waiting = [
      target.query({ shell: 'sleep 60' }),
      target.apply([{ op: 'write', path: join(folder, 'cut'), content: large }]),
      target.readFile('/etc/passwd'),
    ];
    const fates = Promise.allSettled(waiting);
    await new Promise((resolve) => setTimeout(resolve, 50));
    session.destroy();
    for (const one of await fates) {
      expect(one.status === 'rejected' && one.reason).toBeInstanceOf(UnreachableError);
    }
    await expect(target.stat('/')).rejects.toBeInstanceOf(UnreachableError);
  });
});
