import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ParseError } from '../diagnostics/errors.ts';
import { fromPlain, str } from '../values/index.ts';
import { isRecord, readYaml } from './requirements.ts';

const metaNames = ['main.yml', 'main.yaml'];

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A role's `meta/main.yml`; undefined where there is none or it can't be read. */
export function roleMetadata(folder: string): Record<string, unknown> | undefined {
  for (const name of metaNames) {
    const file = join(folder, 'meta', name);
    if (!existsSync(file)) continue;
    try {
      const data = readYaml(file);
      return isRecord(data) && Object.keys(data).length > 0 ? data : undefined;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** What `galaxy` noted when it installed a role: `version`, `install_date`. */
export function installInfo(folder: string): Record<string, unknown> | undefined {
  const file = join(folder, 'meta', '.galaxy_install_info');
  if (!existsSync(file)) return undefined;
  const data = readYaml(file);
  return isRecord(data) ? data : undefined;
}

/**
 * The roles that a role names in `meta/main.yml` and `meta/requirements.yml`, as written there.
 * @throws ParseError where these aren't lists
 */
export function roleDependencies(folder: string, role: string): unknown[] {
  const list = (value: unknown, where: string): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    throw new ParseError(
      `Expected role dependencies to be a list. Role ${role} has ${where} ${str(fromPlain(value))}`,
    );
  };
  const own = list(roleMetadata(folder)?.dependencies || [], 'meta/main.yml with dependencies');
  for (const name of ['requirements.yml', 'requirements.yaml']) {
    const file = join(folder, 'meta', name);
    if (existsSync(file)) return [...own, ...list(readYaml(file), 'meta/requirements.yml')];
  }
  return [...own];
}

/** Names in a folder of roles. */
export function rolesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => roleMetadata(join(folder, name)) !== undefined);
}

/** Removes a role; false where the folder holds none. */
export function removeRole(folder: string): boolean {
  if (roleMetadata(folder) === undefined) return false;
  rmSync(folder, { recursive: true, force: true });
  return true;
}
