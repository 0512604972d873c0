// Bundles troupe into dist/: `troupe.mjs`, the program, which reads `commands.cjs`; `libxml2.cjs`, for the module xml;
// `jinja.mjs`, the template engine as a library; `python/`, what plugins in Python import; `former-plugins.txt`, where plugins went.
// Another folder may be named as argument. What is imported dynamically is not run before it is used, though all is in one file.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: false,
  legalComments: 'none',
  charset: 'ascii',
  // Native accelerators of ssh2, which does without them where they are not built.
  external: ['cpu-features', '*.node'],
  logLevel: 'warning',
};

/** Large, and of use to one module: a file of its own, which others don't pay for. */
const LIBXML2 = 'libxml2-wasm/lib/libxml2raw.mjs';

// CommonJS dependencies call require() for Node's own modules; an ES module has none by itself.
const requireForCommonJs = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

// Built beside the old bundle, which programs that are running may still read from.
const fresh = mkdtempSync(`${dist}-`);
try {
  const bundle = join(fresh, 'commands.cjs');
  const commonJs = {
    ...common,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  };
  await build({
    ...commonJs,
    entryPoints: ['src/cli/commands.ts'],
    outfile: bundle,
    plugins: [beside(LIBXML2, './libxml2.cjs')],
  });
  await build({
    ...commonJs,
    entryPoints: [LIBXML2],
    outfile: join(fresh, 'libxml2.cjs'),
    charset: 'utf8',
    // To who imports CommonJS, all that it exports is the default.
    footer: { js: 'module.exports = module.exports.default;' },
  });
  writeFileSync(bundle, asciiOf(readFileSync(bundle, 'utf8')));
  await build({
    ...common,
    entryPoints: ['src/template/index.ts'],
    outfile: join(fresh, 'jinja.mjs'),
    format: 'esm',
    banner: { js: requireForCommonJs },
  });
  await build({
    ...common,
    entryPoints: ['scripts/launcher.mjs'],
    outfile: join(fresh, 'troupe.mjs'),
    format: 'esm',
  });
  cpSync(join(root, 'src/bridge/former-plugins.txt'), join(fresh, 'former-plugins.txt'));
  cpSync(join(root, 'src/bridge/python'), join(fresh, 'python'), {
    recursive: true,
    filter: (path) => !path.endsWith('__pycache__'),
  });
  chmodSync(join(fresh, 'troupe.mjs'), 0o755);
  chmodSync(fresh, 0o755);
  keepCompiledCode(bundle);
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

/** Reads a module from a bundle of its own beside the one it is used in. */
function beside(module, path) {
  const setup = ({ onResolve }) =>
    onResolve({ filter: new RegExp(`^${module}$`) }, () => ({ path, external: true }));
  return { name: 'beside', setup };
}

/** The launcher reads ASCII, which is quicker. esbuild leaves other characters in regular expressions and raw templates. */
function asciiOf(source) {
  const [raw] = /String\.raw`[^`]*[^\0-\x7f`]/.exec(source) ?? [];
  if (raw !== undefined) throw new Error(`Not ASCII, and can't be made so: ${raw}`);
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return source.replace(/[^\0-\x7f]/g, escaped);
}

/** A bundle without its code cache works all the same: it starts more slowly. */
function keepCompiledCode(bundle) {
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'code-cache.mjs'), bundle], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 120_000,
    });
  } catch (error) {
    console.warn(`There is no code cache, so troupe starts more slowly: ${error.message}`);
  }
}
