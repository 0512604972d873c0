import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LookupCall } from '../template/ansible/lookup.ts';
import { expandUser, joinPath } from '../template/filters-ansible/paths.ts';
import { isText } from '../values/markup.ts';
import { attributeError } from '../values/python-errors.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined, type Value } from '../values/types.ts';

/** Every place where a relative file is looked for, nearest first; put together as written, `..` and all. */
function candidates({ services }: LookupCall, subdir: string, name: string): string[] {
  if (/^[~/]/.test(name)) return [path.resolve(expandUser(name))];
  const found: string[] = [];
  const ownsSubdir = name.split('/')[0] === subdir;
  for (const folder of [...services.searchPath, services.basedir]) {
    // A role's tasks see the role's folder as well.
    if (folder.endsWith('/tasks')) {
      if (!ownsSubdir) found.push(joinPath([path.dirname(folder), subdir, name]));
      found.push(joinPath([path.dirname(folder), name]));
    }
    if (!ownsSubdir) found.push(joinPath([folder, subdir, name]));
    found.push(joinPath([folder, name]));
  }
  return found;
}

/** A term as a file's name. @throws TemplateError (AttributeError) for what is no text */
export function fileName(term: Value): string {
  if (term instanceof Undefined || isText(term) || !truthy(term)) return str(term);
  throw attributeError(`'${typeName(term)}' object has no attribute 'startswith'`);
}

/**
 * The controller file that a task means by `name`: below `<folder>/<subdir>` or `<folder>` for each folder of
 * the search path. Warns when there is none, unless `quiet`.
 */
export function findFile(
  call: LookupCall,
  subdir: string,
  name: string,
  quiet = false,
): string | undefined {
  const found =
    name === '' ? undefined : candidates(call, subdir, name).find((file) => existsSync(file));
  if (found === undefined && !quiet) {
    call.services.warn(`Unable to find '${name}' in expected paths (use -vvvvv to see paths)`);
  }
  return found;
}
