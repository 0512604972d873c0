import { Callable, type Dict, Template, type Value } from '../../values/types.ts';
import type { TemplarContract } from '../contract.ts';
import { FILTERS } from '../filters/registry.ts';
import { findFilter } from '../filters-ansible/registry.ts';
import { TESTS } from '../tests/registry.ts';
import { findTest } from '../tests-ansible/registry.ts';

/** Whether there is a native filter or test of that name. */
export function hasPlugin(kind: string, name: string): boolean {
  return kind === 'filter'
    ? findFilter(name) !== undefined || FILTERS.has(name)
    : findTest(name) !== undefined || TESTS.has(name);
}

/**
 * What a filter or a test makes of values, as it is: not as the text that a template would give.
 * @throws TemplateError
 */
export function callFilter(
  templar: TemplarContract,
  kind: 'filter' | 'test',
  name: string,
  args: readonly Value[],
  kwargs: Dict,
): Value {
  const [value = null, ...rest] = args;
  let made: Value = null;
  const take = new Callable('take', ([result]) => {
    made = result ?? null;
    return '';
  });
  const extra = new Map<string, Value>([
    ['_value', value],
    ['_args', rest],
    ['_kwargs', kwargs],
    ['_take', take],
  ]);
  const use = kind === 'filter' ? '|' : 'is';
  templar.template(new Template(`{{ _take(_value ${use} ${name}(*_args, **_kwargs)) }}`), {
    extra,
  });
  return made;
}
