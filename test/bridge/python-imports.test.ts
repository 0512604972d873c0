import { describe, expect, it } from 'vitest';
import { importsOf } from '../../src/bridge/python-imports.ts';

const names = (source: string, name = 'ansible.modules.x', isPackage = false) =>
  importsOf(source, name, isPackage).map(
    ({ parts, optional }) => `${parts.join('.')}${optional ? '?' : ''}`,
  );

describe('imports of a Python file', () => {
  it.each([
    ['import ansible.module_utils.a.b', ['ansible.module_utils.a.b']],
    [
      'from ansible.module_utils import a, b as c',
      ['ansible.module_utils.a', 'ansible.module_utils.b'],
    ],
    [
      'from ansible.module_utils.a import (  # why\n    b,\n    c as d,\n)',
      ['ansible.module_utils.a.b', 'ansible.module_utils.a.c'],
    ],
    ['from ansible.module_utils.a import *', ['ansible.module_utils.a.*']],
    ['from ansible.module_utils.a \\\n  import b', ['ansible.module_utils.a.b']],
    [
      'try:\n    from ansible.module_utils.a import b\nexcept ImportError: pass',
      ['ansible.module_utils.a.b?'],
    ],
    ['try: import ansible.module_utils.a\nexcept: pass', ['ansible.module_utils.a?']],
    ['import os; import ansible.module_utils.a', ['ansible.module_utils.a']],
    ['import os, sys\nfrom ansible.errors import X', []],
    ['"""\nfrom ansible.module_utils.a import b\n"""', []],
    ["x = '''\\'''\nimport ansible.module_utils.a'''", []],
    ['# from ansible.module_utils.a import b', []],
    ['from ansible.module_utils.six.moves import _six', []],
    [
      'from ansible_collections.a.b.plugins.module_utils.c import d',
      ['ansible_collections.a.b.plugins.module_utils.c.d'],
    ],
    ['from ansible_collections.a.b.plugins.lookup.c import d', []],
  ])('%j', (source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it('counts dots from the file, and one less from a package', () => {
    const module = 'ansible_collections.a.b.plugins.modules.m';
    const expected = ['ansible_collections.a.b.plugins.module_utils.c.d'];
    expect(names('from ..module_utils.c import d', module)).toEqual(expected);
    const file = 'ansible_collections.a.b.plugins.module_utils.x';
    expect(names('from .c import d', file)).toEqual(expected);
    const folder = 'ansible_collections.a.b.plugins.module_utils';
    expect(names('from .c import d', folder, true)).toEqual(expected);
    expect(names('from . import c', `${folder}.p`, true)).toEqual([`${folder}.p.c`]);
  });
});
