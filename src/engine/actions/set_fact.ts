import { isIdentifier, str } from '../../values/index.ts';
import { setTextType, textTypeIn } from '../../values/text-type.ts';
import type { Dict } from '../../values/types.ts';
import { ActionFailure } from '../action-failure.ts';
import { toBoolean } from '../boolean.ts';
import { invalidBoolean } from '../keyword-values.ts';
import { PythonException } from '../python-exception.ts';
import { result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.set_fact: variables for the host, for the rest of the run. */
export const setFact: EngineAction = {
  name: 'set_fact',
  run({ args, run, templar }) {
    const facts: Dict = new Map();
    const wish = args.get('cacheable') ?? false;
    const cacheable = toBoolean(wish);
    if (cacheable === undefined) throw new PythonException('TypeError', invalidBoolean(wish));
    for (const [key, value] of args) {
      const text = str(key);
      const name = /\{[{%]/.test(text) ? str(templar.renderText(text)) : text;
      if (name === 'cacheable') continue;
      if (!isIdentifier(name)) {
        throw new ActionFailure(
          `The variable name '${name}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
        );
      }
      const isWord = typeof value === 'string' && /^(true|false|yes|no)$/i.test(value);
      setTextType(facts, name, textTypeIn(args, key));
      facts.set(name, isWord && !run.options.jinja2Native ? (toBoolean(value) as boolean) : value);
    }
    if (facts.size === 0) {
      throw new ActionFailure(
        'No key/value pairs provided, at least one is required for this action to succeed',
      );
    }
    return result({ ansible_facts: facts, _ansible_facts_cacheable: cacheable, changed: false });
  },
};
