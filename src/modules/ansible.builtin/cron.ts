import { posix } from 'node:path';
import { stringRepr } from '../../values/string-repr.ts';
import { requireProgram } from '../commands/program.ts';
import type { Diff, ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { asException, crashed } from '../definition/crash.ts';
import { reasonAt } from '../files/change-failure.ts';
import { Crontab, jobLine } from '../tables/crontab.ts';
import { crontabBackup, readCrontab, withFileName, writeCrontab } from '../tables/crontab-store.ts';

const ARGUMENTS = {
  name: arg.str({ required: true, doc: 'Name of the job or variable.' }),
  user: arg.str({ doc: 'Whose crontab.' }),
  job: arg.str({ aliases: ['value'], doc: 'Command, or value of the variable.' }),
  cron_file: arg.path({ doc: 'File in /etc/cron.d, or an absolute path, instead of a crontab.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether it is to be.',
  }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the crontab as it was.' }),
  minute: arg.str({ default: '*', doc: 'Minutes.' }),
  hour: arg.str({ default: '*', doc: 'Hours.' }),
  day: arg.str({ default: '*', aliases: ['dom'], doc: 'Days of the month.' }),
  month: arg.str({ default: '*', doc: 'Months.' }),
  weekday: arg.str({ default: '*', aliases: ['dow'], doc: 'Days of the week.' }),
  special_time: arg.str({
    choices: ['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'hourly'],
    doc: 'A time by its name.',
  }),
  disabled: arg.bool({ default: false, doc: 'Comment the job out.' }),
  env: arg.bool({ default: false, doc: 'Manage a variable.' }),
  insertafter: arg.str({ doc: 'Variable to put a new one after.' }),
  insertbefore: arg.str({ doc: 'Variable to put a new one before.' }),
};

type CronContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const cron = defineModule({
  name: 'ansible.builtin.cron',
  summary: 'Manage cron.d and crontab entries',
  examples: `- name: Clean up each night
  ansible.builtin.cron:
    name: clean up
    minute: "0"
    hour: "5,2"
    job: /usr/local/bin/clean-up
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['insertafter', 'insertbefore']] },
  returns: { jobs: 'Names of all jobs.', envs: 'Names of all variables.' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, target, diff } = context;
    const warnings: string[] = [];
    const path = cronFile(args.cron_file, warnings);
    await requireProgram(target, 'crontab');
    const place = { path, user: args.user };
    const table = new Crontab(await readCrontab(target, place), path === null);
    checkArguments(args);
    const header = path ?? (args.user ? `crontab for user "${args.user}"` : 'crontab');
    const shown: Diff = { before: table.existing, before_header: header };
    let changed = args.env ? editVariable(context, table) : editJob(args, table, path, warnings);
    if (!changed && table.existing !== '' && !/[\r\n]$/.test(table.existing)) changed = true;
    const after = table.render();
    if (changed && args.state === 'absent' && !args.env && path !== null && table.isEmpty()) {
      const gone: Diff = { ...shown, after: '', after_header: '/dev/null' };
      const result = {
        changed: true,
        cron_file: args.cron_file,
        state: args.state,
        ...(warnings.length > 0 && { warnings }),
      };
      return {
        changes: [{ op: 'remove', path }],
        result: { ...result, diff: (diff ? gone : {}) as Result },
        ...(diff ? { diff: gone } : {}),
      };
    }
    const result: Result = {
      changed,
      jobs: table.jobNames(),
      envs: table.variableNames(),
      ...(args.cron_file === null ? {} : { cron_file: args.cron_file }),
      ...(warnings.length > 0 && { warnings }),
    };
    if (!changed) return { changes: [], result };
    const edited: Diff = { ...shown, after, after_header: header };
    const backup =
      args.backup && !context.check ? crontabBackup('crontab', table.existing) : undefined;
    return {
      changes: [...(backup ? [backup] : []), writeCrontab(target, place, after)],
      result: {
        ...result,
        ...(backup ? { backup_file: backup.path } : {}),
        ...(diff ? { diff: edited as Result } : {}),
      },
      ...(diff ? { diff: edited } : {}),
      failed(error, outcomes) {
        // A file of its own is opened as it is, and nothing catches what comes of it.
        const opened = path !== null && outcomes.length === (backup ? 1 : 0);
        const exception = opened ? asException(reasonAt(error, `b${stringRepr(path)}`)) : undefined;
        return exception === undefined
          ? { changed: false, msg: error.message }
          : { ...crashed(exception, target), changed: false };
      },
      finish(outcomes) {
        const failed = outcomes.find(({ command }) => command !== undefined && command.rc !== 0);
        if (failed !== undefined) fail(withFileName(failed.command?.stderr.toString() ?? ''));
        return {
          ...result,
          ...(backup ? { backup_file: backup.path } : {}),
          ...(diff ? { diff: edited as Result } : {}),
        };
      },
    };
  },
});

function cronFile(name: string | null, warnings: string[]): string | null {
  if (name === null || name === '') return null;
  if (name === '/etc/crontab')
    fail('Will not manage /etc/crontab via cron_file, see documentation.');
  const base = posix.basename(name);
  if (!/^[A-Z0-9_-]+$/i.test(base)) {
    warnings.push(
      `Filename portion of cron_file ("${base}") should consist solely of upper- and lower-case letters, digits, underscores, and hyphens`,
    );
  }
  return posix.isAbsolute(name) ? name : posix.join('/etc/cron.d', name);
}

function checkArguments(args: CronContext['args']): void {
  const times = [args.minute, args.hour, args.day, args.month, args.weekday];
  if (args.special_time !== null && times.some((time) => time !== '*')) {
    fail('You must specify time and date fields or special time.');
  }
  if (args.state !== 'present') return;
  if (args.cron_file && !args.user) {
    fail('To use cron_file=... parameter you must specify user=... as well');
  }
  if (args.job === null) fail("You must specify 'job' to install a new cron job or variable");
  if ((args.insertafter || args.insertbefore) && !args.env) {
    fail('Insertafter and insertbefore parameters are valid only with env=yes');
  }
}

function editVariable({ args }: CronContext, table: Crontab): boolean {
  if (args.name.includes(' ')) fail('Invalid name for environment variable');
  if (args.state === 'absent') return table.removeVariable(args.name);
  const beside = { after: args.insertafter, before: args.insertbefore };
  const changed = table.putVariable(args.name, `${args.name}="${args.job ?? ''}"`, beside);
  return changed ?? fail(`Variable named '${args.insertafter ?? args.insertbefore}' not found.`);
}

function editJob(
  args: CronContext['args'],
  table: Crontab,
  path: string | null,
  warnings: string[],
): boolean {
  if (args.state === 'absent') return table.removeJob(args.name);
  const job = args.job ?? '';
  if (/[\r\n]/.test(job.replace(/^[\r\n]+|[\r\n]+$/g, ''))) {
    warnings.push('Job should not contain line breaks');
  }
  const line = jobLine({
    ...args,
    job,
    special: args.special_time,
    user: path === null ? undefined : (args.user ?? ''),
  });
  return table.putJob(args.name, line);
}
