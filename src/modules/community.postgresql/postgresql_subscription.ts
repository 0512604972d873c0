import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { cannotExecute, statementsPlan } from '../databases/postgres-plan.ts';
import {
  connectionText,
  type SubscriptionFacts,
  subscriptionFacts,
  subscriptionParameters,
  subscriptionQuestion,
} from '../databases/postgres-subscription.ts';
import { asJson, jsonRows, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';
import { crash } from '../definition/crash.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  name: arg.str({ required: true, doc: 'Name of the subscription.' }),
  db: arg.str({ required: true, aliases: ['login_db'], doc: 'Database that gets the rows.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present', 'refresh'],
    doc: 'Whether the subscription is to be; `refresh` looks for new tables.',
  }),
  publications: arg.list({ elements: 'str', doc: 'Publications of the other server.' }),
  connparams: arg.dict({ doc: 'Where the other server is, and who logs in there.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  owner: arg.str({ doc: 'Role that owns it.' }),
  subsparams: arg.dict({ doc: 'Its parameters: `enabled`, `synchronous_commit`, `slot_name`.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

type SubscriptionArguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_subscription = defineModule({
  name: 'community.postgresql.postgresql_subscription',
  summary: 'Add, update, or remove PostgreSQL subscription',
  examples: `- name: Follow the orders of the shop
  community.postgresql.postgresql_subscription:
    db: reports
    name: orders
    publications: [orders]
    connparams: {host: shop.example.org, dbname: shop, user: reader}
`,
  args: ARGUMENTS,
  returns: {
    name: 'Name of the subscription',
    exists: 'Whether it is',
    queries: 'Statements that were executed',
    initial_state: 'What it was like',
    final_state: 'What it is like',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const { name, db, state, owner } = args;
    if (!args.trust_input) {
      const connection = args.connparams && connectionText(args.connparams);
      const parameters = args.subsparams && subscriptionParameters(args.subsparams);
      refuseDangerousInput(name, args.publications, owner, args.session_role);
      refuseDangerousInput(connection, parameters);
    }
    warnOfIgnored(args, context.controller);
    const client = await psqlClient(context, db, args.session_role);
    const question = subscriptionQuestion(name, db);
    const [rows = []] = await client.ask([question]).catch(unreachable);
    const found = rows[0] === undefined ? null : subscriptionFacts(rows[0]);
    if (state === 'refresh' && found === null) {
      fail(`Refresh failed: subscription '${name}' does not exist`);
    }
    if (state === 'present' && found === null && args.publications === null) {
      crash('TypeError: can only join an iterable', target);
    }
    const queries = statementsFor(args, found, context.controller);
    const told = (facts: SubscriptionFacts | null): Result => ({
      changed: state === 'absent' && found === null ? null : queries.length > 0,
      name,
      exists: facts !== null,
      queries,
      initial_state: found ?? {},
      final_state: facts ?? NOTHING,
    });
    if (check || queries.length === 0) return { changes: [], result: told(found) };
    const statements = [...queries, asJson(question)];
    return statementsPlan(client, statements, {}, cannotExecute(statements), {}, (outputs) => {
      const [row] = jsonRows(outputs.at(-1) ?? '[]');
      return told(row === undefined ? null : subscriptionFacts(row, found));
    });
  },
});

const NOTHING = {
  owner: null,
  enabled: null,
  synccommit: null,
  conninfo: {},
  slotname: null,
  publications: [],
};

function warnOfIgnored(
  args: SubscriptionArguments,
  controller: { warn(message: string): void },
): void {
  if (args.state === 'present') {
    if (args.cascade) controller.warn('parameter "cascade" is ignored when state is not absent');
    return;
  }
  for (const option of ['owner', 'publications', 'connparams', 'subsparams'] as const) {
    const value = args[option];
    if (value === null || value === '' || Object.keys(value).length === 0) continue;
    controller.warn(`parameter '${option}' is ignored when state is not 'present'`);
  }
}

function statementsFor(
  args: SubscriptionArguments,
  found: SubscriptionFacts | null,
  controller: { warn(message: string): void },
): string[] {
  const { name, state, owner } = args;
  if (state === 'refresh') return [`ALTER SUBSCRIPTION ${name} REFRESH PUBLICATION`];
  if (state === 'absent') {
    return found === null ? [] : [`DROP SUBSCRIPTION ${name}${args.cascade ? ' CASCADE' : ''}`];
  }
  const statements = found === null ? [creation(args)] : alterations(args, found, controller);
  if (owner && found?.owner !== owner) {
    statements.push(`ALTER SUBSCRIPTION ${name} OWNER TO "${owner}"`);
  }
  return statements;
}

function creation({ name, connparams, publications, subsparams }: SubscriptionArguments): string {
  const filled = Object.keys(connparams ?? {}).length > 0;
  const connection = connparams === null ? 'None' : filled ? connectionText(connparams) : '{}';
  const begin = `CREATE SUBSCRIPTION ${name} CONNECTION '${connection}' PUBLICATION ${(publications ?? []).join(', ')}`;
  const parameters = subscriptionParameters(subsparams ?? {});
  return parameters === '' ? begin : `${begin} WITH (${parameters})`;
}

function alterations(
  args: SubscriptionArguments,
  found: SubscriptionFacts,
  controller: { warn(message: string): void },
): string[] {
  const begin = `ALTER SUBSCRIPTION ${args.name}`;
  const statements: string[] = [];
  const connection = wholeNumbers(args.connparams ?? {});
  if (Object.keys(connection).length > 0) {
    restate(args, { connparams: connection });
    if (!sameEntries(connection, found.conninfo)) {
      statements.push(`${begin} CONNECTION '${connectionText(connection)}'`);
    }
  }
  const { publications } = args;
  const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());
  if (publications?.length && sorted(publications) !== sorted(found.publications)) {
    statements.push(`${begin} SET PUBLICATION ${publications.join(', ')}`);
  }
  const set: string[] = [];
  for (const [name, value] of Object.entries(args.subsparams ?? {})) {
    if (name === 'enabled') {
      if (found.enabled && value === false) statements.push(`${begin} DISABLE`);
      else if (!found.enabled && value === true) statements.push(`${begin} ENABLE`);
    } else if (name === 'synchronous_commit') {
      if (typeof value === 'boolean' && value !== found.synccommit) set.push(`${name} = ${value}`);
    } else if (name === 'slot_name') {
      if (found.slotname && found.slotname !== value) set.push(`${name} = ${String(value)}`);
    } else {
      controller.warn(
        `Parameter '${name}' is not in params supported for update '('enabled', 'synchronous_commit', 'slot_name')', ignored...`,
      );
    }
  }
  if (set.length > 0) statements.push(`${begin} SET (${set.join(', ')})`);
  return statements;
}

/** Values that are whole numbers as such, for comparing. */
const wholeNumbers = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value,
    ]),
  );

const sameEntries = (
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => name in b && b[name] === value);
