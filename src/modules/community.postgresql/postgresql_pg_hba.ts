import { randomBytes } from 'node:crypto';
import type { FileStat, ReadTarget } from '../../targets/types.ts';
import type { Diff, Plan, Result } from '../contract.ts';
import { HbaFile } from '../databases/hba-file.ts';
import { HBA_METHODS, HBA_TYPES, HbaError, makeHbaRule } from '../databases/hba-rule.ts';
import {
  type ArgumentValues,
  arg,
  defineModule,
  type FileAttributeArguments,
  fail,
  restate,
} from '../define.ts';
import { pythonRepr, pythonText } from '../definition/python-text.ts';
import { createdStat } from '../files/creation.ts';
import { planAttributes } from '../files/file-attributes.ts';
import { parentOf } from '../files/paths.ts';

/** Options that make a rule; each may stand in an entry of `rules` as well. */
const RULE = {
  address: arg.str({
    default: 'samehost',
    aliases: ['source', 'src'],
    doc: 'Where connections come from: an address, a network, a name, `all`, `samehost`, `samenet`.',
  }),
  comment: arg.str({ doc: 'Comment behind the rule.' }),
  contype: arg.str({ choices: HBA_TYPES, doc: 'Kind of connection.' }),
  databases: arg.str({ default: 'all', doc: 'Databases, separated by commas.' }),
  method: arg.str({ default: 'md5', choices: HBA_METHODS, doc: 'How the user proves who it is.' }),
  netmask: arg.str({ doc: 'Mask of the address.' }),
  options: arg.str({ doc: 'Options of the method.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the rule is to be.',
  }),
  users: arg.str({ default: 'all', doc: 'Users, separated by commas.' }),
};

const ARGUMENTS = {
  ...RULE,
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  backup_file: arg.str({ doc: 'Where to keep it.' }),
  create: arg.bool({ default: false, doc: 'Make the file when there is none.' }),
  dest: arg.path({ required: true, doc: 'The file.' }),
  order: arg.str({
    default: 'sdu',
    choices: ['sdu', 'sud', 'dsu', 'dus', 'usd', 'uds'],
    removedInVersion: '3.0.0',
    doc: 'Not looked at any more.',
  }),
  keep_comments_at_rules: arg.bool({ default: false, doc: 'Leave comments behind their rules.' }),
  rules: arg.list({ elements: 'dict', doc: 'Many rules, with the options of one each.' }),
  rules_behavior: arg.str({
    default: 'conflict',
    choices: ['combine', 'conflict'],
    doc: 'Whether options of one rule are defaults for `rules`.',
  }),
  overwrite: arg.bool({ default: false, doc: 'Remove all other rules.' }),
};

type HbaArguments = ArgumentValues<typeof ARGUMENTS> & FileAttributeArguments;
type WantedRule = Readonly<Record<string, unknown>>;

export const postgresql_pg_hba = defineModule({
  name: 'community.postgresql.postgresql_pg_hba',
  summary: 'Add, remove or modify a rule in a pg_hba file',
  examples: `- name: Let the shop in from its network
  community.postgresql.postgresql_pg_hba:
    dest: /etc/postgresql/15/main/pg_hba.conf
    contype: hostssl
    users: shop
    databases: shop
    source: 192.168.7.0/24
    method: scram-sha-256
`,
  args: ARGUMENTS,
  fileAttributes: true,
  returns: {
    msgs: 'What was done',
    backup_file: 'The copy of the old file',
    pg_hba: 'Rules of the file',
  },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check }): Promise<Plan> {
    const { dest } = args;
    const [stat, link, content] = await Promise.all([
      target.stat(dest, { follow: true }),
      target.stat(dest),
      target.readFile(dest).catch(() => null),
    ]);
    const file = attempt(
      'Error reading file',
      () => new HbaFile(content?.toString() ?? null, args.keep_comments_at_rules),
    );
    if (args.overwrite) file.clear();
    const msgs = attempt('Error modifying rules', () => edit(file, wantedRules(args)));
    const { changed, rules } = file;
    const diff: Diff = {
      before: { file: dest, pg_hba: file.removed },
      after: { file: dest, pg_hba: file.added },
    };
    if (!changed) return { changes: [], result: { msgs, changed, pg_hba: rules } };
    msgs.push('Changed');
    const result: Result = { msgs, changed, diff: diff as Result, pg_hba: rules };
    if (check) return { changes: [], result, diff };
    msgs.push('Writing');
    const exists = stat?.type === 'file';
    if (!exists && !args.create) {
      fail(
        `Error writing file:\npg_hba file '${dest}' doesn't exist. Use create option to autocreate.`,
      );
    }
    const text = Buffer.from(file.render());
    const path = link?.type === 'link' ? (link.realPath ?? dest) : dest;
    const fresh = stat ?? (await newFile(target, dest, text.length));
    const kept = args.backup && exists ? (args.backup_file ?? freshName()) : null;
    const { attributes } = await planAttributes(args, { ...fresh, path }, target);
    return {
      changes: [
        ...(kept === null ? [] : [{ op: 'copy' as const, from: path, to: kept, mode: fresh.mode }]),
        { op: 'write', path, content: text, ...attributes },
      ],
      result: kept === null ? result : { ...result, backup_file: kept },
      diff,
    };
  },
});

/** Runs work on rules; what can't be a rule fails the module. */
function attempt<T>(about: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HbaError)) throw error;
    return fail(`${about}:\n${error.message}`);
  }
}

/** Puts rules in and takes rules out; says what it does. */
function edit(file: HbaFile, rules: readonly WantedRule[]): string[] {
  const messages: string[] = [];
  for (const wanted of rules) {
    const text = (name: string): string | null =>
      wanted[name] === null || wanted[name] === undefined ? null : pythonText(wanted[name]);
    const type = text('contype');
    if (type === null) continue;
    for (const db of (text('databases') ?? '').split(',')) {
      for (const usr of (text('users') ?? '').split(',')) {
        const [src, mask] = [text('address'), text('netmask')];
        const [method, options] = [text('method'), text('options')];
        const rule = makeHbaRule({ type, db, usr, src, mask, method, options }, text('comment'));
        const present = wanted.state === 'present';
        messages.push(`${present ? 'Adding' : 'Removing'} rule ${pythonRepr(rule)}`);
        if (present) file.add(rule);
        else file.remove(rule);
      }
    }
  }
  return messages;
}

/** The rules that are asked for, each with all its options. */
function wantedRules(args: HbaArguments): readonly WantedRule[] {
  const names = Object.keys(RULE) as (keyof typeof RULE)[];
  const own = Object.fromEntries(names.map((name) => [name, args[name]]));
  if (args.rules === null) return [own];
  const defaults = Object.fromEntries(names.map((name) => [name, RULE[name].default ?? null]));
  const combine = args.rules_behavior === 'combine';
  const used = names.filter((name) => own[name] !== defaults[name]);
  if (!combine && used.length > 0) {
    fail(
      `conflict: either argument "rules_behavior" needs to be changed or "rules" must not be set or ${pythonRepr(used)} must not be set`,
    );
  }
  const rules = args.rules.map((rule, index) => {
    const addresses = ['address', 'source', 'src'].filter((name) => name in rule);
    if (addresses.length > 1) {
      const given = Object.keys(rule).filter((name) => addresses.includes(name));
      fail(
        `rule number ${index} of the "rules" argument (${pythonRepr(given)}) uses ambiguous settings: ${pythonRepr(rule)} are aliases, only one is allowed`,
      );
    }
    const [address] = addresses;
    const { source: _, src: _s, ...given } = rule;
    const place = address === undefined ? {} : { address: rule[address] };
    return { ...(combine ? own : defaults), ...given, ...place };
  });
  restate(args, { rules });
  return rules;
}

/** A name for a copy as Python's mkstemp makes it. */
const freshName = (): string =>
  `/tmp/pg_hba${randomBytes(6).toString('base64url').toLowerCase().replaceAll('-', '_')}`;

async function newFile(target: ReadTarget, path: string, size: number): Promise<FileStat> {
  const parent = await target.stat(parentOf(path), { follow: true });
  return createdStat(target, path, 'file', size, parent);
}
