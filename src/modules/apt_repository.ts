import { posix } from 'node:path';
import type { Change } from '../targets/types.ts';
import type { Diff, Plan, Result } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';
import { parseMode } from './files/mode.ts';
import { updateCache } from './packages/apt-state.ts';
import {
  parseSource,
  suggestFilename,
  withoutSource,
  withSource,
} from './packages/sources-list.ts';

const FOLDER = '/etc/apt/sources.list.d';

export const apt_repository = defineModule({
  name: 'ansible.builtin.apt_repository',
  summary: 'Add and remove APT repositories',
  examples: `- name: Add a repository
  ansible.builtin.apt_repository:
    repo: deb http://archive.canonical.com/ubuntu hardy partner
    filename: google-chrome
`,
  args: {
    repo: arg.str({
      required: true,
      doc: 'The source, as sources.list has it, or ppa:OWNER/NAME.',
    }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether it is to be.',
    }),
    mode: arg.raw({ doc: 'Mode of the file.' }),
    update_cache: arg.bool({
      default: true,
      aliases: ['update-cache'],
      doc: 'Run apt-get update on a change.',
    }),
    update_cache_retries: arg.int({ default: 5, doc: 'How often to try the update.' }),
    update_cache_retry_max_delay: arg.int({
      default: 12,
      doc: 'Longest pause between tries, in seconds.',
    }),
    filename: arg.str({ doc: 'Name of the file below sources.list.d, without .list.' }),
    install_python_apt: arg.bool({ default: true, doc: 'Not needed here: no Python is used.' }),
    validate_certs: arg.bool({ default: true, doc: "Check the certificate of a PPA's server." }),
    codename: arg.str({ doc: 'Codename of the distribution, for PPAs.' }),
  },
  returns: { repo: 'The source.' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, diff }): Promise<Plan> {
    if (args.repo === '') fail("Please set argument 'repo' to a non-empty value");
    const { stdout } = await target.query({
      shell: `[ -e /etc/apt ] || exit 3
. /etc/os-release; printf '%s\\n' "$VERSION_CODENAME"
for f in /etc/apt/sources.list ${FOLDER}/*.list; do [ -f "$f" ] && { printf '\\036%s\\n' "$f"; cat "$f"; }; done; exit 0`,
    });
    const [codename = '', ...parts] = stdout.toString().split('\x1e');
    if (codename === '' && parts.length === 0)
      fail('Module apt_repository is not supported on target.');
    const source = expandPpa(args.repo, args.codename ?? codename.trim());
    const parsed = parseSource(source);
    if (!parsed.valid || !parsed.enabled) fail(`Invalid repository string: ${args.repo}`);
    const before = new Map(
      parts.map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)] as const;
      }),
    );
    const name = suggestFilename(source, args.filename);
    const path = name.startsWith('/') ? name : posix.join(FOLDER, name);
    const after =
      args.state === 'present' ? withSource(before, source, path) : withoutSource(before, source);
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    const changes: Change[] = [];
    for (const file of paths) {
      const text = after.get(file);
      if (text === before.get(file)) continue;
      if (text === undefined) changes.push({ op: 'remove', path: file });
      else
        changes.push({
          op: 'write',
          path: file,
          content: Buffer.from(text),
          mode: modeOf(args.mode, file),
        });
    }
    const changed = changes.length > 0;
    const shown: Diff[] = paths.map((file) => ({
      before: before.get(file) ?? '',
      after: after.get(file) ?? '',
      before_header: before.has(file) ? file : '/dev/null',
      after_header: after.has(file) ? file : '/dev/null',
    }));
    const result: Result = {
      changed,
      repo: args.repo,
      state: args.state,
      diff: changed && diff ? (shown as Result[]) : {},
    };
    return {
      changes,
      result,
      ...(changed && diff ? { diff: shown } : {}),
      async finish() {
        if (changed && args.update_cache && !check) {
          await updateCache(
            target,
            'apt-get',
            args.update_cache_retries,
            args.update_cache_retry_max_delay,
            60,
          );
        }
        return result;
      },
    };
  },
});

function expandPpa(repo: string, codename: string): string {
  if (!repo.startsWith('ppa:')) return repo;
  const [owner = '', name = 'ppa'] = repo.slice('ppa:'.length).split('/');
  return `deb http://ppa.launchpad.net/${owner}/${name}/ubuntu ${codename} main`;
}

function modeOf(mode: unknown, path: string): number {
  if (mode === null || mode === undefined) return 0o644;
  return parseMode(mode, { mode: 0o644, directory: false, umask: 0o022 }, path);
}
