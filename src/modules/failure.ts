import type { Result } from './contract.ts';

/** Ends a plan with a failed result (fail_json): defineModule turns it into one. */
export class ModuleFailure extends Error {
  readonly result: Result;
  /** Arguments to show; null for none. */
  readonly moduleArgs: Result | null | undefined;
  constructor(result: Result, moduleArgs?: Result | null) {
    super(String(result.msg));
    this.name = 'ModuleFailure';
    this.result = result;
    this.moduleArgs = moduleArgs;
  }
}

/** Fails the module with Ansible's text and further result fields. @throws ModuleFailure */
export function fail(msg: string, fields: Result = {}): never {
  throw new ModuleFailure({ ...fields, msg });
}

/** Fails before the module proper has been reached: Ansible shows no arguments then. @throws ModuleFailure */
export function failAction(msg: string, fields: Result = {}): never {
  throw new ModuleFailure({ ...fields, msg }, null);
}
