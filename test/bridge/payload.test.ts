import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { styleOf } from '../../src/bridge/module-style.ts';
import { makePayload } from '../../src/bridge/payload.ts';
import { zip } from '../../src/bridge/zip.ts';
import { finder } from './support.ts';

function payloadOf(name: string, choices = {}) {
  const all = finder(choices);
  const found = all.find(name);
  if (found === undefined) throw new Error(`no module ${name}`);
  return makePayload(found, all);
}

describe('what a Python module is sent with', () => {
  it('holds the module, its module_utils, theirs, and the packages above them', () => {
    expect([...payloadOf('greet').files.keys()].sort()).toEqual([
      'ansible/__init__.py',
      'ansible/module_utils/__init__.py',
      'ansible/module_utils/basic.py',
      'ansible/module_utils/common/__init__.py',
      'ansible/module_utils/common/words.py',
      'ansible/module_utils/greeting.py',
      'ansible/modules/__init__.py',
      'ansible/modules/greet.py',
    ]);
  });

  it("follows a collection's relative imports and module_utils that moved", () => {
    const { files } = payloadOf('acme.tools.greet');
    const folder = 'ansible_collections/acme/tools/plugins';
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        `${folder}/modules/greet.py`,
        `${folder}/modules/__init__.py`,
        `${folder}/module_utils/words.py`,
        `${folder}/module_utils/__init__.py`,
        `${folder}/module_utils/parts/__init__.py`,
        `${folder}/module_utils/parts/end.py`,
        'ansible_collections/__init__.py',
        'ansible/module_utils/former_words/__init__.py',
      ]),
    );
    expect(files.get('ansible/module_utils/former_words/__init__.py')?.toString()).toContain(
      'import ansible_collections.acme.tools.plugins.module_utils.words',
    );
  });

  it("fails in Ansible's words where an import can't be found", () => {
    expect(() => payloadOf('lost')).toThrow(
      "Could not find imported module support code for ansible.modules.lost.  Looked for (['ansible.module_utils.nowhere.at_all.thing', 'ansible.module_utils.nowhere.at_all'])",
    );
  });

  it('says what is missing where no ansible-core is installed', () => {
    expect(() => payloadOf('lost', { withAnsible: false })).toThrow(
      /module lost \(.*lost\.py\) is a Python module.*ansible-core, which is not installed.*pip install/,
    );
    expect(payloadOf('shout', { withAnsible: false }).style).toBe('old');
  });
});

describe('the style of a module', () => {
  it.each([
    ['#!/usr/bin/python\nfrom ansible.module_utils.basic import *', 'python'],
    ['#!/usr/bin/python\nimport json\n#<<INCLUDE_ANSIBLE_MODULE_COMMON>>', 'python'],
    ['#!/usr/bin/python\nfrom ..module_utils import a', 'python'],
    ['#!/usr/bin/perl\n# <<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>', 'jsonargs'],
    ['#!/bin/sh\n# WANT_JSON', 'wantJson'],
    ['#!/bin/sh\necho', 'old'],
    ['#!powershell\n#Requires -Module Ansible.ModuleUtils.Legacy', 'powershell'],
    ['\x7fELF\x02\x01\x00', 'binary'],
  ])('%j', (text, style) => {
    expect(styleOf(Buffer.from(text, 'latin1'))).toBe(style);
  });
});

describe('the archive', () => {
  it('is read by Python as it was written', () => {
    const files = new Map([
      ['a/ü.py', Buffer.from('x = 1\n'.repeat(1000))],
      ['empty', Buffer.alloc(0)],
      ['bytes', Buffer.from([0, 1, 255])],
    ]);
    const program =
      'import io, json, sys, zipfile\nz = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\nassert z.testzip() is None\nprint(json.dumps({n: z.read(n).hex() for n in z.namelist()}))';
    const { stdout } = spawnSync('python3', ['-c', program], { input: zip(files) });
    expect(JSON.parse(stdout.toString())).toEqual(
      Object.fromEntries([...files].map(([name, content]) => [name, content.toString('hex')])),
    );
  });
});
