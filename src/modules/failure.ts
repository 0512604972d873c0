import type { Result } from './contract.ts';

/** Ends a plan with a failed result (fail_json): defineModule turns it into one. */
export class ModuleFailure extends Error {
  readonly result: Result;
  constructor(result: Result) {
    super(String(result.msg));
    this.name = 'ModuleFailure';
    this.result = result;
  }
}

/** Fails the module with Ansible's text and further result fields. @throws ModuleFailure */
export function fail(msg: string, fields: Result = {}): never {
  throw new ModuleFailure({ ...fields, msg });
}
