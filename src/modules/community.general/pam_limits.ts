import { posix } from 'node:path';
import type { Change } from '../../targets/types.ts';
import type { Diff, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { pythonRepr } from '../definition/python-text.ts';

const ITEMS = [
  'core',
  'data',
  'fsize',
  'memlock',
  'nofile',
  'rss',
  'stack',
  'cpu',
  'nproc',
  'as',
  'maxlogins',
  'maxsyslogins',
  'priority',
  'locks',
  'sigpending',
  'msgqueue',
  'nice',
  'rtprio',
  'chroot',
] as const;
const UNLIMITED = ['unlimited', 'infinity', '-1'];

const ARGUMENTS = {
  domain: arg.str({ required: true, doc: 'User, `@group`, `*` …' }),
  limit_type: arg.str({ required: true, choices: ['soft', 'hard', '-'], doc: 'Kind of limit.' }),
  limit_item: arg.str({ required: true, choices: ITEMS, doc: 'What is limited.' }),
  value: arg.str({ required: true, doc: 'The limit.' }),
  use_max: arg.bool({ default: false, doc: 'Keep a higher limit.' }),
  use_min: arg.bool({ default: false, doc: 'Keep a lower limit.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  dest: arg.str({ default: '/etc/security/limits.conf', doc: 'The file.' }),
  comment: arg.str({ default: '', doc: 'Comment of the line.' }),
};

type LimitArguments = ArgumentValues<typeof ARGUMENTS>;

export const pam_limits = defineModule({
  name: 'community.general.pam_limits',
  summary: 'Modify Linux PAM limits',
  examples: `- name: Let a user open more files
  community.general.pam_limits:
    domain: joe
    limit_type: soft
    limit_item: nofile
    value: 64000
`,
  args: ARGUMENTS,
  returns: { backup_file: 'Name of the backup.' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan({ args, target, check }): Promise<Plan> {
    const { dest } = args;
    const folder = dest.includes('/') ? posix.dirname(dest) : '';
    const [stat, parent, content] = await Promise.all([
      target.stat(dest, { follow: true }),
      target.stat(folder, { follow: true }),
      target.readFile(dest),
    ]);
    const exists = stat?.type === 'file';
    if (exists && !stat.writable) fail(`${dest} is not writable. Use sudo`);
    if (!exists && !(parent?.type === 'directory' && parent.writable)) {
      fail(`directory ${folder} is not writable (check presence, access rights, use sudo)`);
    }
    if (args.use_max && args.use_min) fail('Cannot use use_min and use_max at the same time.');
    checkValue(args.limit_item, args.value);
    const before = content?.toString() ?? '';
    const edit = editLimits(before, args);
    const diff: Diff = { before, after: edit.text };
    const changed = edit.changed || !exists;
    const result: Result = { changed, msg: edit.message, diff: diff as Result };
    const write: Change = {
      op: 'write',
      path: dest,
      content: Buffer.from(edit.text),
      ...(args.backup ? { backup: true } : {}),
    };
    if (check || (!changed && !args.backup)) {
      return { changes: changed ? [write] : [], result, diff };
    }
    return {
      changes: [write],
      result,
      diff,
      finish: ([outcome]) =>
        outcome?.backupPath === undefined ? result : { ...result, backup_file: outcome.backupPath },
    };
  },
});

function checkValue(item: string, value: string, prefix = ''): void {
  const shown = `${prefix} Value of ${pythonRepr(value)} for item ${pythonRepr(item)} is invalid. Value must `;
  const pages = 'Refer to the limits.conf(5) manual pages for more details.';
  if (item === 'nice' || item === 'priority') {
    const number = /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= -20 && number <= 19)) {
      fail(`${shown}be a number in the range -20 to 19 inclusive. ${pages}`);
    }
  } else if (!UNLIMITED.includes(value) && !/^\d+$/.test(value)) {
    fail(
      `${shown}either be 'unlimited', 'infinity' or -1, all of which indicate no limit, or a limit of 0 or larger. ${pages}`,
    );
  }
}

/** The file with the limit. A comment of lines passed on the way is taken where none is given, as Ansible does. */
function editLimits(
  before: string,
  args: LimitArguments,
): { text: string; changed: boolean; message: string } {
  const { domain, limit_type, limit_item } = args;
  let comment = args.comment;
  let value = args.value;
  let changed = false;
  let found = false;
  let message = '';
  const lineOf = (): string => {
    if (comment) comment = `\t#${comment}`;
    return `${domain}\t${limit_type}\t${limit_item}\t${value}${comment}\n`;
  };
  const kept = (before.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const at = line.indexOf('#');
    if (at === 0 || line.trim() === '') return line;
    if (!comment && at > 0) comment = line.slice(at + 1).split('#')[0] ?? '';
    const fields = (at < 0 ? line : line.slice(0, at)).trim().split(/\s+/);
    const [ownDomain, ownType, ownItem = '', ownValue = ''] = fields;
    if (fields.length !== 4) return line;
    checkValue(ownItem, ownValue, `Invalid configuration found in '${args.dest}'.`);
    if (ownDomain !== domain || ownType !== limit_type || ownItem !== limit_item) return line;
    found = true;
    message = line;
    if (args.value === ownValue) return line;
    if (args.use_max) value = chosen(ownValue, args.value, true);
    if (args.use_min) value = chosen(ownValue, args.value, false);
    if (value === ownValue) return line;
    changed = true;
    message = lineOf();
    return message;
  });
  if (!found) {
    changed = true;
    message = lineOf();
    kept.push(message);
  }
  return { text: kept.join(''), changed, message };
}

/** The higher or the lower of two limits; no limit is the highest. */
function chosen(own: string, wanted: string, higher: boolean): string {
  const [ownFree, wantedFree] = [UNLIMITED.includes(own), UNLIMITED.includes(wanted)];
  if (ownFree || wantedFree) {
    const free = ownFree ? own : wanted;
    const other = ownFree ? wanted : own;
    return higher || (ownFree && wantedFree) ? free : other;
  }
  const pick = higher ? Math.max : Math.min;
  return String(pick(Number(own), Number(wanted)));
}
