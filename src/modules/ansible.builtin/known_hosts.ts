import { posix } from 'node:path';
import { stringRepr } from '../../values/string-repr.ts';
import type { Diff, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { randomLetters, reasonAt } from '../files/change-failure.ts';
import { fileInfo } from '../files/file-info.ts';
import { hashHost, isAbout, parseKnownHost } from '../keys/known-hosts.ts';

export const known_hosts = defineModule({
  name: 'ansible.builtin.known_hosts',
  summary: 'Add or remove a host from the known_hosts file',
  examples: `- name: Know a host's key
  ansible.builtin.known_hosts:
    path: /etc/ssh/ssh_known_hosts
    name: foo.com.invalid
    key: "{{ lookup('file', 'pubkeys/foo.com.invalid') }}"
`,
  args: {
    name: arg.str({ required: true, aliases: ['host'], doc: 'Name or address of the host.' }),
    key: arg.str({ noLog: false, doc: 'Line of known_hosts: name, type and key.' }),
    path: arg.path({ default: '~/.ssh/known_hosts', doc: 'The known_hosts file.' }),
    hash_host: arg.bool({ default: false, doc: 'Write the name as a hash.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the key is to be known.',
    }),
  },
  returns: {},
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan({ args, target, check }): Promise<Plan> {
    const { path, state } = args;
    const host = args.name.toLowerCase();
    if (!args.key && state !== 'absent') fail('No key specified when adding a host');
    const key = args.key
      ? `${(args.hash_host ? hashHost(host, args.key) : args.key).replace(/\n$/, '')}\n`
      : undefined;
    const wanted = key === undefined ? undefined : parseKnownHost(key);
    if (key !== undefined) {
      if (/\S+(\s+)?,(\s+)?/.test(host)) {
        fail(
          'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
        );
      }
      if (wanted === undefined || !isAbout(wanted.host, host)) {
        fail('Host parameter does not match hashed host field in supplied key');
      }
    }
    const [content, parent] = await Promise.all([
      target.readFile(path),
      target.stat(posix.dirname(path), { follow: true }),
    ]);
    const before = content?.toString() ?? '';
    const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const about = lines
      .map((line, index) => ({ line, index, entry: parseKnownHost(line) }))
      .filter(({ entry }) => entry !== undefined && isAbout(entry.host, host));
    const same = about.find(
      ({ entry }) =>
        entry?.type === wanted?.type &&
        entry?.key === wanted?.key &&
        sameHost(entry?.host, wanted?.host),
    );
    const other = same ?? about.find(({ entry }) => entry?.type === wanted?.type);
    const found = about.length > 0;
    const replaces = found && wanted !== undefined && same === undefined;
    const line = wanted === undefined ? undefined : other?.index;

    const after = lines.filter((_, index) => !((replaces || state === 'absent') && index === line));
    if (state === 'present' && (replaces || line === undefined)) after.push(key ?? '');
    const diff: Diff = {
      before_header: content === null ? '/dev/null' : path,
      after_header: path,
      before,
      after: after.join(''),
    };
    const base: Result = {
      name: args.name,
      key: args.key,
      path,
      hash_host: args.hash_host,
      state,
      diff: diff as Result,
    };
    const absentAlready = state === 'absent' && line === undefined && key !== undefined;
    const changed = !absentAlready && (replaces || found !== (state === 'present'));
    const stat = await target.stat(path);
    const described = (info: Result): Result => ({ ...base, changed, ...info });
    const told = { ...args, diff: diff as Result };
    if (check && !absentAlready)
      return { changes: [], result: { changed, diff: diff as Result }, diff, moduleArgs: told };
    const moduleArgs: Result = { ...told, changed };
    const temporary = stringRepr(posix.join(posix.dirname(path), `tmp${randomLetters()}`));
    const unwritten = (error: Error): string =>
      `Failed to write to file ${path}: ${reasonAt(error, temporary).message}`;
    if (!changed)
      return {
        changes: [],
        result: described(stat === null ? {} : fileInfo(stat)),
        diff,
        moduleArgs,
      };
    if (parent === null) {
      fail(unwritten(new Error('[Errno 2] No such file or directory')));
    }
    const removed = new Set(about.map(({ index }) => index));
    const text =
      key === undefined ? lines.filter((_, index) => !removed.has(index)).join('') : after.join('');
    return {
      changes: [
        {
          op: 'write',
          path,
          content: Buffer.from(text),
        },
      ],
      result: described({}),
      diff,
      moduleArgs,
      failed(error) {
        delete moduleArgs.changed;
        return { failed: true, msg: unwritten(error) };
      },
      async finish(_outcomes, reader) {
        const done = await reader.stat(path);
        return described(done === null ? {} : fileInfo(done));
      },
    };
  },
});

/** Hashes of the same host count as the same name. */
function sameHost(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a?.startsWith('|1|') === true && b?.startsWith('|1|') === true);
}
