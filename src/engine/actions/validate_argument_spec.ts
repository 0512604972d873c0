import type { OptionSpec } from '../../modules/contract.ts';
import { validateArguments } from '../../modules/validation.ts';
import { fromPlain, str, toPlain } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

/** ansible.builtin.validate_argument_spec: checks variables against a role's argument specification. */
export const validateArgumentSpec: EngineAction = {
  name: 'validate_argument_spec',
  run(context) {
    const { args } = context;
    const spec = args.get('argument_spec');
    if (spec === undefined) return failure('"argument_spec" arg is required in args');
    if (!(spec instanceof Map))
      return failure("Incorrect type for argument_spec, expected dict and got <class 'str'>");
    const provided = args.get('provided_arguments') ?? new Map();
    if (!(provided instanceof Map))
      return failure("Incorrect type for provided_arguments, expected dict and got <class 'str'>");
    const about = args.get('validate_args_context') ?? new Map();
    const given = new Map([...variablesOf(spec, context), ...provided]);
    const { faults } = validateArguments(
      toPlain(given) as Record<string, unknown>,
      optionsOf(spec),
      {},
    );
    const messages = faults.map((fault) => fault.message);
    if (messages.length > 0) {
      return failure(`Validation of arguments failed:\n${messages.join('\n')}`, {
        argument_spec_data: spec,
        argument_errors: fromPlain(messages),
        validate_args_context: about,
      });
    }
    return result({
      changed: false,
      msg: 'The arg spec validation passed',
      validate_args_context: about,
    });
  },
};

/** Values of the variables that the specification names. */
function variablesOf(spec: Dict, { run, play, task, host, templar }: TaskContext): Dict {
  const scope = run.vars.scope({ play, host, task });
  const found: Dict = new Map();
  for (const name of spec.keys()) {
    const value = scope.get(str(name));
    if (value !== undefined) found.set(name, templar.template(value));
  }
  return found;
}

/** A role's `options:` in the terms of module arguments. */
function optionsOf(spec: Dict): Record<string, OptionSpec> {
  const options: Record<string, OptionSpec> = {};
  for (const [name, attributes] of spec) {
    if (!(attributes instanceof Map)) continue;
    const get = (key: string): Value | undefined => attributes.get(key);
    const inner = get('options');
    const list = (key: string): string[] => {
      const value = get(key);
      return Array.isArray(value) ? value.map(str) : [];
    };
    options[str(name)] = {
      type: str(get('type') ?? 'str') as OptionSpec['type'],
      required: get('required') === true,
      noLog: get('no_log') === true,
      ...(get('elements') === undefined
        ? {}
        : { elements: str(get('elements') as Value) as OptionSpec['type'] }),
      ...(get('default') === undefined ? {} : { default: toPlain(get('default') as Value) }),
      ...(Array.isArray(get('choices'))
        ? { choices: toPlain(get('choices') as Value) as string[] }
        : {}),
      ...(list('aliases').length > 0 ? { aliases: list('aliases') } : {}),
      ...(inner instanceof Map ? { options: optionsOf(inner) } : {}),
    };
  }
  return options;
}
