import { ask, requireProgram, succeeded } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  path: arg.path({ required: true, aliases: ['name'], doc: 'The file.' }),
  entry: arg.str({ doc: 'A whole entry: `TYPE:NAME:PERMISSIONS`.' }),
  entity: arg.str({ default: '', doc: 'User or group that the entry is about.' }),
  etype: arg.str({ choices: ['group', 'mask', 'other', 'user'], doc: 'Kind of entry.' }),
  permissions: arg.str({ doc: 'Any of r, w, x and X.' }),
  state: arg.str({
    default: 'query',
    choices: ['absent', 'present', 'query'],
    doc: 'Whether the entry is to be; query only looks.',
  }),
  follow: arg.bool({ default: true, doc: 'Follow symbolic links.' }),
  default: arg.bool({ default: false, doc: 'The entry is for what is made in the folder.' }),
  recursive: arg.bool({ default: false, aliases: ['recurse'], doc: 'All below the folder.' }),
  recalculate_mask: arg.str({
    default: 'default',
    choices: ['default', 'mask', 'no_mask'],
    doc: 'Whether the mask is made anew.',
  }),
  use_nfsv4_acls: arg.bool({ default: false, doc: 'Entries of NFSv4.' }),
};

type AclArguments = ArgumentValues<typeof ARGUMENTS>;

interface Entry {
  readonly type: string;
  readonly entity: string;
  readonly permissions: string | null;
  readonly isDefault: boolean;
}

export const acl = defineModule({
  name: 'ansible.posix.acl',
  summary: 'Set and retrieve file ACL information',
  examples: `- name: Let a user read a file
  ansible.posix.acl:
    path: /etc/foo.conf
    entity: joe
    etype: user
    permissions: r
    state: present
`,
  args: ARGUMENTS,
  returns: { acl: 'All entries of the file.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    if (!['Linux', 'FreeBSD'].includes(target.platform.kernel)) {
      fail('The acl module is not available on this system.');
    }
    const linux = target.platform.kernel === 'Linux';
    if ((await target.stat(args.path, { follow: true })) === null) {
      fail('Path not found or not accessible.');
    }
    const entry = entryOf(args);
    if (!linux && args.recursive) fail('recursive is not supported on that platform.');
    const options = (writes: boolean): string[] => [
      ...(args.recursive ? ['--recursive'] : []),
      ...(writes && args.recalculate_mask === 'mask' ? ['--mask'] : []),
      ...(writes && args.recalculate_mask === 'no_mask' ? ['--no-mask'] : []),
      ...(args.follow ? [] : [linux ? '--physical' : '-h']),
      args.path,
    ];
    const writes = args.state !== 'query';
    const setfacl = writes ? await requireProgram(target, 'setfacl') : '';
    const getfacl = await requireProgram(target, 'getfacl');
    const shape = linux ? ['--omit-header', '--absolute-names'] : [];
    const isDefault = entry.isDefault ? ['-d'] : [];
    const query = [getfacl, ...isDefault, ...shape, ...options(false)];
    const listed = async (asked: typeof target = target): Promise<string[]> =>
      entryLines(succeeded(query, await ask(asked, query)).stdout);
    if (args.state === 'query') {
      return {
        changes: [],
        result: { changed: false, msg: 'current acl', acl: await listed() },
      };
    }
    const text = entryText(entry, args);
    const action = [args.state === 'present' ? '-m' : '-x', text];
    const command = [setfacl, ...isDefault, ...action, ...options(true)];
    const trial = [setfacl, '--test', ...isDefault, ...action, ...options(true)];
    const changed =
      !linux ||
      entryLines(succeeded(trial, await ask(target, trial)).stdout).some(
        (line) => !line.endsWith('*,*'),
      );
    const msg = `${text} is ${args.state}`;
    if (!changed || check) {
      const result = { changed, msg, acl: await listed() };
      return { changes: [], result };
    }
    return {
      changes: [{ op: 'run', command: { argv: command, env: { LC_ALL: 'C' } } }],
      result: { changed, msg },
      async finish([outcome], reader) {
        const run = outcome?.command;
        if (args.state === 'present' && run !== undefined) {
          succeeded(command, {
            rc: run.rc,
            stdout: run.stdout.toString(),
            stderr: run.stderr.toString(),
          });
        }
        const after = succeeded(query, await ask(reader, query)).stdout;
        return { changed, msg, acl: entryLines(after) };
      },
    };
  },
});

function entryLines(text: string): string[] {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim());
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The entry that the arguments mean, once they are found to fit together. */
function entryOf(args: AclArguments): Entry {
  const { state, entry, entity, etype, permissions } = args;
  if (state === 'query') {
    if (args.recursive) fail("'recursive' MUST NOT be set when 'state=query'.");
    if (args.recalculate_mask !== 'default') {
      fail("'recalculate_mask' MUST NOT be set to 'mask' or 'no_mask' when 'state=query'.");
    }
  }
  if (!entry) {
    if (state === 'absent' && permissions) {
      fail("'permissions' MUST NOT be set when 'state=absent'.");
    }
    if (state === 'absent' && !entity) fail("'entity' MUST be set when 'state=absent'.");
    if (state !== 'query' && !etype) fail(`'etype' MUST be set when 'state=${state}'.`);
    return { type: etype ?? '', entity, permissions, isDefault: args.default };
  }
  if (etype || entity || permissions) {
    fail("'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set.");
  }
  const colons = entry.split(':').length - 1;
  if (state === 'present' && ![2, 3].includes(colons)) {
    fail("'entry' MUST have 3 or 4 sections divided by ':' when 'state=present'.");
  }
  if (state === 'absent' && ![1, 2].includes(colons)) {
    fail("'entry' MUST have 2 or 3 sections divided by ':' when 'state=absent'.");
  }
  if (state === 'query') fail("'entry' MUST NOT be set when 'state=query'.");
  const parts = entry.split(':');
  const isDefault = /^d/i.test(entry);
  if (isDefault) parts.shift();
  const [kind = '', name = '', own = null] = parts;
  const type = ['user', 'group', 'mask', 'other'].find((one) =>
    kind.toLowerCase().startsWith(one.charAt(0)),
  );
  return {
    type: type ?? fail(`Unknown kind of entry: ${kind}`),
    entity: name,
    permissions: own,
    isDefault: isDefault || args.default,
  };
}

function entryText({ type, entity, permissions }: Entry, args: AclArguments): string {
  // Of an entry to remove, only kind and name are told.
  if (args.state === 'absent') return `${type}:${entity}`;
  if (args.use_nfsv4_acls) return `${type}:${entity}:${permissions ?? ''}:allow`;
  return permissions ? `${type}:${entity}:${permissions}` : `${type}:${entity}`;
}
