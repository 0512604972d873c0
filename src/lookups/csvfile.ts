import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { parseCsv } from '../values/csv.ts';
import { isText } from '../values/markup.ts';
import { decodeBytes } from '../values/methods/text-codec.ts';
import { attributeError } from '../values/python-errors.ts';
import { str } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import type { Value } from '../values/types.ts';
import { findFile } from './find-file.ts';
import { ansibleError } from './lookup-error.ts';
import { intOption, textOption } from './options.ts';
import { parseKeyValues } from './parse-kv.ts';

const OPTIONS = ['col', 'delimiter', 'file', 'encoding', 'default'];

/** The value in column `col` of the first row whose first column is the key. */
export const csvfile: LookupPlugin = (call) => {
  const settings = new Map<string, Value>([
    ['col', intOption(call, 'col', 1)],
    ['delimiter', textOption(call, 'delimiter', 'TAB')],
    ['file', textOption(call, 'file', 'ansible.csv')],
    ['default', call.options.get('default') ?? ''],
    ['encoding', textOption(call, 'encoding', 'utf-8')],
  ]);
  const found: Value[] = [];
  for (const term of call.terms) {
    if (term !== null && !isText(term))
      throw attributeError(`'${typeName(term)}' object has no attribute 'split'`);
    const words = term === null ? new Map<string, string>() : parseKeyValues(str(term));
    const key = words.get('_raw_params');
    if (key === undefined) throw ansibleError('Search key is required but was not found');
    for (const [name, value] of words) {
      if (name === '_raw_params') continue;
      if (!OPTIONS.includes(name)) throw ansibleError(`${name} is not a valid option`);
      settings.set(name, value);
    }
    if (settings.get('delimiter') === 'TAB') settings.set('delimiter', '\t');
    const name = str(settings.get('file') ?? '');
    const file = findFile(call, 'files', name);
    if (file === undefined) {
      throw ansibleError("csvfile: [Errno 2] No such file or directory: b'None'");
    }
    const text = decodeBytes(
      call.services.readFile(file),
      str(settings.get('encoding') ?? 'utf-8'),
      'replace',
    );
    const rows = parseCsv(text, { delimiter: str(settings.get('delimiter') ?? ',') });
    const row = rows.find(([first]) => first === key);
    const fallback = settings.get('default') ?? '';
    if (row === undefined) {
      // The default's own default is an empty list.
      if (call.options.has('default') || words.has('default')) found.push(fallback);
      continue;
    }
    const value = row[Number(settings.get('col'))];
    if (value === undefined) throw ansibleError('csvfile: list index out of range');
    found.push(value);
  }
  return found;
};
