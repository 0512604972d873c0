import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectTarget, openDirectTarget } from '../../../src/targets/direct/target.ts';
import { planModule } from './run-module.ts';

const scratch = mkdtempSync(join(tmpdir(), 'takes-folder-'));
const path = join(scratch, 'f.ini');
const CONTENT = '[a]\nb = 1\n';
let direct: DirectTarget;

beforeAll(() => {
  direct = openDirectTarget();
  writeFileSync(path, CONTENT);
});
afterAll(() => {
  direct.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** How often the module asked for Ansible's folder. */
async function asked(name: string, args: Record<string, unknown>, check = false): Promise<number> {
  let count = 0;
  const takesFolder = () => {
    count++;
  };
  await planModule(direct.target, name, args, { check, takesFolder });
  return count;
}

describe("Ansible's folder", () => {
  it('is asked for by edits that write', async () => {
    const line = { path, line: 'c' };
    expect(await asked('lineinfile', line)).toBe(1);
    expect(await asked('lineinfile', line, true)).toBe(0);
    expect(await asked('lineinfile', { path, line: '[a]' })).toBe(0);
    const option = { path, section: 'a', option: 'b', value: '2' };
    expect(await asked('ini_file', option)).toBe(1);
    expect(await asked('ini_file', option, true)).toBe(0);
  });

  it('is asked for by what is fetched, in a check too', async () => {
    const url = `file://${path}`;
    expect(await asked('get_url', { url, dest: join(scratch, 'g') }, true)).toBe(1);
    const checksum = `sha1:${createHash('sha1').update(CONTENT).digest('hex')}`;
    expect(await asked('get_url', { url, dest: path, checksum }, true)).toBe(0);
    expect(await asked('git', { repo: scratch, dest: join(scratch, 'r') }, true)).toBe(1);
  });
});
