import { posix } from 'node:path';
import type { Change } from '../../targets/types.ts';
import { outcomeOf, succeeded } from '../commands/program.ts';
import type { Diff, Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { parseMode } from '../files/mode.ts';
import { updateProblem } from '../packages/apt-update.ts';
import { findKeyPrograms, parsePpa, signingKey, trustKey } from '../packages/ppa.ts';
import {
  parseSource,
  parseSources,
  renderSources,
  type SourceFiles,
  suggestFilename,
  withoutSource,
  withSource,
} from '../packages/sources-list.ts';
import { updateOrRestore } from '../packages/sources-update.ts';

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
  async plan({ args, target, controller, check, diff }): Promise<Plan> {
    if (args.repo === '') fail("Please set argument 'repo' to a non-empty value");
    const [{ stdout }, programs] = await Promise.all([
      target.query({
        shell: `[ -e /etc/apt ] || exit 3
. /etc/os-release; printf '%s\\n' "$VERSION_CODENAME"
for f in /etc/apt/sources.list ${FOLDER}/*.list; do [ -f "$f" ] && { printf '\\036%s\\n' "$f"; cat "$f"; }; done; exit 0`,
      }),
      findKeyPrograms(target),
    ]);
    const [system = '', ...parts] = stdout.toString().split('\x1e');
    if (system === '' && parts.length === 0) {
      fail('Module apt_repository is not supported on target.');
    }
    const texts = new Map(
      parts.map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)] as const;
      }),
    );
    const files: SourceFiles = new Map(
      [...texts].map(([file, text]) => [file, parseSources(text)]),
    );
    const codename = args.codename ?? system.trim();
    const ppa = parsePpa(args.repo, codename);
    const source = parseSource(ppa?.source ?? args.repo);
    if (!source.valid || !source.enabled) fail(`Invalid repository string: ${source.text}`);
    const present = args.state === 'present';
    const described = ppa === undefined ? source.source : `${args.repo}_${codename}`;
    const name = present ? suggestFilename(described, args.filename) : '';
    if (name === undefined) crash('IndexError: list index out of range', target);
    const path = name.includes('/') ? name : posix.join(FOLDER, name);
    const listed = [...files.values()]
      .flat()
      .filter((line) => line.valid && line.source === source.source);
    const isThere = listed.some(({ enabled }) => enabled);
    let trust: Change | undefined;
    let key = '';
    if (ppa !== undefined && present && !isThere) {
      controller.takesFolder?.();
      key = await signingKey(target, ppa, args.validate_certs);
      if (!check) trust = await trustKey(target, programs, ppa, key);
    }
    const before = rendered(files);
    const after = rendered(
      present ? withSource(files, source, path) : withoutSource(files, source),
    );
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    const touched = paths.filter((file) => after.get(file) !== before.get(file));
    const changed = touched.length > 0;
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
    if (!changed) return { changes: trust === undefined ? [] : [trust], result };
    const changes: Change[] = trust === undefined ? [] : [trust];
    // Once one file changes all are written anew, in even form.
    for (const file of new Set([...texts.keys(), ...after.keys()])) {
      const text = after.get(file);
      if (text === texts.get(file)) continue;
      if (text === undefined) changes.push({ op: 'remove', path: file });
      else {
        if (posix.dirname(file) !== FOLDER && !texts.has(file)) {
          changes.push({ op: 'mkdir', path: posix.dirname(file), parents: true });
        }
        const mode = file === path && listed.length === 0 ? modeOf(args.mode, file) : {};
        changes.push({ op: 'write', path: file, content: Buffer.from(text), ...mode });
      }
    }
    const update = updateOrRestore(
      new Map(touched.map((file) => [file, before.get(file)])),
      args.update_cache
        ? {
            retries: args.update_cache_retries,
            maxDelay: args.update_cache_retry_max_delay,
            lockTimeout: 60,
          }
        : undefined,
      trust?.op === 'run' ? [programs.aptKey ?? '', 'export', key] : undefined,
    );
    if (update !== undefined) changes.push({ op: 'run', command: update });
    return {
      changes,
      result,
      ...(diff ? { diff: shown } : {}),
      async finish(outcomes) {
        if (trust?.op === 'run') {
          succeeded(trust.command.argv ?? [], outcomeOf(outcomes[0]?.command));
        }
        const problem =
          update && args.update_cache
            ? updateProblem(outcomes.at(-1)?.command?.stdout.toString() ?? '')
            : undefined;
        if (problem?.kind === 'unreadable') crash(`apt_pkg.Error: ${problem.text}`, target);
        if (problem?.kind === 'locked') fail(problem.text);
        if (problem !== undefined) fail(`Failed to update apt cache: ${problem.text}`);
        return result;
      },
    };
  },
});

/** What is written of the files that have lines. */
function rendered(files: SourceFiles): Map<string, string> {
  return new Map(
    [...files].flatMap(([file, lines]) =>
      lines.length === 0 ? [] : [[file, renderSources(lines)] as const],
    ),
  );
}

function modeOf(mode: unknown, path: string): { mode?: number } {
  if (mode === null || mode === undefined) return {};
  return { mode: parseMode(mode, { mode: 0o644, directory: false, umask: 0o022 }, path) };
}
