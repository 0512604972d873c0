import { UndefinedVariableError } from '../../diagnostics/errors.ts';
import { trustOfType } from '../../template/ansible/trust.ts';
import { repr, typeName } from '../../values/index.ts';
import { textTypeIn } from '../../values/text-type.ts';
import { type Dict, Template, type Value } from '../../values/types.ts';
import { PythonException } from '../python-exception.ts';
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
      throw new PythonException(
        'ValueError',
        `invalid literal for int() with base 10: ${repr(args.get('verbosity') ?? null)}`,
      );
    }
    if (verbosity > run.options.verbosity) {
      return result({
        skipped_reason: 'Verbosity threshold not met.',
        skipped: true,
        failed: false,
      });
    }
    const fields: Dict = new Map();
    if (args.has('msg')) fields.set('msg', args.get('msg') as Value);
    else if (args.has('var')) {
      const [name, value] = variable(context);
      fields.set(name, value);
    } else fields.set('msg', 'Hello world!');
    return fields.set('_ansible_verbose_always', true).set('failed', false);
  },
};

/** Name and value that `var` shows: a variable's name or an expression; for data as such Ansible has no value. */
function variable({ args, templar, run, task }: TaskContext): [Value, Value] {
  const given = args.get('var') ?? null;
  const isData = Array.isArray(given) || given instanceof Map;
  const name = isData ? `<class '${typeName(given)}'>` : given;
  let reason = '';
  try {
    if (typeof given === 'string') {
      const expression = `{{${given}}}`;
      const isWritten = !(task.args.get('var') instanceof Template);
      const trust = isWritten ? 'safe' : trustOfType(textTypeIn(args, 'var'));
      if (trust === 'unsafe') return [name, expression];
      return [name, templar.renderText(expression, { disableLookups: trust !== 'safe' })];
    }
  } catch (error) {
    if (!(error instanceof UndefinedVariableError)) throw error;
    reason = error.message;
  }
  return [name, `VARIABLE IS NOT DEFINED!${run.options.verbosity > 0 ? `: ${reason}` : ''}`];
}
