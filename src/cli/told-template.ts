import type { TemplateFileOptions, TemplateOptions } from '../template/contract.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';

/** Jinja's settings by the names that Python has for them, where they are not what they are anyhow. */
const MARKS = [
  ['variable_start_string', 'variableStart', '{{'],
  ['variable_end_string', 'variableEnd', '}}'],
  ['block_start_string', 'blockStart', '{%'],
  ['block_end_string', 'blockEnd', '%}'],
  ['comment_start_string', 'commentStart', '{#'],
  ['comment_end_string', 'commentEnd', '#}'],
  ['newline_sequence', 'newlineSequence', '\n'],
] as const;
const FLAGS = [
  ['trim_blocks', 'trimBlocks', true],
  ['lstrip_blocks', 'lstripBlocks', false],
] as const;

interface ToldTemplate {
  readonly options: TemplateOptions;
  /** Only where other marks than the usual ones were asked for. */
  readonly file:
    | (Partial<TemplateFileOptions> & { convertData: boolean; native: boolean })
    | undefined;
}

/** What a plugin's Templar was told, in the engine's terms. */
export function templateOptions(fields: Dict): ToldTemplate {
  const isOn = (name: string): boolean => fields.get(name) === true;
  const options: TemplateOptions = {
    failOnUndefined: isOn('fail'),
    convertData: isOn('convert'),
    preserveTrailingNewlines: isOn('newlines'),
    escapeBackslashes: isOn('backslashes'),
    disableLookups: isOn('no_lookups'),
  };
  const given = fields.get('marks');
  const marks: Dict = given instanceof Map ? given : new Map<Value, Value>();
  const other: Record<string, string | boolean> = {};
  for (const [name, field, usual] of MARKS) {
    const mark = marks.get(name);
    if (mark !== undefined && mark !== null && str(mark) !== usual) other[field] = str(mark);
  }
  for (const [name, field, usual] of FLAGS) {
    const flag = marks.get(name);
    if (typeof flag === 'boolean' && flag !== usual) other[field] = flag;
  }
  const file =
    Object.keys(other).length === 0
      ? undefined
      : { ...other, convertData: isOn('convert'), native: isOn('native') };
  return { options, file };
}
