import type { FileStat, WriteTarget } from '../../targets/types.ts';
import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import type { Json, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { fileInfo } from '../files/file-info.ts';
import { parentOf } from '../files/paths.ts';
import { type FileSize, fileSize, text } from '../storage/dd-size.ts';

const ARGUMENTS = {
  path: arg.path({ required: true, doc: 'The file.' }),
  size: arg.raw({ required: true, doc: 'Its size: blocks, or a number with a unit.' }),
  blocksize: arg.raw({ doc: 'Size of blocks; default: that of the file system.' }),
  source: arg.path({ default: '/dev/zero', doc: 'What the file is filled with.' }),
  sparse: arg.bool({ default: false, doc: 'Leave holes in place of blocks.' }),
  force: arg.bool({ default: false, doc: 'Write the file anew.' }),
};

export const filesize = defineModule({
  name: 'community.general.filesize',
  summary: 'Create a file with a given size, or resize it if it exists',
  examples: `- name: Make a file for swapping
  community.general.filesize:
    path: /var/swapfile
    size: 2G
    mode: u=rw,go=
`,
  args: ARGUMENTS,
  fileAttributes: true,
  returns: {
    cmd: 'How dd was called.',
    filesize: 'The size, in blocks and bytes.',
    size_diff: 'By how much the file has grown.',
  },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check }): Promise<Plan> {
    const { path, force, source } = args;
    if (args.sparse && force) {
      fail('parameters values are mutually exclusive: force=true|sparse=true');
    }
    const folder = parentOf(path);
    const [parent, link, stat] = await Promise.all([
      target.stat(folder, { follow: true }),
      target.stat(path),
      target.stat(path, { follow: true }),
    ]);
    if (parent === null) fail('parent directory of the file must exist prior to run this module');
    const blocksize =
      args.blocksize || (await ask(target, ['stat', '-f', '-c', '%S', folder])).stdout.trim();
    const size = text(args.size);
    if (stat !== null && stat.type !== 'file') {
      fail(`${path} exists but is not a regular file`);
    }
    const before = stat?.size ?? null;
    const wanted = fileSize(size, blocksize);
    const dd = await requireProgram(target, 'dd');
    const needed = wanted.bytes !== before || force;
    const growth = before ? wanted.bytes - before : wanted.bytes;
    const argv = [dd, `if=${source}`, `of=${path}`, ...ddOptions(args, wanted, before, growth)];
    const base: Result = {
      changed: force,
      size_diff: growth,
      path,
      filesize: { ...wanted },
      ...(needed && { cmd: argv.join(' ') }),
    };
    const isLink = link?.type === 'link';
    const real = isLink ? (link.realPath ?? path) : path;
    const about = isLink ? { path: real } : {};
    if (needed && !check) {
      return { changes: [], result: base, perform: (writer) => write(writer, before) };
    }
    const diff = { before: { size: before }, after: { size: wanted.bytes } };
    const own = stat && (await planAttributes(args, { ...stat, path: real }, target));
    const shown = (info: FileStat | null, after: Readonly<Record<string, Json>>): Result => ({
      ...base,
      ...about,
      changed: needed || (own?.changed ?? false),
      ...(info && fileInfo(info)),
      diff: { before: { ...diff.before, ...own?.before }, after: { ...after, ...own?.afterDiff } },
    });
    if (!own?.changed || check) return { changes: [], result: shown(stat, diff.after) };
    return {
      changes: [{ op: 'attributes', path: real, follow: true, ...own.attributes }],
      result: shown(own.after, diff.after),
    };

    /** Has dd write the file, and then sets what is to be set of it. */
    async function write(writer: WriteTarget, old: number | null): Promise<Result> {
      const [outcome] = await writer.apply([
        { op: 'run', command: { argv, env: { LC_ALL: 'C' } } },
      ]);
      const { rc, stderr } = outcomeOf(outcome?.command);
      const made = await writer.stat(path, { follow: true });
      const bytes = made?.size ?? null;
      const told: Result = {
        ...base,
        changed: force || bytes !== old,
        size_diff: old ? (bytes ?? 0) - old : bytes,
        rc,
        stderr,
        ...(made && fileInfo(made)),
      };
      const how = `while creating file ${path} with size ${size} from source ${source}`;
      if (rc !== 0) fail(`dd error ${how}: see stderr for details`, told);
      if (made === null || bytes !== wanted.bytes) {
        fail(`module error ${how}: file is ${bytes ?? 'None'} bytes long`, told);
      }
      const attributes = await planAttributes(args, { ...made, path: real }, writer);
      if (attributes.changed) {
        await writer.apply([{ op: 'attributes', path: real, ...attributes.attributes }]);
      }
      return {
        ...told,
        ...about,
        changed: told.changed || attributes.changed,
        ...fileInfo(attributes.after),
        diff: {
          before: { size: old, ...attributes.before },
          after: { size: bytes, ...attributes.afterDiff },
        },
      };
    }
  },
});

function ddOptions(
  { sparse, force }: Pick<ArgumentValues<typeof ARGUMENTS>, 'sparse' | 'force'>,
  { blocks, blocksize }: FileSize,
  before: number | null,
  growth: number,
): string[] {
  const full = Math.trunc((before ?? 0) / blocksize);
  let seek = growth % blocksize ? full + 1 : full;
  if (sparse) seek = blocks;
  else if (force || before === null) seek = 0;
  else if (growth < 0) seek = blocks;
  return [`bs=${blocksize}`, `seek=${seek}`, `count=${blocks - seek}`];
}
