import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Which folders of src a folder may import; `engine/events.ts` and `targets/types.ts` are types that more may see. */
const arrows: Record<string, readonly string[]> = {
  diagnostics: [],
  values: ['diagnostics'],
  loader: ['diagnostics', 'values'],
  template: ['diagnostics', 'values'],
  lookups: ['diagnostics', 'values', 'loader', 'template'],
  inventory: ['diagnostics', 'values', 'loader', 'template'],
  playbook: ['diagnostics', 'values', 'loader', 'template'],
  vars: ['diagnostics', 'values', 'inventory', 'playbook', 'template'],
  targets: ['diagnostics', 'values'],
  modules: ['diagnostics', 'values', 'targets'],
  bridge: ['diagnostics', 'values', 'loader', 'modules', 'targets'],
  engine: [
    'diagnostics',
    'values',
    'inventory',
    'playbook',
    'vars',
    'template',
    'modules',
    'targets',
  ],
  callbacks: ['diagnostics', 'values', 'engine'],
};

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Files that a file imports; type-only imports are left out where `values` is asked for. */
function imports(file: string, kind: 'all' | 'values'): string[] {
  const text = readFileSync(file, 'utf8');
  const found: string[] = [];
  for (const match of text.matchAll(/^(import|export)\s([^;]*?from\s+)?'(\.[^']+)'/gm)) {
    const isType = /^type\s/.test(match[2] ?? '');
    if (kind === 'values' && isType) continue;
    found.push(resolve(dirname(file), match[3] as string));
  }
  return found;
}

const folderOf = (file: string): string => relative(src, file).split('/')[0] as string;

describe('src', () => {
  it.each(Object.keys(arrows))('%s imports only what its arrows allow', (folder) => {
    const wrong = files(join(src, folder)).flatMap((file) =>
      imports(file, 'all')
        .map((target) => ({
          file: relative(src, file),
          target: relative(src, target),
          to: folderOf(target),
        }))
        .filter(({ to }) => to !== folder && !(arrows[folder] as readonly string[]).includes(to))
        .map(({ file: from, target }) => `${from} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no cycle of imports', () => {
    const graph = new Map(files(src).map((file) => [file, imports(file, 'values')]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) {
        cycles.push([...path.slice(at), file].map((one) => relative(src, one)).join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
