import { TroupeError } from '../../diagnostics/errors.ts';
import type { OptionSpec } from '../../modules/contract.ts';
import { validateArguments } from '../../modules/definition/validation.ts';
import { pythonType } from '../../playbook/context.ts';
import { fromPlain, repr, str, toPlain } from '../../values/index.ts';
import { type Dict, PyFloat, type Value } from '../../values/types.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

/** ansible.builtin.validate_argument_spec: checks variables against a role's argument specification. */
export const validateArgumentSpec: EngineAction = {
  name: 'validate_argument_spec',
  run(context) {
    const { args } = context;
    const spec = args.get('argument_spec');
    if (spec === undefined)
      throw new TroupeError(`"argument_spec" arg is required in args: ${repr(args)}`);
    const dictionary = (name: string, value: Value): Dict => {
      if (value instanceof Map) return value;
      throw new TroupeError(
        `Incorrect type for ${name}, expected dict and got ${pythonType(context.task.args.get(name))}`,
      );
    };
    const options = dictionary('argument_spec', spec);
    const provided = dictionary(
      'provided_arguments',
      args.get('provided_arguments') ?? new Map<Value, Value>(),
    );
    const about = args.get('validate_args_context') ?? new Map();
    const found = variablesOf(options, context);
    const { faults } = validateArguments(
      toPlain(new Map([...found.values, ...provided])) as Record<string, unknown>,
      optionsOf(options),
      {},
      new Map([...found.written, ...provided]),
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

/** Values of the variables that the specification names, and of those that YAML files hold what is written there. */
function variablesOf(
  spec: Dict,
  { run, play, task, host, templar }: TaskContext,
): { values: Dict; written: Dict } {
  const scope = run.vars.scope({ play, host, task });
  const values: Dict = new Map();
  const written: Dict = new Map();
  for (const key of spec.keys()) {
    const name = str(key);
    const value = scope.get(name);
    if (value === undefined) continue;
    const rendered = templar.template(value);
    values.set(key, rendered);
    if (rendered instanceof PyFloat) written.set(key, rendered);
    else if (scope.textType(name) !== undefined) written.set(key, value);
  }
  return { values, written };
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
      ...(inner instanceof Map
        ? { options: optionsOf(inner), constraints: constraintsOf(attributes) }
        : {}),
    };
  }
  return options;
}

/** The rules between suboptions; those between a role's own arguments Ansible does not look at. */
function constraintsOf(attributes: Dict): NonNullable<OptionSpec['constraints']> {
  const rules: [string, string][] = [
    ['mutually_exclusive', 'mutuallyExclusive'],
    ['required_together', 'requiredTogether'],
    ['required_one_of', 'requiredOneOf'],
    ['required_if', 'requiredIf'],
    ['required_by', 'requiredBy'],
  ];
  return Object.fromEntries(
    rules.flatMap(([name, rule]) => {
      const value = attributes.get(name) ?? null;
      return value === null ? [] : [[rule, toPlain(value)]];
    }),
  );
}
