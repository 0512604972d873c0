import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formerPlugin } from '../../src/bridge/former-plugins.ts';
import { finder, fixtures } from './support.ts';

const place = (path: string | undefined) => path && relative(fixtures, path);

describe('finding a module', () => {
  it('looks beside the playbook before ansible-core', () => {
    expect(place(finder().find('greet')?.path)).toBe('play/library/greet.py');
    expect(place(finder().find('ansible.legacy.greet')?.path)).toBe('play/library/greet.py');
    expect(finder().find('ansible.builtin.greet')).toBeUndefined();
    expect(place(finder().find('core_only')?.path)).toBe('ansible/modules/core_only.py');
    expect(finder().find('core_only')?.name).toBe('ansible.builtin.core_only');
  });

  it('takes names with and without the ending', () => {
    expect(place(finder().find('shout')?.path)).toBe('play/library/shout.sh');
    expect(place(finder().find('echo_json')?.path)).toBe('play/library/echo_json');
  });

  it('knows what a role brings from then on, behind what lies beside the playbook', () => {
    const all = finder();
    expect(all.find('in_role')).toBeUndefined();
    all.addFolder(join(fixtures, 'role'));
    expect(place(all.find('in_role')?.path)).toBe('role/library/in_role.py');
    expect(place(all.find('greet')?.path)).toBe('play/library/greet.py');
  });

  it('tells a module from the documentation of an action', () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules-'));
    const path = join(folder, 'acts.py');
    writeFileSync(
      path,
      "from __future__ import division\nDOCUMENTATION = r'''\nmodule: acts\n'''\n",
    );
    expect(finder().isDocumentation(path)).toBe(true);
    expect(finder().isDocumentation(finder().find('greet')?.path ?? '')).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('puts the folders of -M first', () => {
    const all = finder({ modulePaths: [join(fixtures, 'role/library')] });
    expect(place(all.find('greet')?.path)).toBe('role/library/greet.py');
  });

  it('finds modules of collections by full name, by short name, and where they moved', () => {
    const greet = 'collections/ansible_collections/acme/tools/plugins/modules/greet.py';
    expect(place(finder().find('acme.tools.greet')?.path)).toBe(greet);
    expect(finder().find('acme.tools.greet')?.pythonName).toBe(
      'ansible_collections.acme.tools.plugins.modules.greet',
    );
    expect(place(finder().find('greet', ['acme.tools'])?.path)).toBe(greet);
    expect(place(finder().find('acme.tools.welcome')?.path)).toBe(greet);
    expect(finder().find('acme.tools.welcome')?.name).toBe('acme.tools.greet');
    expect(place(finder().find('former')?.path)).toBe(greet);
    expect(finder().find('acme.tools.sub.deep')?.path).toMatch(/sub\/deep\.py$/);
    expect(finder().find('acme.tools.nothing')).toBeUndefined();
    expect(finder().find('nobody.tools.greet')).toBeUndefined();
  });

  it('knows without an ansible-core where its former modules and plugins went', () => {
    const root = mkdtempSync(join(tmpdir(), 'collections-'));
    const modules = join(root, 'ansible_collections/community/docker/plugins/modules');
    mkdirSync(modules, { recursive: true });
    writeFileSync(join(modules, 'docker_stack.py'), '');
    const all = finder({ withAnsible: false, collectionsPaths: [root] });
    expect(all.find('docker_stack')?.name).toBe('community.docker.docker_stack');
    expect(all.find('ansible.builtin.docker_stack')?.name).toBe('community.docker.docker_stack');
    expect(all.find('docker_swarm')).toBeUndefined();
    expect(formerPlugin('lookup', 'dig')?.redirect).toBe('community.general.dig');
    expect(formerPlugin('modules', 'facts')).toBeUndefined();
    rmSync(root, { recursive: true });
  });

  it('tells action plugins, own ones before those of collections', () => {
    expect(place(finder().findAction('acts'))).toBe('play/action_plugins/acts.py');
    expect(place(finder().findAction('acme.tools.acts'))).toMatch(/plugins\/action\/acts\.py$/);
    expect(place(finder().findAction('acts', ['acme.tools']))).toBe('play/action_plugins/acts.py');
    expect(finder().findAction('greet')).toBeUndefined();
    expect(finder().findAction('ansible.builtin.copy')).toBeUndefined();
  });

  it("lets a user's module stand in for a native one, but not for an action's own part", () => {
    const all = finder({ modulePaths: [join(fixtures, 'role/library')] });
    expect(all.findOwn('greet')?.path).toBeDefined();
    expect(all.findOwn('ansible.legacy.greet')?.path).toBeDefined();
    expect(all.findOwn('ansible.builtin.greet')).toBeUndefined();
    expect(all.findOwn('core_only')).toBeUndefined();
    expect(all.findOwn('template')).toBeUndefined();
  });

  it('tells which modules lack the ansible-core that they import', () => {
    const lacks = (withAnsible: boolean, name: string): boolean => {
      const all = finder({ withAnsible });
      const found = all.find(name);
      return found !== undefined && all.lacksCore(found);
    };
    expect(lacks(false, 'lost')).toBe(true);
    expect(lacks(true, 'lost')).toBe(false);
    expect(lacks(false, 'greet')).toBe(false);
    expect(lacks(false, 'echo_json')).toBe(false);
  });
});
