import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import type { Value } from '../values/types.ts';
import { lookupError, optionsError } from './lookup-error.ts';

/** Names in Ansible's module of settings that are no settings. */
const CALLABLES: ReadonlySet<string> = new Set([
  'ConfigManager',
  'Sequence',
  'add_internal_fqcns',
  'set_constant',
  'to_text',
]);

/** Settings of this run by Ansible's names. */
export const config: LookupPlugin = ({ terms, options, services, variables, templar }) => {
  const missing = options.get('on_missing') ?? 'error';
  const hasType = truthy(options.get('plugin_type') ?? false);
  if (hasType !== truthy(options.get('plugin_name') ?? false)) {
    throw optionsError(
      'Both plugin_type and plugin_name are required, cannot use one without the other',
    );
  }
  if (missing !== 'error' && missing !== 'warn' && missing !== 'skip') {
    throw optionsError(
      `Invalid value "${str(missing)}" for configuration option "plugin_type: lookup plugin: config setting: on_missing ", valid values are: error, skip, warn`,
    );
  }
  const plugin = hasType
    ? {
        type: str(options.get('plugin_type') ?? ''),
        name: str(options.get('plugin_name') ?? ''),
        variable: (name: string): Value | undefined => {
          const value = variables.get(name);
          return value === undefined ? undefined : templar.template(value);
        },
      }
    : undefined;
  const found: Value[] = [];
  for (const term of terms) {
    if (typeof term !== 'string') {
      throw optionsError(
        `Invalid setting identifier, "${str(term)}" is not a string, its a <class '${typeName(term)}'>`,
      );
    }
    if (plugin === undefined && CALLABLES.has(term))
      throw lookupError(`Invalid setting "${term}" attempted`);
    const value = services.setting?.(term, plugin);
    if (value !== undefined) found.push(value);
    else if (missing === 'error') {
      const reason = `module 'ansible.constants' has no attribute '${term}'`;
      throw lookupError(`Unable to find setting ${term}. ${reason}. ${reason}`);
    } else if (missing === 'warn') services.warn(`Skipping, did not find setting ${term}`);
  }
  return found;
};
