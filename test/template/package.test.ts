import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = path.join(root, 'node_modules/.bin/tsc');

const PROGRAM = `
import { defineFilter, Environment, FILTERS, fromPlain, TemplateError } from 'troupe/jinja';
const shout = defineFilter('shout', [['mark', '!']], (_context, value, [mark]) => \`\${String(value)}\${String(mark)}\`);
const environment = new Environment({ trimBlocks: true, filters: new Map([...FILTERS, ['shout', shout]]) });
export const text: unknown = environment.fromString('{{ who | shout }}').render(fromPlain({ who: 'ann' }));
export const line = (error: unknown): number | undefined => error instanceof TemplateError ? error.lineno : undefined;
`;

describe('troupe/jinja as a package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'jinja-package-'));
    const dist = path.join(folder, 'node_modules/troupe/dist');
    mkdirSync(path.dirname(dist), { recursive: true });
    execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), dist]);
    execFileSync(tsc, ['-p', 'tsconfig.types.json', '--outDir', path.join(dist, 'types')], {
      cwd: root,
    });
    symlinkSync(path.join(root, 'package.json'), path.join(dist, '../package.json'));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('renders from the bundle', async () => {
    const file = path.join(folder, 'node_modules/troupe/dist/jinja.mjs');
    const { Environment, fromPlain, TemplateError } = await import(pathToFileURL(file).href);
    const template = new Environment().fromString(
      '{% for n in names %}- {{ n | title }}\n{% endfor %}',
    );
    expect(template.render(fromPlain({ names: ['ann', 'bob'] }))).toBe('- Ann\n- Bob\n');
    expect(() => new Environment().fromString('a\n{% if %}')).toThrow(TemplateError);
  });

  it('has types for strict programs', () => {
    writeFileSync(path.join(folder, 'program.mts'), PROGRAM);
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      '',
    ];
    const wrong = `${PROGRAM}\nnew Environment({ trimBlocks: 'yes' });\n`;
    writeFileSync(path.join(folder, 'wrong.mts'), wrong);
    const check = (file: string) =>
      execFileSync(tsc, [...options, file], { cwd: folder, encoding: 'utf8' });
    expect(check('program.mts')).toBe('');
    expect(() => check('wrong.mts')).toThrow();
  });
});
