import { TroupeError } from '../../diagnostics/errors.ts';
import { withTrust } from '../../template/ansible/trust.ts';
import { typeName } from '../../values/index.ts';
import { Template, type Value } from '../../values/types.ts';
import { toBoolean } from '../boolean.ts';
import { result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

const isText = (value: Value): boolean => typeof value === 'string';

/** ansible.builtin.assert: all expressions under `that` must hold. */
export const assert: EngineAction = {
  name: 'assert',
  options: ['fail_msg', 'msg', 'quiet', 'success_msg', 'that'],
  run({ args, templar, task }) {
    if (!args.has('that')) throw new TroupeError('conditional required in "that" string');
    const failMessage = args.get('fail_msg') ?? args.get('msg') ?? 'Assertion failed';
    const successMessage = args.get('success_msg') ?? 'All assertions passed';
    for (const [name, message] of [
      ['fail_msg or msg', failMessage],
      ['success_msg', successMessage],
    ] as const) {
      if (isText(message) || (Array.isArray(message) && message.every(isText))) continue;
      throw new TroupeError(
        Array.isArray(message)
          ? `Type of one of the elements in ${name} list is not string type`
          : `Incorrect type for ${name}, expected a string or list and got <class '${typeName(message)}'>`,
      );
    }
    const quiet = toBoolean(args.get('quiet') ?? false) ?? false;
    // Conditions are judged as they are written: what a template inside one brings isn't a condition itself.
    const written = task.args.get('that') ?? args.get('that') ?? null;
    const [that, trust] = withTrust(() =>
      written instanceof Template ? templar.template(written) : written,
    );
    const fields = result(quiet ? {} : { _ansible_verbose_always: true });
    for (const condition of Array.isArray(that) ? that : [that]) {
      if (templar.evaluateConditional(condition, trust === 'unsafe')) continue;
      for (const [key, value] of [
        ['failed', true],
        ['evaluated_to', false],
        ['assertion', condition instanceof Template ? condition.source : condition],
        ['msg', failMessage],
      ] as const) {
        fields.set(key, value);
      }
      return fields;
    }
    fields.set('changed', false);
    fields.set('msg', successMessage);
    return fields;
  },
};
