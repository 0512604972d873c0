import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ControllerPython } from '../../src/bridge/controller-python.ts';
import { PythonPlugins } from '../../src/bridge/python-plugins.ts';
import { TemplateError } from '../../src/diagnostics/errors.ts';
import { createTemplar } from '../../src/template/ansible/templar.ts';
import type { TemplateServices } from '../../src/template/contract.ts';
import { PyFloat, PySet, Tuple, type Value } from '../../src/values/types.ts';
import { finder, fixtures, pluginFinder } from './support.ts';

const all = finder();
const warnings: string[] = [];
const python = new ControllerPython(all, {
  collectionsPaths: [],
  warn: (message) => warnings.push(message),
});
const plugins = new PythonPlugins(all, pluginFinder(all), python);

function call(name: string, ...args: Value[]): Value {
  const filter = plugins.filter(name);
  if (filter === undefined) throw new Error(`no filter ${name}`);
  return filter(args, new Map());
}

describe('filters in Python', () => {
  it('are found beside the playbook, and in roles once they are known', () => {
    expect(plugins.filter('double')).toBeDefined();
    expect(plugins.filter('nobody_has_it')).toBeUndefined();
    expect(plugins.filter('from_role')).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^Skipping plugin \(.*broken\.py\), cannot load: not today$/),
    ]);
    all.addFolder(join(fixtures, 'role'));
    expect(plugins.filter('from_role')?.([1], new Map())).toBe('role 1');
  });

  it.each<[Value]>([
    [null],
    [true],
    [7],
    [2n ** 70n],
    [new PyFloat(1)],
    ['ü\u{1f600}"\n'],
    [[1, ['a', null]]],
    [new Map<Value, Value>([['a', new Map([['b', 1]])]])],
    [
      new Map<Value, Value>([
        [1, 'a'],
        ['__', 'b'],
      ]),
    ],
    [new Tuple([1, 'a'])],
    [new PySet([1])],
  ])('gives back what it was given (%#)', (value) => {
    expect(call('same', value)).toEqual(value);
  });

  it('passes arguments by place and by name', () => {
    expect(call('double', 'a', 3)).toBe('aaa');
    expect(plugins.filter('double')?.([2], new Map([['times', 5]]))).toBe(10);
    expect(call('letters', 'ab')).toEqual(['a', 'b']);
  });

  it("fails with the plugin's error and its class", () => {
    expect(() => call('fail', 'x')).toThrow(new TemplateError('ValueError', 'no good: x'));
    try {
      call('fail', 'x');
    } catch (error) {
      expect((error as TemplateError).pythonClass).toBe('ValueError');
    }
  });

  it('is not disturbed by what plugins print', () => {
    expect(call('chatty', 1)).toBe(1);
    expect(call('same', 2)).toBe(2);
  });

  it('serves templates, where no native one has the name', () => {
    const templar = createTemplar({
      scope: { get: () => undefined, names: () => [] },
      services: {
        searchPath: [],
        basedir: '/',
        warn: () => undefined,
      } as unknown as TemplateServices,
      settings: { native: false, failOnUndefined: true, extensions: [], foreign: plugins },
    });
    expect(templar.renderText("{{ 'ab' | double | upper }} {{ 'abba' is palindrome }}")).toBe(
      'ABAB True',
    );
    expect(templar.renderText("{{ ['a', 'bb'] | map('double') | join(',') }}")).toBe('aa,bbbb');
    expect(() => templar.renderText('{{ 1 | nobody_has_it }}')).toThrow(/nobody_has_it/);
  });
});
