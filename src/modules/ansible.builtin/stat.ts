import { posix } from 'node:path';
import { TargetError } from '../../diagnostics/errors.ts';
import type { FileStat, ReadTarget } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { attributeNames } from '../files/attribute-flags.ts';
import { parentOf } from '../files/paths.ts';
import { permissionFields, statFields } from '../files/stat-fields.ts';

export const stat = defineModule({
  name: 'ansible.builtin.stat',
  summary: 'Looks at a file',
  examples: `
- name: Is it a folder?
  ansible.builtin.stat:
    path: /srv/app
  register: app

- ansible.builtin.debug:
    msg: it is
  when: app.stat.isdir is defined and app.stat.isdir
`,
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'name'], doc: 'The file.' }),
    follow: arg.bool({ default: false, doc: 'Look at what a symbolic link leads to.' }),
    get_md5: arg.bool({ default: false, doc: 'Also MD5.' }),
    get_checksum: arg.bool({ default: true, doc: 'Checksum of a regular file.' }),
    get_mime: arg.bool({
      default: true,
      aliases: ['mime', 'mime_type', 'mime-type'],
      doc: 'Type of the content, as file(1) knows it.',
    }),
    get_attributes: arg.bool({
      default: true,
      aliases: ['attr', 'attributes'],
      doc: 'Flags, as lsattr(1) shows them.',
    }),
    checksum_algorithm: arg.str({
      default: 'sha1',
      choices: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
      aliases: ['checksum', 'checksum_algo'],
      doc: 'Kind of checksum.',
    }),
  },
  returns: { stat: 'All that is known of the file; `exists` alone when there is none' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }) {
    const { path, follow } = args;
    const [found, parent, md5, mime, flags] = await Promise.all([
      target
        .stat(path, { follow, ...(args.get_checksum && { checksum: args.checksum_algorithm }) })
        .catch(refuse),
      target.stat(parentOf(path), { follow: true }).catch(() => null),
      args.get_md5 ? target.stat(path, { follow, checksum: 'md5' }).catch(() => null) : null,
      args.get_mime ? mimeOf(target, path) : {},
      args.get_attributes ? flagsOf(target, path) : {},
    ]);
    if (!found && parent && parent.type !== 'directory') return fail('Not a directory');
    if (!found) return { changes: [], result: { changed: false, stat: { exists: false } } };
    const stat: Result = {
      ...describe(found, path),
      ...(md5?.checksum !== undefined && { md5: md5.checksum }),
      ...mime,
      ...flags,
    };
    return { changes: [], result: { changed: false, stat } };
  },
});

function refuse(error: unknown): never {
  if (!(error instanceof TargetError)) throw error;
  return fail(/^\[Errno \d+\] ([^:]*)/.exec(error.message)?.[1] ?? error.message);
}

function describe(stat: FileStat, path: string): Result {
  return {
    exists: true,
    path,
    ...statFields(stat),
    ...permissionFields(stat.mode),
    blocks: stat.blocks,
    block_size: stat.blockSize,
    device_type: stat.deviceType,
    readable: stat.readable,
    writeable: stat.writable,
    executable: stat.executable,
    ...(stat.type === 'link' && {
      lnk_source: stat.realPath ?? danglingEnd(stat, path),
      lnk_target: stat.linkTarget,
    }),
    ...(stat.owner !== null && { pw_name: stat.owner }),
    ...(stat.group !== null && { gr_name: stat.group }),
    ...(stat.type === 'file' && stat.checksum !== undefined && { checksum: stat.checksum }),
  };
}

/** Where a link to nothing points. */
function danglingEnd(stat: FileStat, path: string): string {
  return posix.resolve(posix.dirname(path), stat.linkTarget ?? '');
}

async function mimeOf(target: ReadTarget, path: string): Promise<Result> {
  const answer = await target.query({ argv: ['file', '--mime-type', '--mime-encoding', path] });
  const text = answer.stdout.toString('utf8');
  const [mimetype, charset] = text.slice(text.lastIndexOf(':') + 1).split(';');
  if (answer.rc !== 0 || charset === undefined) return { mimetype: 'unknown', charset: 'unknown' };
  return { mimetype: mimetype?.trim() ?? 'unknown', charset: charset.split('=')[1]?.trim() ?? '' };
}

async function flagsOf(target: ReadTarget, path: string): Promise<Result> {
  const answer = await target.query({ argv: ['lsattr', '-vd', path] });
  const [version, flags] = answer.stdout.toString('utf8').trim().split(/\s+/);
  if (answer.rc !== 0 || flags === undefined) {
    return { version: null, attributes: [], attr_flags: '' };
  }
  const letters = flags.replaceAll('-', '');
  return { version: version ?? null, attributes: attributeNames(letters), attr_flags: letters };
}
