import { PyFloat } from '../../values/types.ts';

/** JSON of arguments, for programs: floats and large integers are numbers there. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one instanceof PyFloat ? one.value : typeof one === 'bigint' ? Number(one) : one,
  );
}
