// Bundles troupe into dist/: `troupe.mjs` (the program) and `jinja.mjs` (the template engine as a library).
// Another folder may be named as argument. Code splitting turns every dynamic import into a file of its own, so that a start reads only what it needs.
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

/** Entry points by the name of their output; those not written yet are left out. */
const entryPoints = Object.fromEntries(
  [
    ['main', 'src/cli/main.ts'],
    ['jinja', 'src/template/index.ts'],
  ]
    .map(([name, source]) => [name, join(root, source)])
    .filter(([, source]) => existsSync(source)),
);

// CommonJS dependencies call require() for Node's own modules and name their folder; an ES module has neither by itself.
const requireForCommonJs = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __dirname = import.meta.dirname;',
].join('\n');

// The cache must be on before the bundle is read, so the program proper is a dynamic import.
const launcher = `#!/usr/bin/env node
import nodeModule from 'node:module';
nodeModule.enableCompileCache?.();
await import('./main.mjs');
`;

// Built beside the old bundle, which programs that are running may still read from.
const fresh = mkdtempSync(`${dist}-`);
try {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    legalComments: 'none',
    // Native accelerators of ssh2, which does without them where they are not built.
    external: ['cpu-features', '*.node'],
    banner: { js: requireForCommonJs },
    logLevel: 'warning',
  });
  writeFileSync(join(fresh, 'troupe.mjs'), launcher);
  chmodSync(join(fresh, 'troupe.mjs'), 0o755);
  chmodSync(fresh, 0o755);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
