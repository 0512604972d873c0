import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { fileName, findFile } from './find-file.ts';
import { ansibleError } from './lookup-error.ts';
import { boolOption } from './options.ts';

/** Contents of controller files, decrypted where they are vaults, without white space at the end. */
export const file: LookupPlugin = (call) =>
  call.terms.map((term) => {
    const found = findFile(call, 'files', fileName(term));
    if (found === undefined) throw ansibleError(`could not locate file in lookup: ${str(term)}`);
    let text = Buffer.from(call.services.readFile(found)).toString('utf8');
    if (boolOption(call, 'lstrip', false)) text = text.trimStart();
    return boolOption(call, 'rstrip', true) ? text.trimEnd() : text;
  });
