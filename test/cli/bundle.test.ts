import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');

/** The text of a built file and of all that it imports at once. */
function eagerText(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const imported = [...text.matchAll(/(?:from|import)"(\.[^"]+)"/g)];
  return (
    text + imported.map(([, path = '']) => eagerText(join(dirname(file), path), seen)).join('')
  );
}

const ssh2 = 'diffie-hellman-group14-sha256';
const listr2 = 'LISTR_';
const lineinfile = 'Manages single lines of text files';

/** Dynamic imports keep what a start does not need out of it. */
describe('the bundle', () => {
  const main = eagerText(join(dist, 'main.mjs'));
  const chunkOf = (name: string) =>
    new RegExp(`import\\("\\./(chunks/${name}-[^"]+)"\\)`).exec(main)?.[1] ?? '';
  const launch = eagerText(join(dist, chunkOf('launch')));

  test('starts without ssh2, listr2, the template engine and the modules', () => {
    expect(launch.includes('ansible-galaxy')).toBe(true);
    for (const marker of [ssh2, listr2, 'TemplateSyntaxError', lineinfile]) {
      expect(main.includes(marker), marker).toBe(false);
      expect(launch.includes(marker), marker).toBe(false);
    }
  });

  test('tells its version without settings and options', () => {
    expect(main.includes('ANSIBLE_FORKS')).toBe(false);
    expect(launch.includes('ANSIBLE_FORKS')).toBe(true);
  });

  test('runs a local playbook without ssh2, listr2 and the modules', () => {
    const playbook = eagerText(join(dist, chunkOf('playbook')));
    expect(playbook.includes('TemplateSyntaxError')).toBe(true);
    for (const marker of [ssh2, listr2, lineinfile]) {
      expect(playbook.includes(marker), marker).toBe(false);
    }
  });
});
