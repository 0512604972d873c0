import { repr } from '../../values/repr.ts';
import { Template, type Value } from '../../values/types.ts';
import { NativeText } from './native-text.ts';
import { type Trust, textTypeFor } from './trust.ts';

/** Python's class of what was rendered, as far as it tells its trust. */
export function textTypeOf(rendered: Value, trust: Trust): string | undefined {
  if (!(rendered instanceof NativeText)) return textTypeFor(trust);
  const { typeName } = rendered;
  return trust === 'unsafe' && typeName === 'NativeJinjaText' ? 'NativeJinjaUnsafeText' : typeName;
}

/** Text of jinja2_native as Python's plain str. */
export const plain = (value: Value): Value => (value instanceof NativeText ? value.text : value);

/** A raw variable as error texts show it. */
export const shown = (value: Value): string =>
  value instanceof Template ? value.source : repr(value);
