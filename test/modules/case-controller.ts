import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TargetError } from '../../src/diagnostics/errors.ts';
import type { Controller } from '../../src/modules/contract.ts';
import { resolveModule } from '../../src/modules/registry.ts';
import type { ReadTarget } from '../../src/targets/types.ts';

/** A controller whose files are the machine's own, and that renders `{{ 1+1 }}` alone. */
export function caseController(target: ReadTarget, check: boolean): Controller {
  const controller: Controller = {
    findFile(_kind, name) {
      if (existsSync(name)) return name;
      throw new TargetError(`Could not find or access '${name}' on the Ansible Controller.`);
    },
    resolvePath: (path) => resolve(path),
    readFile: (path) => readFileSync(path),
    fileContent: (path) => ({ localPath: path, size: statSync(path).size }),
    renderTemplate: (text) => text.replaceAll('{{ 1+1 }}', '2'),
    variable: (name) => (name === 'inventory_hostname' ? 'localhost' : undefined),
    async planModule(name, args) {
      const module = await resolveModule(name);
      if (!module) throw new Error(`no module ${name}`);
      return module.plan(args, {
        target,
        controller,
        check,
        diff: true,
        calledAs: name,
        remoteUser: undefined,
        noLog: false,
      });
    },
    warn: () => {},
    display: () => {},
    deprecate: () => {},
  };
  return controller;
}
