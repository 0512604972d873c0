import { TargetError } from '../diagnostics/errors.ts';

/**
 * An action that gives up, as Ansible's action plugins do: the result has `changed: false` and an `exception`, whose last
 * line callbacks show. Where Ansible has no Python error underneath, that is `NoneType: None`.
 */
export class ActionFailure extends TargetError {
  readonly exception: string;

  constructor(message: string, exception = 'NoneType: None') {
    super(message);
    this.exception = exception;
  }
}
