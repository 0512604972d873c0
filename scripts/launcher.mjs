#!/usr/bin/env node
// Becomes dist/troupe.mjs: answers what it can by itself, and reads the commands for the rest, with what V8 kept of compiling
// them where this very V8 did so at build time.
import { existsSync, readFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { main } from '../src/cli/main.ts';

function loadCommands() {
  const bundle = fileURLToPath(new URL('commands.cjs', import.meta.url));
  const name = `commands-${process.arch}-${process.versions.v8}.cache`;
  const codeCache = fileURLToPath(new URL(name, import.meta.url));
  const require = createRequire(bundle);
  if (!existsSync(codeCache)) {
    nodeModule.enableCompileCache?.();
    return require(bundle);
  }
  // The bundle is ASCII. V8 looks itself whether the cache is of this source, and compiles where it is not.
  const script = new Script(nodeModule.wrap(readFileSync(bundle, 'latin1')), {
    filename: bundle,
    cachedData: readFileSync(codeCache),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle));
  return module.exports;
}

process.exitCode = await main(process.argv.slice(2), process.argv[1] ?? 'troupe', loadCommands);
