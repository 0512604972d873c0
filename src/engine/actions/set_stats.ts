import { isIdentifier, str } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { toBoolean } from '../boolean.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.set_stats: custom figures for the end of the run. */
export const setStats: EngineAction = {
  name: 'set_stats',
  options: ['aggregate', 'data', 'per_host'],
  run({ args, templar }) {
    const data = args.size === 0 ? new Map<Value, Value>() : (args.get('data') ?? null);
    if (!(data instanceof Map)) return failure("The 'data' option needs to be a dictionary/hash");
    const stats: Dict = new Map();
    for (const [key, value] of data) {
      const text = str(key);
      const name = /\{[{%]/.test(text) ? str(templar.renderText(text)) : text;
      if (!isIdentifier(name)) {
        return failure(
          `The variable name '${name}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
        );
      }
      stats.set(name, value);
    }
    return result({
      changed: false,
      ansible_stats: new Map<string, Dict | boolean>([
        ['data', stats],
        ['per_host', toBoolean(args.get('per_host') ?? false) ?? false],
        ['aggregate', toBoolean(args.get('aggregate') ?? true) ?? true],
      ]) as Dict,
    });
  },
};
