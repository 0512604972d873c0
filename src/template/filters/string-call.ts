import { attributeOf, findMethod } from '../../values/attribute.ts';
import type { Value } from '../../values/types.ts';
import { asCallable } from '../runtime/access.ts';

/** `value.name(args…)`. @throws TemplateError (AttributeError) where the value has no such method */
export function stringAttributeCall(value: Value, name: string, args: Value[]): Value {
  const direct = findMethod(value, name)?.(value as never, args, new Map());
  if (direct !== undefined) return direct;
  return asCallable(attributeOf(value, name)).call(args, new Map());
}
