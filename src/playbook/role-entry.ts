import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';
import { keywordIn, varsIn } from './keyword-in.ts';
import { roleKeywords } from './keywords.ts';
import { settleModuleDefaults } from './module-defaults.ts';
import type { Keywords, Play, Role, Task } from './nodes.ts';
import { type LocatedRole, locateRole } from './role-search.ts';
import { textOf } from './task-arguments.ts';

/** A wish for a role: an entry of `roles:` or `dependencies:`, or an include_role/import_role task. */
export interface RoleRequest {
  /** Name, path, or mapping with `role:`/`name:`, keywords and parameters. */
  readonly data: Value;
  /** `tasks_from` and its like, by kind of file. */
  readonly from: ReadonlyMap<string, Value>;
  readonly include?: Task;
  /** Place of the entry, where `data` is a bare name. */
  readonly span?: Role['span'];
}

/** A wish for a role as it was read: where the role is, and what the entry says beside its name. */
export interface RoleEntry {
  readonly located: LocatedRole;
  readonly keywords: Keywords;
  readonly params: Map<string, Value>;
  readonly vars: Map<string, Value>;
  readonly span: Role['span'];
}

/** Reads a wish for a role and finds the role; nothing of the role itself is read. @throws ParseError or TroupeError where Ansible does */
export function readRoleEntry(
  request: RoleRequest,
  play: Play,
  dependents: readonly Role[],
  context: PlaybookContext,
): RoleEntry {
  const span = context.spanOf(request.data) ?? request.span ?? request.include?.span ?? play.span;
  if (dependents.length > 60) {
    throw new TroupeError(
      'A recursion loop was detected with the roles specified. Make sure child roles do not have dependencies on parent roles',
      { span },
    );
  }
  const { data } = request;
  const text = textOf(data);
  if (text === undefined && !(data instanceof Map))
    throw new ParseError(`Invalid role definition: ${str(data)}`);
  if (text?.includes(',')) throw new TroupeError(`Invalid old style role requirement: ${text}`);
  const entry: Dict = data instanceof Map ? data : new Map([['role' as Value, data]]);
  const nameValue = entry.get('role') ?? entry.get('name') ?? null;
  if (!textOf(nameValue)) {
    throw new TroupeError('role definitions must contain a role name', { span });
  }
  const wanted = String(context.templar(play, request.include).template(nameValue));
  const located = locateRole(wanted, play, dependents.at(-1), context, span, request.include);
  const keywords: Keywords = new Map();
  const params = new Map<string, Value>();
  let vars: Map<string, Value> = new Map();
  for (const [key, value] of entry) {
    const name = String(key);
    if (name === 'role' || name === 'name') continue;
    if (name === 'vars') vars = varsIn(entry, context, 'RoleInclude') as Map<string, Value>;
    else if (name in roleKeywords)
      keywords.set(name, keywordIn(entry, name, roleKeywords[name], 'RoleInclude', context));
    else params.set(name, value);
  }
  settleModuleDefaults(keywords, context);
  return { located, keywords, params, vars, span };
}
