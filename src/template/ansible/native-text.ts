import { PyObject } from '../../values/types.ts';

/**
 * Text that stays text whatever it looks like: what `to_json`, `string` … give when they come last in an expression.
 * It lives from there to the end of that one output and is never seen by variables.
 */
export class NativeText extends PyObject {
  readonly typeName: string;
  readonly text: string;
  constructor(text: string, typeName = 'NativeJinjaText') {
    super();
    this.text = text;
    this.typeName = typeName;
  }
  repr(): string {
    return this.text;
  }
}
