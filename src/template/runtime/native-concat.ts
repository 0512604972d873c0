import { pythonLiteral } from '../../values/python-literal.ts';
import { str } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';

/**
 * What a native template gives: a lone piece as the value it is, several as text; text that is a Python
 * literal becomes that literal's value.
 */
export function nativeConcat(chunks: readonly Value[]): Value {
  const [first] = chunks;
  if (first === undefined) return null;
  if (chunks.length === 1 && typeof first !== 'string') return first;
  const text = chunks.length === 1 ? (first as string) : chunks.map(str).join('');
  const value = pythonLiteral(text);
  return value === undefined ? text : value;
}
