import type { Command, CommandResult } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import type { Diff, ModuleContext, Plan, Result } from '../contract.ts';
import { refuseUnreadable } from './apt-errors.ts';
import { APT_ENVIRONMENT } from './apt-state.ts';

/** A command line of apt or dpkg with how to read its outcome. */
export interface AptCommand {
  /** As Ansible shows it. */
  readonly line: string;
  /** `'LINE' failed: STDERR` unless it says otherwise. */
  failure?(stderr: string): string;
  changed?(stdout: string): boolean;
  /** Fields added to a successful result. */
  fields?(stdout: string): Result;
  /** Upgrades tell of no `diff` where nothing changed, and of no stderr where they fail. */
  readonly isUpgrade?: boolean;
}

export interface AptRun {
  readonly policyRcD: number | null;
  readonly lockTimeout: number;
  /** Runs after the command, whatever it brought. */
  readonly after?: string;
}

/**
 * Has programs talk in the host's locale of plain English with an encoding, as Ansible does: what packages set up when
 * they are installed (a database's encoding, say) goes by it.
 */
const LOCALE = `l=$(locale -a 2>/dev/null | grep -Exm1 '(C|en_US)\\.(utf8|UTF-8)') || l=C
export LANG=$l LC_ALL=$l LC_MESSAGES=$l LC_CTYPE=$l
`;

/** Makes a shell line that runs `line` under policy-rc.d and waits for apt's lock. */
function aptShell(line: string, run: AptRun): Command {
  const locked = line.replace(
    /^(\S*apt-get)( |$)/,
    `$1 -o DPkg::Lock::Timeout=${run.lockTimeout}$2`,
  );
  const policy = '/usr/sbin/policy-rc.d';
  const before =
    run.policyRcD === null
      ? ''
      : `b=; [ -e ${policy} ] && { b=$(mktemp -d) && mv ${policy} "$b/"; }
printf '#!/bin/sh\\nexit ${run.policyRcD}\\n' >${policy} && chmod 0755 ${policy}
restore() { if [ -n "$b" ]; then mv "$b/policy-rc.d" ${policy}; rmdir "$b"; else rm -f ${policy}; fi; }
trap 'restore; trap - EXIT' EXIT; trap 'exit 130' INT TERM HUP
`;
  const after = run.after === undefined ? '' : `\n${run.after}`;
  return { shell: `${LOCALE}${before}${locked}\nrc=$?${after}\nexit $rc`, env: APT_ENVIRONMENT };
}

/** Plans one command; in check mode, where its line simulates, it is run at once to show what it would do. */
export async function planApt(
  context: ModuleContext<unknown>,
  command: AptCommand,
  run: AptRun,
): Promise<Plan> {
  const { target, check, diff } = context;
  if (check) {
    const simulated = await target.query(
      aptShell(command.line, { policyRcD: null, lockTimeout: run.lockTimeout }),
    );
    const { diff: shown, ...result } = outcomeResult(command, simulated, context);
    return {
      changes: [],
      result: { ...result, ...(shown !== undefined ? { diff: shown } : {}) },
      ...(diff && shown !== undefined ? { diff: shown as Diff } : {}),
    };
  }
  return {
    changes: [{ op: 'run', command: aptShell(command.line, run) }],
    result: { changed: true },
    finish([outcome]) {
      const done = outcome?.command;
      return done === undefined ? { changed: true } : outcomeResult(command, done, context);
    },
  };
}

function outcomeResult(
  command: AptCommand,
  run: CommandResult,
  { target, diff }: ModuleContext<unknown>,
): Result {
  const stdout = run.stdout.toString();
  const stderr = run.stderr.toString();
  if (run.rc !== 0) {
    refuseUnreadable(stderr, target);
    return {
      failed: true,
      changed: false,
      msg: command.failure?.(stderr) ?? `'${command.line}' failed: ${stderr}`,
      stdout,
      ...(command.isUpgrade ? {} : { stderr }),
      rc: run.rc,
    };
  }
  const changed = command.changed?.(stdout) ?? true;
  return {
    changed,
    stdout,
    stderr,
    ...(command.isUpgrade && !changed ? {} : { diff: diff ? aptDiff(stdout) : {} }),
    ...command.fields?.(stdout),
  };
}

/** The part of apt-get's output that tells what it does. */
function aptDiff(output: string): { prepared: string } {
  const lines = output.replace(/\n$/, '').split(/\r\n|\r|\n/);
  const marker = ['Resolving dependencies...', 'Reading state information...']
    .map((text) => lines.indexOf(text))
    .find((index) => index >= 0);
  const end = lines.findIndex((line) => /^[0-9]+ (packages )?upgraded/.test(line));
  return {
    prepared: lines.slice((marker ?? -1) + 1, end < 0 ? undefined : end + 1).join('\n'),
  };
}

/** `-o "Dpkg::Options::=--force-confdef" …` */
export function dpkgOptions(compressed: string): string {
  return compressed
    .split(',')
    .map((option) => `-o "Dpkg::Options::=--${option}"`)
    .join(' ');
}

/** Marks packages as installed by hand. */
export function markManual(names: readonly string[]): string {
  return `[ $rc -eq 0 ] && command -v apt-mark >/dev/null && apt-mark manual ${names.map(quoteWord).join(' ')} >/dev/null`;
}
