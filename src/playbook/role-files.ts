import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ParseError } from '../diagnostics/errors.ts';
import type { Dict, Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';
import type { Role } from './nodes.ts';

export type RoleFileKind = 'tasks' | 'handlers' | 'vars' | 'defaults' | 'meta';

/**
 * Reads `<role>/<kind>/main.yml` (or the file that `<kind>_from` names). `vars` and `defaults` may be a folder
 * `main/`, whose files are merged in order of their names. Undefined when there is none.
 * @throws ParseError when a file asked for by name is missing or lies outside the role.
 */
export function readRoleFile(
  role: Role,
  kind: RoleFileKind,
  from: string | undefined,
  context: PlaybookContext,
): Value | undefined {
  const folder = join(role.path, kind);
  if (!context.isDirectory(folder)) {
    if (from !== undefined)
      throw new ParseError(`Could not find specified file in role: ${kind}/${from}`);
    return undefined;
  }
  const extensions =
    from === undefined ? ['.yml', '.yaml', '.json', ''] : ['', '.yml', '.yaml', '.json'];
  const mayMerge = kind === 'vars' || kind === 'defaults';
  for (const extension of extensions) {
    const path = resolve(folder, (from ?? 'main') + extension);
    if (!context.exists(path)) continue;
    if (relative(folder, path).startsWith('..')) {
      throw new ParseError(
        `Failed loading '${path}' for role (${role.name}) as it is not inside the expected role path: '${folder}'`,
      );
    }
    if (!context.isDirectory(path)) return context.loadFile(path);
    if (mayMerge) return mergedFolder(path, context);
  }
  if (from !== undefined)
    throw new ParseError(`Could not find specified file in role: ${kind}/${from}`);
  return undefined;
}

function mergedFolder(folder: string, context: PlaybookContext): Dict {
  const merged: Dict = new Map();
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (entry.name.startsWith('.') || entry.name.endsWith('~')) continue;
    const path = join(folder, entry.name);
    const data = context.isDirectory(path)
      ? mergedFolder(path, context)
      : /\.(ya?ml|json)$/.test(entry.name)
        ? context.loadFile(path)
        : null;
    if (data instanceof Map) for (const [key, value] of data) merged.set(key, value);
  }
  return merged;
}

/** `argument_specs` of `meta/argument_specs.yml` or, without that file, of `meta/main.yml`. */
export function argumentSpecsOf(
  role: Role,
  meta: Dict,
  context: PlaybookContext,
): Dict | undefined {
  for (const extension of ['.yml', '.yaml', '.json']) {
    const path = join(role.path, 'meta', `argument_specs${extension}`);
    if (!context.exists(path)) continue;
    const data = context.loadFile(path);
    const specs = data instanceof Map ? data.get('argument_specs') : undefined;
    return specs instanceof Map ? specs : undefined;
  }
  const specs = meta.get('argument_specs');
  return specs instanceof Map ? specs : undefined;
}
