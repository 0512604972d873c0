import type { Result } from '../contract.ts';

/** Ends a plan with a failed result (fail_json): defineModule turns it into one. */
export class ModuleFailure extends Error {
  readonly result: Result;
  /** Arguments to show; null for none. */
  readonly moduleArgs: Result | null | undefined;
  constructor(result: Result, moduleArgs?: Result | null, options?: ErrorOptions) {
    super(String(result.msg), options);
    this.name = 'ModuleFailure';
    this.result = result;
    this.moduleArgs = moduleArgs;
  }

  /** The same kind of failure with fields beneath its own, and with other arguments to show. */
  beneath(fields: Result, moduleArgs = this.moduleArgs): ModuleFailure {
    const Kind = this.constructor as typeof ModuleFailure;
    return new Kind({ ...fields, ...this.result }, moduleArgs, { cause: this.cause });
  }
}

/** Fails the module with Ansible's text and further result fields. @throws ModuleFailure */
export function fail(msg: string, fields: Result = {}): never {
  throw new ModuleFailure({ ...fields, msg });
}

/** Ends a plan for want of something on the host with which it would be a change. */
export class Lacking extends ModuleFailure {}

/**
 * Fails for want of something on the host that what is asked for can't be there without: a folder, a group, a package.
 * @throws Lacking
 */
export function failLacking(msg: string, fields: Result = {}): never {
  throw new Lacking({ ...fields, msg });
}

/** Does some work; where it fails, the text says before the reason what was done. @throws ModuleFailure */
export function failingAs<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModuleFailure) || error instanceof BeyondNative) throw error;
    return fail(`${what}: ${error.message}`);
  }
}

/** Fails before the module proper has been reached: Ansible shows no arguments then. @throws ModuleFailure */
export function failAction(msg: string, fields: Result = {}, options?: ErrorOptions): never {
  throw new ModuleFailure({ ...fields, msg }, null, options);
}

/** Ends the task as an exception in an action plugin of Ansible does: no module has a result then. */
export class ActionCrash extends Error {
  /** @param pythonClass as a traceback names the exception, for example `ValueError` */
  constructor(pythonClass: string, text: string) {
    super(text);
    this.name = 'ActionCrash';
    this.stack = `${pythonClass}: ${text}`;
  }
}

/** Ends a plan that a native module can't make: the same module in Python may do the task. */
export class BeyondNative extends ModuleFailure {}

/**
 * Leaves the task to the module in Python; where none is found, the task fails with the text.
 * @throws BeyondNative
 */
export function leaveToPython(msg: string): never {
  throw new BeyondNative({ msg });
}

/** Leaves a task with this option to the module in Python. @throws BeyondNative */
export function beyondNative(option: string): never {
  return leaveToPython(
    `The option '${option}' is only known to this module in Python: install its collection on the controller, and Python on the host`,
  );
}
