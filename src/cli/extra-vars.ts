import { UsageError } from '../diagnostics/errors.ts';
import { parseKeyValues } from '../loader/free-form.ts';
import type { Loader } from '../loader/loader.ts';
import { Template, type Value } from '../values/types.ts';
import { mergedDeep } from '../vars/layered-scope.ts';

/**
 * Variables of `-e`: `key=value` words, a YAML or JSON mapping, or `@FILE`. Later ones win.
 * @throws UsageError for anything else, LoadError for a file that can't be read.
 */
export function loadExtraVars(
  options: readonly string[],
  loader: Loader,
  mergeDicts = false,
): Map<string, Value> {
  let vars = new Map<Value, Value>();
  for (const option of options) {
    const given = readOne(option, loader);
    vars = mergeDicts ? mergedDeep(vars, given) : new Map([...vars, ...given]);
  }
  return vars as Map<string, Value>;
}

function readOne(option: string, loader: Loader): Map<Value, Value> {
  let data: Value;
  if (option.startsWith('@')) data = loader.loadFile(option.slice(1));
  else if (option === '') data = null;
  else if (option.startsWith('/') || option.startsWith('.')) {
    throw new UsageError(`Please prepend extra_vars filename '${option}' with '@'`);
  } else if (option.startsWith('[') || option.startsWith('{')) {
    data = loader.loadText(option, '<string>', { trusted: true });
  } else {
    data = new Map(
      [...parseKeyValues(option)].map(([key, value]): [Value, Value] => [key, trusted(value)]),
    );
  }
  if (data === null) return new Map();
  if (data instanceof Map) return data;
  throw new UsageError(
    `Invalid extra vars data supplied. '${option}' could not be made into a dictionary`,
  );
}

const trusted = (text: string): Value =>
  /\{[{%#]/.test(text) ? new Template(text, { file: '<command line>', line: 1, column: 1 }) : text;
