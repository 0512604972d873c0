import type { Change, FileStat, ReadTarget } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { beyondNative, type FileAttributeArguments, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';

/** Arguments of modules that keep one file in PEM. */
export interface PemFileArguments extends FileAttributeArguments {
  readonly path: string;
  readonly backup: boolean;
}

/** A file as it is on the host. */
export interface PemFile {
  readonly parent: FileStat;
  readonly stat: FileStat | null;
  /** null where there is none. */
  readonly text: string | null;
}

/** Looks at the file, and at its folder. @throws ModuleFailure where the folder is missing */
export async function readPemFile(target: ReadTarget, path: string): Promise<PemFile> {
  const folder = parentOf(path);
  const [parent, stat, content] = await Promise.all([
    target.stat(folder, { follow: true }),
    target.stat(path, { follow: true }),
    target.readFile(path),
  ]);
  if (parent?.type !== 'directory') {
    const name = folder;
    fail(`The directory ${name} does not exist or the file is not a directory`, { name });
  }
  return { parent, stat, text: content?.toString() ?? null };
}

/** What becomes of the file. */
export interface PemWork {
  /** Whether it is made anew. */
  readonly renewed: boolean;
  /** Its text then; null in check mode. */
  readonly text: string | null;
  readonly resultOf: (changed: boolean) => Result;
}

/** Plans a new text of the file, and its owner and mode. */
export async function planPemFile(
  { args, check, target }: ModuleContext<PemFileArguments>,
  { parent, stat }: PemFile,
  { renewed, text, resultOf }: PemWork,
): Promise<Plan> {
  const { path } = args;
  const current = stat ?? (await createdStat(target, path, 'file', 0, parent));
  const { attributes, changed: other } = await planAttributes(args, { ...current, path }, target);
  const result = resultOf(renewed || other);
  const changes: Change[] = [];
  if (!check && renewed && text !== null) {
    const backup = args.backup && stat !== null;
    const content = Buffer.from(text);
    changes.push({ op: 'write', path, content, ...attributes, ...(backup && { backup }) });
  } else if (!check && other) changes.push({ op: 'attributes', path, ...attributes });
  return {
    changes,
    result,
    finish(outcomes): Result {
      const backup = outcomes.find((one) => one.backupPath !== undefined)?.backupPath;
      return { ...result, ...(backup !== undefined && { backup_file: backup }) };
    },
  };
}

/** Plans the file's end. */
export function planNoPemFile(
  { args }: ModuleContext<PemFileArguments>,
  stat: FileStat | null,
  resultOf: (changed: boolean) => Result,
): Plan {
  const result = resultOf(stat !== null);
  if (stat === null) return { changes: [], result };
  if (args.backup) beyondNative('backup with state: absent');
  return { changes: [{ op: 'remove', path: args.path }], result };
}
