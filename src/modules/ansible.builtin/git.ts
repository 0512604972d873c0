import { stringRepr } from '../../values/string-repr.ts';
import { requireProgram } from '../commands/program.ts';
import { Sections } from '../commands/sections.ts';
import { quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { defineModule, fail } from '../define.ts';
import { GIT_ARGUMENTS, type GitArguments } from '../repositories/git-arguments.ts';
import { lookScript, workScript } from '../repositories/git-script.ts';

export const git = defineModule({
  name: 'ansible.builtin.git',
  summary: 'Deploy software (or files) from git checkouts',
  examples: `- name: Check out a release
  ansible.builtin.git:
    repo: https://foosball.example.org/path/to/repo.git
    dest: /srv/checkout
    version: release-0.22
`,
  args: GIT_ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['separate_git_dir', 'bare'],
      ['accept_hostkey', 'accept_newhostkey'],
    ],
    requiredBy: { archive_prefix: ['archive'] },
  },
  returns: {
    before: 'Commit before.',
    after: 'Commit after.',
    remote_url_changed: "Whether the remote's URL was changed.",
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, target, check, diff } = context;
    if (args.umask !== null) {
      if (typeof args.umask !== 'string') fail('umask must be defined as a quoted octal integer');
      if (!/^(0o)?[0-7]+$/.test(args.umask)) {
        fail('umask must be an octal integer', {
          details: `invalid literal for int() with base 8: '${args.umask}'`,
        });
      }
    }
    if (args.dest === null && args.clone) {
      fail('the destination directory must be specified unless clone=no');
    }
    const program = args.executable ?? (await requireProgram(target, 'git'));
    if (args.executable !== null && (await target.which(program)) === null) noProgram(program);
    context.controller.takesFolder?.();
    const repo = await repositoryUrl(context);
    const env = { LC_ALL: 'C', LANGUAGE: '', ...sshEnvironment(args) };
    if (check || !args.clone) {
      const looked = await target.query({
        shell: lookScript(args, program, repo, check && diff),
        env,
      });
      const seen = new Sections(looked.stdout);
      if (check || !seen.has('exists')) return lookPlan(context, seen, repo);
    }
    return {
      changes: [{ op: 'run', command: { shell: workScript(args, program, repo, diff), env } }],
      result: {},
      finish: ([outcome]) =>
        workResult(context, new Sections(outcome?.command?.stdout ?? Buffer.alloc(0))),
    };
  },
});

/** @throws ModuleFailure as where a command can't be started */
function noProgram(program: string): never {
  return fail(`[Errno 2] No such file or directory: b${stringRepr(program)}`, {
    cmd: quoteWords([program, '--version']),
    rc: 2,
    stdout: '',
    stderr: '',
  });
}

type GitContext = ModuleContext<GitArguments>;

/** Paths become file URLs: shallow clones need a protocol. */
async function repositoryUrl({ args, target }: GitContext): Promise<string> {
  const path = args.repo.startsWith('~') ? await target.expandPath(args.repo) : args.repo;
  return path.startsWith('/') ? `file://${path}` : args.repo;
}

function sshEnvironment(args: GitArguments): Record<string, string> {
  const options = [args.ssh_opts ?? ''];
  const decided = /-o StrictHostKeyChecking=(no|accept-new)/.test(args.ssh_opts ?? '');
  if (args.accept_hostkey && !decided) options.push('-o StrictHostKeyChecking=no');
  if (args.accept_newhostkey && !decided) options.push('-o StrictHostKeyChecking=accept-new');
  if (!options.join(' ').includes('BatchMode')) options.push('-o BatchMode=yes');
  if (args.key_file !== null) {
    options.push(`-i ${quoteWords([args.key_file])} -o IdentitiesOnly=yes`);
  }
  return { GIT_SSH_COMMAND: `ssh ${options.filter(Boolean).join(' ')}`, GIT_TERMINAL_PROMPT: '0' };
}

/** Fails with what the script says went wrong. @throws ModuleFailure */
function checkFailure(seen: Sections): void {
  if (!seen.has('fail.label')) return;
  const label = seen.text('fail.label');
  if (!seen.has('fail.cmd')) {
    fail(label, seen.has('fail.details') ? { details: seen.text('fail.details') } : {});
  }
  const stdout = withNewline(seen.text('fail.out'));
  const stderr = seen.text('fail.err');
  if (label.startsWith('Failed to init/update submodules')) fail(`${label}${stdout}${stderr}`);
  const msg =
    label === '' ? stderr.trimEnd() : label.endsWith(': ') ? `${label}${stdout} ${stderr}` : label;
  if (label.startsWith('Failed to set a new url')) fail(msg);
  const fields = { rc: Number(seen.text('fail.rc')), stdout, stderr };
  if (label.startsWith('Failed to verify GPG signature')) fail(msg, fields);
  const cmd = quoteWords(seen.text('fail.cmd').replace(/\n$/, '').split('\n'));
  fail(msg, { cmd, ...fields });
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function modified(dest: string | null, before: string): never {
  return fail(`Local modifications exist in the destination: ${dest ?? ''} (force=no).`, {
    before,
  });
}

/** Check mode, and clone=no without a repository: nothing is done. */
function lookPlan({ args, diff }: GitContext, seen: Sections, repo: string): Plan {
  const before = seen.has('exists') ? seen.text('before').trim() : null;
  if (before !== null && !args.update) {
    const archive = args.archive === null ? {} : { changed: true };
    return { changes: [], result: { changed: false, before, after: before, ...archive } };
  }
  if (before !== null && seen.text('modified').trim() !== '' && !args.force) {
    modified(args.dest, before);
  }
  checkFailure(seen);
  const head = seen.text('head').trim().split(/\s+/)[0] ?? '';
  if (head === '') fail(`Could not determine remote revision for ${args.version}`);
  if (before === null) {
    const result: Result = { changed: true, before: null, after: head };
    const shown = { prepared: `>> Newly checked out ${head}` };
    return {
      changes: [],
      result: diff ? { ...result, diff: shown } : result,
      ...(diff ? { diff: shown } : {}),
    };
  }
  const url = seen.text('geturl').trim();
  const urlChanged = url !== '' && url !== repo && `file://${url}` !== repo;
  const result: Result = {
    changed: before !== head || urlChanged,
    before,
    after: head,
    remote_url_changed: urlChanged,
  };
  if (!seen.has('diff')) return { changes: [], result };
  const shown = foreseenDiff(seen, before, head);
  return { changes: [], result: { ...result, diff: shown }, diff: shown };
}

function foreseenDiff(seen: Sections, before: string, head: string): { prepared: string } {
  const error = seen.text('diff.err');
  if (seen.rc('diff') === 0) return revisionDiff(seen, before, head);
  const reason = error === '' ? '' : `:\n>> ${withNewline(error)}`;
  return { prepared: `>> Failed to get proper diff between ${before} and ${head}${reason}` };
}

function workResult({ args, diff, controller }: GitContext, seen: Sections): Result {
  const before = seen.has('before') ? seen.text('before') : null;
  if (seen.has('localmods')) modified(args.dest, before ?? '');
  if (seen.has('warning')) controller.warn(seen.text('warning'));
  checkFailure(seen);
  const after = seen.text('after');
  const reset = seen.has('modified');
  const changed =
    before !== after ||
    reset ||
    ['url', 'submodules', 'archived', 'relocated'].some((section) => seen.has(section));
  const updated = before !== null && args.update;
  return {
    changed,
    before,
    after,
    ...(updated ? { remote_url_changed: seen.has('url') } : {}),
    ...(reset ? { msg: `Local modifications exist in the destination: ${args.dest ?? ''}` } : {}),
    ...(seen.has('submodules') ? { submodules_changed: true } : {}),
    ...(seen.has('separate')
      ? { git_dir_before: seen.text('relocated'), git_dir_now: seen.text('separate') }
      : {}),
    ...(diff && changed && before !== after ? { diff: revisionDiff(seen, before, after) } : {}),
  };
}

function revisionDiff(seen: Sections, before: string | null, after: string): { prepared: string } {
  if (before === null) return { prepared: `>> Newly checked out ${after}` };
  const text = seen.text('diff');
  return {
    prepared: text === '' ? `>> No visual differences between ${before} and ${after}` : text,
  };
}
