import type { Result } from '../contract.ts';
import type { CopyContext } from './copy-arguments.ts';

/** Arguments that go on to the file module where the content is the same already. */
const FILE_ARGUMENTS = [
  'attributes',
  'group',
  'mode',
  'owner',
  'selevel',
  'serole',
  'setype',
  'seuser',
  'unsafe_writes',
] as const;

/** In check mode a file that differs shows the task's own arguments. */
export function checkInvocation({ raw }: CopyContext): Result {
  const { content, ...rest } = raw ?? {};
  const shown = content === undefined ? {} : { content: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER' };
  return { ...rest, ...shown } as Result;
}

/** What the file module is called with when only ownership and permissions can differ. */
export function fileInvocation({ args, raw }: CopyContext, path: string, name: string): Result {
  const passed = FILE_ARGUMENTS.map((key) => [key, args[key]]);
  return {
    ...Object.fromEntries(passed),
    _diff_peek: null,
    _original_basename: name,
    access_time: null,
    access_time_format: '%Y%m%d%H%M.%S',
    dest: args.dest,
    follow: true,
    force: raw?.force === undefined ? false : args.force,
    modification_time: null,
    modification_time_format: '%Y%m%d%H%M.%S',
    path,
    recurse: false,
    src: null,
    state: 'file',
  } as Result;
}

/** What the copy module is called with for new content. */
export function copyInvocation(
  { args }: CopyContext,
  source: { readonly name: string },
  sha1: string | null,
  staged: string,
): Result {
  const passed = FILE_ARGUMENTS.map((key) => [key, args[key]]);
  return {
    ...Object.fromEntries(passed),
    _original_basename: source.name,
    backup: args.backup,
    checksum: args.checksum ?? sha1,
    content: null,
    dest: args.dest,
    directory_mode: args.directory_mode,
    follow: args.follow,
    force: args.force,
    local_follow: args.local_follow,
    remote_src: null,
    src: staged,
    validate: args.validate,
  } as Result;
}
