import { readFileSync } from 'node:fs';
import { TargetError } from '../diagnostics/errors.ts';
import { VERSION } from './module-arguments.ts';
import type { FoundModule, ModuleFinder } from './module-finder.ts';
import { type ModuleStyle, OLD_INCLUDE, styleOf } from './module-style.ts';
import { collectModuleUtils, type PythonFiles } from './module-utils.ts';

/** A module as it will be run: its text and, for Python, all the files that it needs. */
export interface Payload {
  readonly module: FoundModule;
  readonly style: ModuleStyle;
  readonly content: Buffer;
  /** Only of `python`: the module itself and its module_utils, by path. */
  readonly files: PythonFiles;
}

/**
 * Reads a module and, when it is Python, collects its module_utils.
 * @throws TargetError when ansible-core is needed for them and there is none
 */
export function makePayload(module: FoundModule, finder: ModuleFinder): Payload {
  const content = readFileSync(module.path);
  const style = styleOf(content);
  if (style !== 'python') return { module, style, content, files: new Map() };
  const source = content.includes(OLD_INCLUDE)
    ? Buffer.from(
        content.toString('utf8').replace(OLD_INCLUDE, 'from ansible.module_utils.basic import *'),
      )
    : content;
  const version = finder.installed()?.version ?? VERSION;
  const files = surroundings(module, source, finder);
  const parts = module.pythonName.split('.');
  for (let length = 1; length < parts.length; length++) {
    const path = `${parts.slice(0, length).join('/')}/__init__.py`;
    if (!files.has(path)) files.set(path, Buffer.alloc(0));
  }
  const extend = 'from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n';
  files.set(
    'ansible/__init__.py',
    Buffer.from(`${extend}__version__ = '${version}'\n__author__ = 'Ansible, Inc.'\n`),
  );
  files.set('ansible/module_utils/__init__.py', Buffer.from(extend));
  files.set(`${parts.join('/')}.py`, source);
  return { module, style, content: source, files };
}

function surroundings(module: FoundModule, source: Buffer, finder: ModuleFinder): PythonFiles {
  try {
    return collectModuleUtils(
      { pythonName: module.pythonName, source: source.toString('utf8') },
      finder,
    );
  } catch (error) {
    if (!(error instanceof TargetError) || finder.installed() !== undefined) throw error;
    throw new TargetError(
      `The module ${module.name} (${module.path}) is a Python module, and what it imports from ansible.module_utils comes with ansible-core, which is not installed on this controller: python3 finds no package 'ansible'. Install it (for example: pip install ansible-core), or put its python3 first in PATH.`,
    );
  }
}
