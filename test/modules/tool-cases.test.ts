import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nativeRunner, playToolCase, type ToolCase } from './tool-case.ts';

const folder = join(import.meta.dirname, 'tool-cases');

for (const file of readdirSync(folder)) {
  const cases = parse(readFileSync(join(folder, file), 'utf8')) as Record<string, ToolCase>;
  describe(file.replace('.yaml', ''), () => {
    for (const [name, stated] of Object.entries(cases)) {
      it.skipIf(!canRun(stated))(name, async () => {
        const { check, result, again, log, after } = stated;
        const found = await playToolCase(stated, nativeRunner(stated));
        expect(found).toEqual({ check, result, again, log, after });
      });
    }
  });
}

function canRun({ needs, root }: ToolCase): boolean {
  if (root && process.getuid?.() !== 0) return false;
  if (needs === undefined) return true;
  try {
    execFileSync('sh', ['-c', `command -v ${needs}`]);
    return true;
  } catch {
    return false;
  }
}
