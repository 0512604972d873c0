import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { Environment } from '../template/environment.ts';
import { fromPlain } from '../values/plain.ts';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import { checkCollectionName } from './collection-commands.ts';
import { isFolder } from './role.ts';
import { prepareFolder } from './role-commands.ts';
import { folderFiles } from './role-files.ts';
import type { GalaxySession } from './session.ts';
import { collectionFiles, roleFilesOf, skeletonVariables } from './skeleton-files.ts';

/** `role init` and `collection init`. @throws TroupeError */
export function initialize(session: GalaxySession): number {
  const { args, display, command } = session;
  const [name = ''] = args.positionals;
  const isRole = args.type === 'role';
  const below = isRole ? [name] : checkCollectionName(name);
  const folder = `${args.initPath ?? '.'}/${below.join('/')}`;
  prepareFolder(folder, args.force);
  const skeleton = isRole ? args.roleSkeleton : args.collectionSkeleton;
  const { settings } = command;
  const ignored = isRole
    ? settings.GALAXY_ROLE_SKELETON_IGNORE
    : settings.GALAXY_COLLECTION_SKELETON_IGNORE;
  const files =
    skeleton === null
      ? isRole
        ? roleFilesOf(name)
        : collectionFiles(...(below as [string, string]))
      : fromSkeleton(skeleton, ignored, session);
  for (const [path, content] of files) {
    const target = join(folder, path);
    if (content === undefined) {
      mkdirSync(target, { recursive: true });
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
  display.line(`- ${isRole ? 'Role' : 'Collection'} ${name} was created successfully`);
  return 0;
}

/** Files of a skeleton of the user's own: those with `.j2` at the end are rendered, but not what lies in templates. */
function fromSkeleton(
  skeleton: string,
  ignored: readonly string[],
  { args }: GalaxySession,
): [path: string, content: string | Buffer | undefined][] {
  if (!isFolder(skeleton)) {
    throw new TroupeError(
      `- the skeleton path '${skeleton}' does not exist, cannot init ${args.type}`,
    );
  }
  const patterns = ignored.map((text) => new RegExp(text));
  const isIgnored = (path: string, isDirectory: boolean) => {
    const base = path.slice(path.lastIndexOf('/') + 1);
    const relative = path.includes('/') ? path : `./${path}`;
    return patterns.some((pattern) => pattern.test(isDirectory ? base : relative));
  };
  const variables = new Map(
    Object.entries(skeletonVariables(args.type, args.positionals[0] ?? '', args.roleType)).map(
      ([name, value]): [string, Value] => [name, fromPlain(value)],
    ),
  );
  const environment = new Environment({ trimBlocks: true, keepTrailingNewline: true });
  return folderFiles(skeleton, (path, isDirectory) => !isIgnored(path, isDirectory)).map(
    ({ path, kind, content }) => {
      if (kind !== 'file') return [path, undefined];
      const parts = path.split('/');
      const inTemplates =
        args.type === 'role' ? parts[0] === 'templates' : parts.slice(0, -1).includes('templates');
      if (!path.endsWith('.j2') || inTemplates) return [path, content];
      const text = content?.toString('utf8') ?? '';
      return [path.slice(0, -3), str(environment.fromString(text).render(variables))];
    },
  );
}
