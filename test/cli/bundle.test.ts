import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const dist = dirname(process.env.TROUPE ?? join(root, 'dist/troupe.mjs'));

/** All files that are run when `file` is imported: dynamic imports are left out. */
function eager(file: string, inputs: Metafile['inputs'], seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind, external } of inputs[file]?.imports ?? []) {
    if (kind !== 'dynamic-import' && !external) eager(path, inputs, seen);
  }
  return seen;
}

/** Dynamic imports keep what a start does not need out of it. */
describe('the program', () => {
  let meta: Metafile;
  beforeAll(async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['src/cli/main.ts', 'src/cli/commands.ts'],
      bundle: true,
      outdir: dist,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      external: ['cpu-features', '*.node'],
      logLevel: 'silent',
    });
    meta = metafile;
  });
  const reads = (file: string) => [...eager(file, meta.inputs)].join('\n');

  test('starts without ssh2, listr2, the template engine and the modules', () => {
    for (const start of ['src/cli/main.ts', 'src/cli/commands.ts']) {
      const read = reads(start);
      for (const heavy of ['/ssh2/', '/listr2/', 'src/template/', 'src/modules/']) {
        expect(read, `${start} reads ${heavy}`).not.toContain(heavy);
      }
    }
  });

  test('tells its version without settings and options', () => {
    expect(reads('src/cli/main.ts')).not.toContain('src/cli/settings/settings.ts');
    expect(reads('src/cli/commands.ts')).toContain('src/cli/settings/settings.ts');
  });

  test('runs a local playbook without ssh2, listr2 and the modules', () => {
    const read = reads('src/cli/commands/playbook.ts');
    expect(read).toContain('src/template/ansible/templar.ts');
    for (const heavy of ['/ssh2/', '/listr2/', 'src/modules/ansible.builtin/lineinfile.ts']) {
      expect(read).not.toContain(heavy);
    }
  });
});

test('what V8 kept of compiling the bundle is of use to it', () => {
  const caches = readdirSync(dist).filter((name) => name.endsWith('.cache'));
  expect(caches).toHaveLength(1);
  const judge = `
    const { readFileSync } = require('node:fs');
    const { Script } = require('node:vm');
    const source = require('node:module').wrap(readFileSync('commands.cjs', 'latin1'));
    const script = new Script(source, { cachedData: readFileSync('${caches[0]}') });
    console.log(script.cachedDataRejected);`;
  const env = { ...process.env, NODE_OPTIONS: '' };
  expect(execFileSync(process.execPath, ['-e', judge], { cwd: dist, env }).toString()).toBe(
    'false\n',
  );
});
