import type { Change } from '../../targets/types.ts';
import { splitLines } from '../../values/methods/string-split.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { fileInfo } from '../files/file-info.ts';
import { parentOf } from '../files/paths.ts';
import {
  type CrypttabLine,
  parseOptions,
  readCrypttab,
  renderCrypttab,
} from '../tables/crypttab.ts';

const ARGUMENTS = {
  name: arg.str({ required: true, doc: 'Name of the mapped device.' }),
  state: arg.str({
    required: true,
    choices: ['absent', 'opts_absent', 'opts_present', 'present'],
    doc: 'What is to be of the device, or of its options.',
  }),
  backing_device: arg.str({ doc: 'The device below, or `UUID=…`.' }),
  password: arg.path({ doc: 'File with the passphrase.' }),
  opts: arg.str({ doc: 'Options, with commas between them.' }),
  path: arg.path({ default: '/etc/crypttab', doc: 'The file.' }),
};

type CrypttabArguments = ArgumentValues<typeof ARGUMENTS>;

export const crypttab = defineModule({
  name: 'community.general.crypttab',
  summary: 'Encrypted Linux block devices',
  examples: `- name: Let a device discard
  community.general.crypttab:
    name: luks-home
    state: opts_present
    opts: discard
`,
  args: ARGUMENTS,
  returns: { msg: 'What was done.' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, check, controller }): Promise<Plan> {
    controller.warn('Module did not set no_log for password');
    const { path, state, backing_device, password, opts } = args;
    const [content, stat] = await Promise.all([target.readFile(path), target.stat(path)]);
    const shown: Result = { ...(args as unknown as Result), ...(stat && fileInfo(stat)) };
    const name = args.name.replace(/^\/dev\/mapper\//, '');
    if (state !== 'absent' && backing_device === null && password === null && opts === null) {
      fail("expected one or more of 'backing_device', 'password' or 'opts'", shown);
    }
    if (state.includes('opts') && (backing_device !== null || password !== null)) {
      fail(`cannot update 'backing_device' or 'password' when state=${state}`, shown);
    }
    for (const [key, value] of Object.entries({ name, backing_device, password, opts })) {
      if (value !== null && (value === '' || /[ \t]/.test(value))) {
        fail(`invalid '${key}': contains white space or is empty`, shown);
      }
    }
    const lines = readCrypttab(splitLines(content?.toString() ?? '', false));
    const own = lines.find((line) => line.entry?.name === name);
    if (state.includes('present') && own === undefined && backing_device === null) {
      fail("'backing_device' required to add a new entry", shown);
    }
    const [after, msg] = edit(args, name, lines, own);
    const text = after === null ? null : renderCrypttab(after);
    const result: Result = { ...shown, changed: text !== null, msg };
    if (check || (text === null && content !== null)) return { changes: [], result };
    const folder: Change[] =
      content === null ? [{ op: 'mkdir', path: parentOf(path), parents: true }] : [];
    const bytes = Buffer.from(text ?? '');
    const info = fileInfo(stat ?? (await createdStat(target, path, 'file', 0, null)));
    return {
      changes: [...folder, { op: 'write', path, content: bytes }],
      result: { ...result, ...info, size: bytes.length },
    };
  },
});

/** The lines as they are to be, null where they stay; and what is said of it. */
function edit(
  { state, backing_device, password, opts }: CrypttabArguments,
  name: string,
  lines: readonly CrypttabLine[],
  own: CrypttabLine | undefined,
): [CrypttabLine[] | null, string] {
  const replace = (line: CrypttabLine): CrypttabLine[] =>
    lines.map((one) => (one === own ? line : one));
  const given = parseOptions(opts);
  if (own?.entry === undefined) {
    if (!state.includes('present')) return [null, '?'];
    const entry = { name, device: backing_device ?? '', password, options: given };
    return [[...lines, { text: '', entry }], 'added line'];
  }
  const { entry } = own;
  if (state === 'absent') return [replace({ text: '' }), 'removed line'];
  if (state === 'opts_present') {
    const options = new Map([...entry.options, ...given]);
    const same = [...given].every(
      ([key, value]) => entry.options.has(key) && entry.options.get(key) === value,
    );
    return [same ? null : replace({ ...own, entry: { ...entry, options } }), 'updated options'];
  }
  if (state === 'opts_absent') {
    const options = new Map([...entry.options].filter(([key]) => !given.has(key)));
    const same = options.size === entry.options.size;
    return [same ? null : replace({ ...own, entry: { ...entry, options } }), 'removed options'];
  }
  const wanted = {
    ...entry,
    device: backing_device ?? entry.device,
    password: password ?? entry.password,
    options: opts === null || sameOptions(given, entry.options) ? entry.options : given,
  };
  const same =
    wanted.device === entry.device &&
    wanted.password === entry.password &&
    wanted.options === entry.options;
  return [same ? null : replace({ ...own, entry: wanted }), 'updated line'];
}

function sameOptions(
  a: ReadonlyMap<string, string | null>,
  b: ReadonlyMap<string, string | null>,
): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && b.get(key) === value);
}
