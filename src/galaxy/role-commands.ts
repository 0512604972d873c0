import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OptionsError } from '../cli/options-error.ts';
import { page } from '../cli/pager.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { fromPlain } from '../values/plain.ts';
import { str } from '../values/repr.ts';
import { Tuple, type Value } from '../values/types.ts';
import { isRecord } from './requirements.ts';
import { installInfo, isFolder, removeRole, roleMetadata, rolesIn } from './role.ts';
import type { GalaxySession } from './session.ts';

/** `role list`: names and versions of what is installed. @throws OptionsError */
export function listRoles({ args, display, warn }: GalaxySession): number {
  const [wanted] = args.positionals;
  let pathFound = false;
  let roleFound = false;
  const warnings: string[] = [];
  for (const path of args.rolesPath) {
    if (!isFolder(path)) {
      warnings.push(`- the configured path ${path} does not exist.`);
      continue;
    }
    pathFound = true;
    if (wanted === undefined) {
      display.line(`# ${path}`);
      for (const name of rolesIn(path)) showRole(name, join(path, name));
    } else if (isFolder(join(path, wanted))) {
      roleFound = true;
      display.line(`# ${dirname(join(path, wanted))}`);
      showRole(wanted, join(path, wanted));
      break;
    } else {
      warnings.push(`- the role ${wanted} was not found`);
    }
  }
  if (!roleFound) for (const warning of warnings) warn(warning);
  if (!pathFound) {
    throw new OptionsError(
      '- None of the provided paths were usable. Please specify a valid path with --roles-path',
    );
  }
  return 0;

  function showRole(name: string, folder: string): void {
    display.line(`- ${name}, ${String(installInfo(folder)?.version || '(unknown version)')}`);
  }
}

/** `role remove`. */
export function removeRoles({ args, display }: GalaxySession): number {
  const [roles = ''] = args.rolesPath;
  for (const name of args.positionals) {
    if (/(?:^|\/)\.\.?(?:\/|$)/.test(name) || name.startsWith('/')) {
      throw new TroupeError(`Failed to remove role ${name}: that is no name of a role`);
    }
    const removed = removeRole(join(roles, name));
    display.line(
      removed ? `- successfully removed ${name}` : `- ${name} is not installed, skipping.`,
    );
  }
  return 0;
}

const skippedKeys = new Set([
  'name',
  'description',
  'readme_html',
  'related',
  'summary_fields',
  'average_aw_composite',
  'average_aw_score',
  'url',
]);

/** `role info`, out of what is installed. */
export function describeRoles(session: GalaxySession): number {
  const { args, command } = session;
  const [roles = ''] = args.rolesPath;
  let text = '';
  for (const item of args.positionals) {
    const name = item.split(',')[0] ?? '';
    const folder = join(roles, name);
    if (!args.rolesPath.some((path) => isFolder(join(path, name)))) {
      text = `- the role ${item} was not found`;
      break;
    }
    const { version, ...info } = installInfo(folder) ?? {};
    const found = args.rolesPath.map((path) => join(path, name)).find(isFolder) ?? folder;
    const fields: Record<string, unknown> = {
      path: new Tuple(args.rolesPath.map((path): Value => path)),
      ...info,
      ...(version === undefined ? {} : { installed_version: version }),
      ...roleMetadata(found),
    };
    text += roleText(name, fields);
  }
  page(text, command);
  return 0;
}

function roleText(name: string, fields: Record<string, unknown>): string {
  const galaxy = isRecord(fields.galaxy_info) ? fields.galaxy_info : {};
  const shown = (value: unknown) => str(fromPlain(value));
  const lines = ['', `Role: ${name}`];
  lines.push(`\tdescription: ${shown(fields.description ?? galaxy.description ?? '')}`);
  for (const key of Object.keys(fields).sort()) {
    if (skippedKeys.has(key)) continue;
    const value = fields[key];
    if (isRecord(value) && !(value instanceof Tuple)) {
      lines.push(`\t${key}:`);
      for (const inner of Object.keys(value).sort()) {
        if (!skippedKeys.has(inner)) lines.push(`\t\t${inner}: ${shown(value[inner])}`);
      }
    } else {
      lines.push(`\t${key}: ${shown(value)}`);
    }
  }
  return lines.join('\n');
}

/** Makes room for something new: an empty folder, or with --force an emptied one. @throws TroupeError */
export function prepareFolder(path: string, force: boolean): void {
  if (existsSync(path)) {
    if (!isFolder(path)) {
      throw new TroupeError(`- the path ${path} already exists, but is a file - aborting`);
    }
    if (!force) {
      throw new TroupeError(
        `- the directory ${path} already exists. You can use --force to re-initialize this directory,\n` +
          'however it will reset any main.yml files that may have\nbeen modified there already.',
      );
    }
    for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
  }
  mkdirSync(path, { recursive: true });
}
