import { PyObject, type Value } from '../../../values/types.ts';

/** `&expr`: an expression handed to a function. */
export class ExpressionReference extends PyObject {
  readonly typeName = 'expref';
  readonly apply: (value: Value) => Value;
  constructor(apply: (value: Value) => Value) {
    super();
    this.apply = apply;
  }
  repr(): string {
    return '<expref>';
  }
}
