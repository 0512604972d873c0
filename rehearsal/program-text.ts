import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the simulated programs into one script that plays the part its file name says.
 * @returns the script's text for a folder of state and a version of the program
 */
export async function bundlePrograms(): Promise<(state: string, version?: string) => string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('tools/main.ts', import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  });
  const script = outputFiles[0]?.text ?? '';
  return (state, version) => {
    const settings = {
      REHEARSAL_STATE: state,
      ...(version === undefined ? {} : { REHEARSAL_VERSION: version }),
    };
    const lines = Object.entries(settings).map(
      ([name, value]) => `process.env.${name} ??= ${JSON.stringify(value)};`,
    );
    return `#!/usr/bin/env node\n${lines.join('\n')}\n${script}`;
  };
}
