import { posix } from 'node:path';
import type { Change } from '../../targets/types.ts';
import { parsePasswd } from '../accounts/passwd.ts';
import { quoteWord } from '../commands/words.ts';
import type { Diff, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';
import { withTextPath } from '../definition/python-text.ts';
import { fileInfo } from '../files/file-info.ts';
import { fetchPlain } from '../http/plain-request.ts';
import {
  type AuthorizedKey,
  normalizeOptions,
  parseAuthorizedKey,
  parseAuthorizedKeys,
  serializeAuthorizedKeys,
} from '../keys/authorized-keys.ts';

const ARGUMENTS = {
  user: arg.str({ required: true, doc: 'Whose keys.' }),
  key: arg.str({
    required: true,
    noLog: false,
    doc: 'Public keys, one a line, or a URL that gives them.',
  }),
  path: arg.path({ doc: 'The file; default: ~/.ssh/authorized_keys of the user.' }),
  manage_dir: arg.bool({ default: true, doc: 'Make the folder and set its owner and mode.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the keys are to be there.',
  }),
  key_options: arg.str({ noLog: false, doc: 'Options in front of the keys.' }),
  exclusive: arg.bool({ default: false, doc: 'Remove all other keys.' }),
  comment: arg.str({ doc: 'Comment instead of that of the key.' }),
  validate_certs: arg.bool({ default: true, doc: 'Check the certificate of a URL.' }),
  follow: arg.bool({ default: false, doc: 'Write through a symbolic link.' }),
};

type KeyContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const authorized_key = defineModule({
  name: 'ansible.posix.authorized_key',
  summary: 'Adds or removes an SSH authorized key',
  examples: `- name: Let a key log in
  ansible.posix.authorized_key:
    user: charlie
    key: "{{ lookup('file', '/home/charlie/.ssh/id_ed25519.pub') }}"
`,
  args: ARGUMENTS,
  returns: { keyfile: 'The file.' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, target, check, diff } = context;
    const wanted = (await keyText(context))
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'));
    const entry = await lookUpUser(context);
    const keyfile = args.path ?? posix.join(entry?.home ?? '', '.ssh', 'authorized_keys');
    const folder = posix.dirname(keyfile);
    const [content, lstat, parent] = await Promise.all([
      target.readFile(keyfile).catch(nothing),
      target.stat(keyfile).catch(nothing),
      target.stat(folder, { follow: true }).catch(nothing),
    ]);
    const before = content?.toString() ?? '';
    const keys = parseAuthorizedKeys(before);
    const { ...shown } = args;
    // Ansible's module keeps what it found beside its arguments, and tells them so.
    restate(args, { keyfile } as object);
    const changed = merge(args, keys, wanted);
    const base: Result = { ...shown, keyfile, changed };
    const info = args.path === null || lstat === null ? {} : fileInfo(lstat);
    if (!changed) return { changes: [], result: { ...base, ...info } };
    const after = serializeAuthorizedKeys(keys.values());
    const path = args.follow && lstat?.type === 'link' ? (lstat.realPath ?? keyfile) : keyfile;
    const change: Diff = { before_header: keyfile, after_header: path, before, after };
    const result: Result = { ...base, ...(diff ? { diff: change as Result } : {}) };
    const told = { moduleArgs: result, ...(diff ? { diff: change } : {}) };
    if (check || entry === undefined) return { changes: [], result, ...told };
    const owner = { owner: entry.uid, group: entry.gid };
    const changes: Change[] = [];
    if (parent === null)
      changes.push({
        op: 'mkdir',
        path: folder,
        parents: !args.manage_dir,
        ...(args.manage_dir ? { mode: 0o700, ...owner } : {}),
      });
    else if (
      args.manage_dir &&
      (parent.uid !== entry.uid || parent.gid !== entry.gid || parent.mode !== 0o700)
    ) {
      changes.push({ op: 'attributes', path: folder, follow: true, mode: 0o700, ...owner });
    }
    changes.push({ op: 'write', path, content: Buffer.from(after), mode: 0o600, ...owner });
    return {
      changes,
      result,
      ...told,
      failed: (error, outcomes) => ({
        failed: true,
        changed: false,
        invocation: { module_args: { ...args } },
        msg:
          changes[outcomes.length]?.op === 'mkdir'
            ? `Failed to create directory ${folder} : ${withTextPath(error.message)}`
            : error.message,
      }),
      async finish(_outcomes, reader) {
        const made = args.path === null ? null : await reader.stat(args.path);
        return made === null ? result : { ...result, ...fileInfo(made) };
      },
    };
  },
});

/** What is not to be looked at is taken for missing, as os.path does. */
function nothing(): null {
  return null;
}

async function keyText({ args, target, controller }: KeyContext): Promise<string> {
  if (!args.key.startsWith('http')) return args.key;
  controller.takesFolder?.();
  const fetched = await fetchPlain(target, args.key, args.validate_certs);
  if (fetched.status !== 200) fail(`Error getting key from: ${args.key}`);
  return fetched.body.toString();
}

async function lookUpUser({
  args,
  target,
  check,
}: KeyContext): Promise<ReturnType<typeof parsePasswd>> {
  const user = quoteWord(args.user);
  const { stdout } = await target.query({
    shell: `if command -v getent >/dev/null; then getent passwd ${user}; else grep ^${user}: /etc/passwd; fi`,
  });
  const entry = parsePasswd(stdout.toString().split('\n')[0] ?? '');
  if (entry !== undefined || (check && args.path !== null)) return entry;
  if (check) fail('Either user must exist or you must provide full path to key file in check mode');
  return fail(`Failed to lookup user ${args.user}: "getpwnam(): name not found: '${args.user}'"`);
}

/** Brings the wanted keys into the map, or out of it; true when that changes anything. */
function merge(
  args: KeyContext['args'],
  keys: Map<string, AuthorizedKey>,
  wanted: readonly string[],
): boolean {
  let changed = false;
  const count = keys.size;
  const kept = new Set<string>();
  wanted.forEach((line, rank) => {
    const parsed = parseAuthorizedKey(line, rank);
    if (parsed === undefined) fail(`invalid key specified: ${line}`);
    const key: AuthorizedKey = {
      ...parsed,
      ...(args.key_options === null ? {} : { options: normalizeOptions(args.key_options) }),
      ...(args.comment === null ? {} : { comment: args.comment }),
    };
    const existing = keys.get(key.key);
    if (args.state === 'absent') {
      if (existing !== undefined) changed = keys.delete(key.key);
      return;
    }
    kept.add(key.key);
    const same =
      existing?.type === key.type &&
      existing?.options === key.options &&
      existing?.comment === key.comment;
    if (same) return;
    keys.set(key.key, { ...key, rank: count + rank });
    changed = true;
  });
  if (args.state === 'present' && args.exclusive) {
    for (const key of [...keys.keys()]) {
      if (!kept.has(key)) changed = keys.delete(key);
    }
  }
  return changed;
}
