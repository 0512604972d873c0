import { dirname, join } from 'node:path';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { templateFileVariables } from '../template/ansible/template-variables.ts';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import { fileName, findFile } from './find-file.ts';
import { ansibleError } from './lookup-error.ts';
import { boolOption, textOption } from './options.ts';

/** Rendered template files. Text that looks like data becomes data unless `convert_data` is off. */
export const template: LookupPlugin = (call) =>
  call.terms.map((term) => {
    const name = fileName(term);
    const file = findFile(call, 'templates', name);
    if (file === undefined) {
      throw ansibleError(`the template file ${name} could not be found for the lookup`);
    }
    const managed = str(call.services.setting?.('DEFAULT_MANAGED_STR') ?? '');
    const extra = new Map<string, Value>(
      templateFileVariables({ path: name, fullPath: file, managed }),
    );
    const given = call.options.get('template_vars');
    if (given instanceof Map) for (const [key, value] of given) extra.set(str(key), value);
    return call.templar.renderTemplate(Buffer.from(call.services.readFile(file)).toString('utf8'), {
      name: file,
      extra,
      convertData: boolOption(call, 'convert_data', true),
      native: boolOption(call, 'jinja2_native', false),
      searchPath: [
        dirname(file),
        ...call.services.searchPath.flatMap((folder) => [join(folder, 'templates'), folder]),
      ],
      variableStart: textOption(
        call,
        'variable_start_string',
        '{{',
        'ansible_lookup_template_variable_start_string',
      ),
      variableEnd: textOption(call, 'variable_end_string', '}}'),
      commentStart: textOption(call, 'comment_start_string', '{#'),
      commentEnd: textOption(call, 'comment_end_string', '#}'),
    });
  });
