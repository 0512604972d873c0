import { randomBytes } from 'node:crypto';
import type { Value } from '../../values/types.ts';

const PREFIX = '__omit_place_holder__';

/** The text that `{{ omit }}` renders to. It differs from run to run, so that no data can pretend to be it. */
export const OMIT: string = PREFIX + randomBytes(20).toString('hex');

/** Whether a rendered value is the `omit` placeholder: the parameter is to be left out. */
export function isOmit(value: Value | undefined): boolean {
  return value === OMIT;
}
