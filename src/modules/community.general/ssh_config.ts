import { posix } from 'node:path';
import type { Json, ModuleContext, Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { missingFolders } from '../files/missing-folders.ts';
import { parentOf } from '../files/paths.ts';
import { readSshConfig, type SshOptions, writeSshConfig } from '../files/ssh-config.ts';

const SYSTEM_FILE = '/etc/ssh/ssh_config';

const ARGUMENTS = {
  group: arg.str({ doc: 'Group of the file; default: the user.' }),
  host: arg.str({ required: true, doc: 'Name of the host as it is called.' }),
  hostname: arg.str({ doc: 'Its real name or address.' }),
  host_key_algorithms: arg.str({ doc: 'Algorithms of its key.' }),
  identity_file: arg.path({ doc: 'Private key to log in with.' }),
  port: arg.str({ doc: 'Its port.' }),
  proxycommand: arg.str({ doc: 'Command that connects.' }),
  proxyjump: arg.str({ doc: 'Host to go over.' }),
  forward_agent: arg.bool({ doc: 'Pass the agent on.' }),
  remote_user: arg.str({ doc: 'User to log in as.' }),
  ssh_config_file: arg.path({ doc: 'The file.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the host is to be in it.',
  }),
  strict_host_key_checking: arg.str({
    choices: ['yes', 'no', 'ask'],
    doc: 'What becomes of unknown keys.',
  }),
  user: arg.str({ doc: 'User whose file it is.' }),
  user_known_hosts_file: arg.str({ doc: 'File of known keys.' }),
};

type Context = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const ssh_config = defineModule({
  name: 'community.general.ssh_config',
  summary: 'Manage SSH config for user',
  examples: `- name: Reach the shop by a short name
  community.general.ssh_config:
    user: deploy
    host: shop
    hostname: shop.example.com
    port: "2222"
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['user', 'ssh_config_file'],
      ['proxycommand', 'proxyjump'],
    ],
  },
  returns: {
    hosts_added: 'Hosts that were added',
    hosts_removed: 'Hosts that were removed',
    hosts_changed: 'Hosts that were changed',
    hosts_change_diff: 'Their options before and after',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const path = args.user
      ? `${await target.expandPath(`~${args.user}`)}/.ssh/config`
      : (args.ssh_config_file ?? SYSTEM_FILE);
    const identity =
      args.identity_file === null ? null : posix.resolve(parentOf(path), args.identity_file);
    const [stat, content, parent, key] = await Promise.all([
      target.stat(path, { follow: true }),
      target.readFile(path),
      target.stat(parentOf(path), { follow: true }),
      identity === null ? null : target.stat(identity, { follow: true }),
    ]);
    if (stat !== null && identity !== null && key === null) {
      fail(`IdentityFile ${args.identity_file} does not exist`);
    }
    const { text, result } = edited(content?.toString() ?? '', args);
    if (check) return { changes: [], result };
    const folders = parent === null ? await missingFolders(target, parentOf(path), {}) : null;
    const made = folders?.changes ?? [];
    const fresh = stat ?? (await createdStat(target, path, 'file', 0, folders?.parent ?? parent));
    if (!result.changed) {
      // The real module makes the file in any case.
      const empty = { op: 'write' as const, path, content: Buffer.alloc(0), mode: 0o600 };
      return { changes: stat === null ? [...made, empty] : [], result };
    }
    const wanted = {
      mode: path === SYSTEM_FILE ? '0644' : '0600',
      owner: args.user,
      group: args.group || args.user,
    };
    const { attributes } = await planAttributes(wanted, { ...fresh, path }, target);
    return {
      changes: [
        ...made,
        {
          op: 'write',
          path,
          content: Buffer.from(text),
          unsafeWrites: stat !== null,
          ...attributes,
        },
      ],
      result,
    };
  },
});

/** What the arguments ask of a host's options, by the names in the file; null takes an option away. */
function wantedOptions(args: Context['args']): [string, string | null][] {
  const agent = args.forward_agent;
  return [
    ['hostname', args.hostname],
    ['port', args.port],
    ['identityfile', args.identity_file],
    ['user', args.remote_user],
    ['stricthostkeychecking', args.strict_host_key_checking],
    ['userknownhostsfile', args.user_known_hosts_file],
    ['proxycommand', args.proxycommand],
    ['proxyjump', args.proxyjump],
    ['hostkeyalgorithms', args.host_key_algorithms],
    ...(agent === null ? [] : [['forwardagent', agent ? 'yes' : 'no'] as [string, string]]),
  ];
}

function changedOptions(options: SshOptions, args: Context['args']): SshOptions | null {
  const changed: SshOptions = new Map(options);
  let differs = false;
  for (const [name, value] of wantedOptions(args)) {
    const current = changed.get(name);
    if (!value) {
      if (current?.length) differs = changed.delete(name) || differs;
    } else if (current !== value && !(Array.isArray(current) && current.includes(value))) {
      changed.set(name, value);
      differs = true;
    }
  }
  return differs ? changed : null;
}

function edited(before: string, args: Context['args']) {
  const { host, state } = args;
  let items = readSshConfig(before);
  const changes: { [name: string]: Json }[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  const added: string[] = [];
  const entries = items.flatMap((item) =>
    'host' in item && item.host === host && host !== '*' ? [item] : [],
  );
  for (const entry of entries) {
    if (state === 'absent') {
      removed.push(host);
      continue;
    }
    const options = changedOptions(entry.options, args);
    if (options === null) continue;
    changed.push(host);
    // Options that are taken away stay in the file: the real module lays new ones over the old.
    entry.options = new Map([...entry.options, ...options]);
    changes.push({ [host]: { old: plainOptions(entry.options), new: plainOptions(options) } });
  }
  if (state === 'absent' && entries.length > 0) {
    items = items.filter((item) => !('host' in item) || item.host !== host);
  }
  const options =
    entries.length === 0 && state === 'present' ? changedOptions(new Map(), args) : null;
  if (options !== null) {
    added.push(host);
    items.push({ host, options, order: Math.max(0, ...items.map((item) => item.order)) });
  }
  return {
    text: writeSshConfig(items),
    result: {
      changed: changed.length + removed.length + added.length > 0,
      hosts_changed: changed,
      hosts_removed: removed,
      hosts_change_diff: changes,
      hosts_added: added,
    },
  };
}

const plainOptions = (options: SshOptions): { [name: string]: Json } => Object.fromEntries(options);
