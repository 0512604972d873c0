import type { Json, Result } from '../contract.ts';
import type { CopyContext } from './copy-arguments.ts';

/** Options of the copy module in the order of its own list, file attributes last. */
const COPY_OPTIONS = [
  'src',
  '_original_basename',
  'content',
  'dest',
  'backup',
  'force',
  'validate',
  'directory_mode',
  'remote_src',
  'local_follow',
  'checksum',
  'follow',
];

/** Options of the file module, likewise. */
const FILE_OPTIONS = [
  'state',
  'path',
  '_original_basename',
  'recurse',
  'force',
  'follow',
  '_diff_peek',
  'src',
  'modification_time',
  'modification_time_format',
  'access_time',
  'access_time_format',
];

const ATTRIBUTES = [
  'mode',
  'owner',
  'group',
  'seuser',
  'serole',
  'selevel',
  'setype',
  'attributes',
  'unsafe_writes',
];

/** Arguments of the action that the file module takes as well. */
const SHARED_OPTIONS: ReadonlySet<string> = new Set([
  ...['state', 'path', '_original_basename', 'recurse', 'force', '_diff_peek'],
  ...ATTRIBUTES,
]);

/** In check mode a file that differs shows the task's own arguments. */
export function checkInvocation({ raw }: CopyContext): Result {
  return withContent(raw, 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER');
}

/** Where no module ran, Ansible shows the task's arguments twice: as they are, and as a module's. */
export function taskInvocation(context: CopyContext): Result {
  const own = withContent(context.raw, 'CENSORED: content is a no_log parameter');
  return { ...own, module_args: checkInvocation(context) };
}

function withContent(raw: CopyContext['raw'], instead: string): Result {
  const shown = Object.entries(raw ?? {}).map(([name, value]) => [
    name,
    name === 'content' ? instead : value,
  ]);
  return Object.fromEntries(shown) as Result;
}

/** What the file module is called with when only ownership and permissions can differ. */
export function fileInvocation({ args, raw }: CopyContext, path: string, name: string): Result {
  const given = Object.keys(raw ?? {}).filter((key) => SHARED_OPTIONS.has(key));
  const values: Readonly<Record<string, unknown>> = {
    ...args,
    _diff_peek: null,
    _original_basename: name,
    access_time: null,
    access_time_format: '%Y%m%d%H%M.%S',
    follow: true,
    force: raw?.force === undefined ? false : args.force,
    modification_time: null,
    modification_time_format: '%Y%m%d%H%M.%S',
    path,
    recurse: false,
    src: null,
    state: 'file',
  };
  // `path` is the canonical name of `dest`, and so is set after what was given.
  const passed = [...given, 'dest', '_original_basename', 'recurse', 'state', 'path'];
  return ordered(values, passed, [...FILE_OPTIONS, ...ATTRIBUTES]);
}

/** What the copy module is called with for new content. */
export function copyInvocation(
  { args, raw, unsupported = '' }: CopyContext,
  source: { readonly name: string },
  sha1: string | null,
  staged: string,
): Result {
  const values: Record<string, unknown> = {
    ...args,
    _original_basename: source.name,
    checksum: args.checksum ?? sha1,
    content: null,
    remote_src: null,
    src: staged,
  };
  const refused = /module: (.*?)\. Supported/.exec(unsupported)?.[1]?.split(', ') ?? [];
  for (const name of refused) values[name] = raw?.[name];
  const known = new Set([...COPY_OPTIONS, ...ATTRIBUTES, ...refused]);
  const given = Object.keys(raw ?? {}).filter((key) => known.has(key) && key !== 'content');
  const passed = [...given, 'src', 'dest', '_original_basename', 'follow', 'checksum'];
  return ordered(values, passed, [...known]);
}

/** Arguments as AnsibleModule holds them: what was passed, then defaults, then what nobody set. */
function ordered(
  values: Readonly<Record<string, unknown>>,
  passed: readonly string[],
  options: readonly string[],
): Result {
  const isSet = (name: string): boolean => (values[name] ?? null) !== null;
  const names = [...passed, ...options.filter(isSet), ...options];
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, (values[name] ?? null) as Json]),
  );
}
