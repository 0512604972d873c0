import { TemplateError } from '../diagnostics/errors.ts';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { fileName, findFile } from './find-file.ts';

/** Contents of vaulted files as they are. */
export const unvault: LookupPlugin = (call) =>
  call.terms.map((term) => {
    const found = findFile(call, 'files', fileName(term));
    if (found === undefined) {
      throw new TemplateError('AnsibleParserError', `Unable to find file matching "${str(term)}" `);
    }
    return Buffer.from(call.services.readFile(found)).toString('utf8');
  });
