import { UndefinedVariableError } from '../../diagnostics/errors.ts';
import { str, typeName } from '../../values/index.ts';
import { Template, type Value } from '../../values/types.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

/** ansible.builtin.debug: prints text or a variable. */
export const debug: EngineAction = {
  name: 'debug',
  options: ['msg', 'var', 'verbosity'],
  run(context) {
    const { args, run } = context;
    if (args.has('msg') && args.has('var'))
      return failure("'msg' and 'var' are incompatible options");
    const verbosity = Number(args.get('verbosity') ?? 0);
    if (Number.isNaN(verbosity)) {
      const reason = `invalid literal for int() with base 10: '${str(args.get('verbosity') ?? null)}'`;
      return failure(`Unexpected failure during module execution: ${reason}`, {
        exception: `ValueError: ${reason}`,
      });
    }
    if (verbosity > run.options.verbosity) {
      return result({ skipped: true, skipped_reason: 'Verbosity threshold not met.' });
    }
    const fields = result({ _ansible_verbose_always: true, failed: false, changed: false });
    if (args.has('msg')) fields.set('msg', args.get('msg') as Value);
    else if (args.has('var')) {
      const [name, value] = variable(context);
      fields.set(name, value);
    } else fields.set('msg', 'Hello world!');
    return fields;
  },
};

/** Name and value that `var` shows: a variable's name, an expression, or data as it is. */
function variable(context: TaskContext): [string, Value] {
  const raw = context.task.args.get('var') ?? null;
  const given = context.args.get('var') ?? null;
  if (typeof given !== 'string')
    return [raw instanceof Template ? raw.source : `<class '${typeName(given)}'>`, given];
  try {
    return [
      raw instanceof Template ? raw.source : given,
      context.templar.renderText(`{{${given}}}`),
    ];
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    const detail = context.run.options.verbosity > 0 ? `: ${error.message}` : '';
    return [str(given), `VARIABLE IS NOT DEFINED!${detail}`];
  }
}
