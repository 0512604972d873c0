import { equals } from '../../values/equality.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { truthy } from '../../values/truth.ts';
import { type Dict, LazyDict, Undefined, type Value } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';

/** A task's result. @throws AnsibleFilterError for anything but a dict */
function resultOf(value: Value, test: string): Dict {
  if (value instanceof Map) return value;
  if (value instanceof LazyDict) {
    return new Map([...value.keys()].map((key) => [key, value.get(key) ?? null]));
  }
  if (value instanceof Undefined && value.lenient) failUndefined(value);
  throw filterError(`The '${test}' test expects a dictionary`);
}

const flag = (test: string, key: string): Plugin =>
  plugin(test, ['result'], ({ args: [value = null] }) => resultOf(value, test).get(key) ?? false);

const not = (name: string, test: string, key: string): Plugin =>
  plugin(
    name,
    ['result'],
    ({ args: [value = null] }) => !truthy(resultOf(value, test).get(key) ?? false),
  );

const changed = plugin('changed', ['result'], ({ args: [value = null] }) => {
  const result = resultOf(value, 'changed');
  const own = result.get('changed');
  if (own !== undefined) return own;
  const results = result.get('results');
  if (!Array.isArray(results) || !(results[0] instanceof Map)) return false;
  return results.some((item) => item instanceof Map && truthy(item.get('changed') ?? false));
});

/** Async tasks say 0 or 1; a task that isn't async counts as started and finished. */
const progress = (test: string): Plugin =>
  plugin(test, ['result'], ({ args: [value = null], context }) => {
    const state = resultOf(value, test).get(test);
    if (state !== undefined) return equals(state, 1);
    context.services.warn(
      `The '${test}' test expects an async task, but a non-async task was tested`,
    );
    return true;
  });

const failed = flag('failed', 'failed');
const success = not('success', 'failed', 'failed');
const skipped = flag('skipped', 'skipped');

export const resultTests: Readonly<Record<string, Plugin>> = {
  failed,
  failure: failed,
  succeeded: success,
  success,
  successful: success,
  reachable: not('reachable', 'unreachable', 'unreachable'),
  unreachable: flag('unreachable', 'unreachable'),
  changed,
  change: changed,
  skipped,
  skip: skipped,
  finished: progress('finished'),
  started: progress('started'),
};
