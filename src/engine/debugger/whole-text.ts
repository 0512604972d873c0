import { repr } from '../../values/repr.ts';
import { PyObject, Tuple, type Value } from '../../values/types.ts';

/** Text that pretty printing does not break into lines: what comes from hosts is of a class of its own in Ansible. */
class WholeText extends PyObject {
  readonly typeName = 'AnsibleUnsafeText';
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  repr(): string {
    return repr(this.#text);
  }
}

/** The value with all text in it kept whole. */
export function withWholeText(value: Value): Value {
  if (typeof value === 'string') return new WholeText(value);
  if (Array.isArray(value)) return value.map(withWholeText);
  if (value instanceof Tuple) return new Tuple(value.items.map(withWholeText));
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]): [Value, Value] => [key, withWholeText(entry)]));
  return value;
}
