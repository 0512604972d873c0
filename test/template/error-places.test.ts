import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemplateError } from '../../src/diagnostics/errors.ts';
import { formatError } from '../../src/diagnostics/frame.ts';
import { parseYaml } from '../../src/loader/yaml.ts';
import { createTemplar } from '../../src/template/ansible/templar.ts';
import type { TemplateServices } from '../../src/template/contract.ts';
import { MapScope } from '../../src/template/runtime/context.ts';
import type { Value } from '../../src/values/types.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'places-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const templarOver = (variables: ReadonlyMap<string, Value>) =>
  createTemplar({
    scope: new MapScope(variables),
    services: { searchPath: [folder], basedir: folder } as unknown as TemplateServices,
    settings: { native: false, failOnUndefined: true, extensions: [] },
  });

function failure(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

function failureOf(files: Record<string, string>): TemplateError {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const main = path.join(folder, 'main.j2');
  const text = readFileSync(main, 'utf8');
  const templar = templarOver(new Map());
  return failure(() => templar.renderFile(text, { name: main, searchPath: [folder] }));
}

const place = ({ span }: TemplateError) =>
  span && [path.relative(folder, span.file), span.line, span.column];

describe('the place of a fault in a template file', () => {
  const cases: [string, Record<string, string>, [string, number, number]][] = [
    ['an undefined variable', { 'main.j2': 'a\nb {{ 1 }} {{ nope }}\n' }, ['main.j2', 2, 14]],
    ['broken syntax', { 'main.j2': 'a\n\n  {% if %}\n' }, ['main.j2', 3, 3]],
    ['an unknown filter', { 'main.j2': 'x\n{{ 1 | nofilter }}' }, ['main.j2', 2, 8]],
    [
      'a wrong type',
      { 'main.j2': 'x\n{% if true %}\n{{ 1 + "a" }}\n{% endif %}' },
      ['main.j2', 3, 1],
    ],
    [
      'an include',
      { 'main.j2': 'x\n{% include "part.j2" %}', 'part.j2': '\n\n{{ nope }}' },
      ['part.j2', 3, 4],
    ],
    [
      'a macro',
      {
        'main.j2': '{% from "mac.j2" import m %}\n{{ m() }}',
        'mac.j2': '{% macro m() %}\n{{ nope.x }}{% endmacro %}',
      },
      ['mac.j2', 2, 4],
    ],
    [
      'a block',
      {
        'main.j2': '{% extends "base.j2" %}\n{% block b %}\n{{ nope }}{% endblock %}',
        'base.j2': '{% block b %}{% endblock %}',
      },
      ['main.j2', 3, 4],
    ],
    [
      'the parent',
      { 'main.j2': '{% extends "base.j2" %}', 'base.j2': 'x\n{{ nope }}' },
      ['base.j2', 2, 4],
    ],
    [
      'a file with a header',
      { 'main.j2': '#jinja2: trim_blocks: False\nx\n{{ nope }}' },
      ['main.j2', 3, 4],
    ],
  ];
  it.each(cases)('%s', (_name, files, expected) => {
    expect(place(failureOf(files))).toEqual(expected);
  });

  it('is shown with its line', () => {
    const error = failureOf({ 'main.j2': 'one\n  {{ nope }}\n' });
    expect(error.message).toBe("'nope' is undefined. 'nope' is undefined");
    const frame = formatError(error, (file) => readFileSync(file, 'utf8'));
    expect(frame.replaceAll(folder, '')).toBe(
      "'nope' is undefined. 'nope' is undefined\n  --> /main.j2:2:6\n 1 | one\n 2 |   {{ nope }}\n   |      ^",
    );
  });
});

describe('the place of a fault in a playbook', () => {
  it.each([
    ['a quoted text', 'a: 1\nmsg: "is {{ one }} {{ nope }}"\n', [2, 23]],
    ['a block', 'msg: |\n  first\n  {{ nope }}\n', [3, 6]],
    ['a text that fails otherwise', 'msg: "{{ 1 + [] }}"\n', [1, 6]],
  ])('%s', (_name, yaml, expected) => {
    const loaded = parseYaml(yaml, 'play.yml', { trusted: true }) as Map<Value, Value>;
    const { span } = failure(() =>
      templarOver(new Map([['one', 1]])).template(loaded.get('msg') as Value),
    );
    expect([span?.line, span?.column]).toEqual(expected);
  });
});
