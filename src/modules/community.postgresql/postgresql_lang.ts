import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import { type PsqlClient, PsqlError, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  db: arg.str({ required: true, aliases: ['login_db'], doc: 'Database that knows the language.' }),
  lang: arg.str({ required: true, aliases: ['name'], doc: 'Name of the language.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the language is to be.',
  }),
  trust: arg.bool({ default: false, doc: 'Whether everybody may use it.' }),
  force_trust: arg.bool({ default: false, doc: 'Make it so in the catalogue.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  fail_on_drop: arg.bool({ default: true, doc: 'Where it can not be removed, fail.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  owner: arg.str({ doc: 'Role that owns it.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

type LanguageArguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_lang = defineModule({
  name: 'community.postgresql.postgresql_lang',
  summary: 'Adds, removes or changes procedural languages with a PostgreSQL database',
  examples: `- name: Functions in Perl
  community.postgresql.postgresql_lang:
    db: shop
    lang: plperl
`,
  args: ARGUMENTS,
  returns: { queries: 'Statements that were executed', lang_dropped: 'Whether it is gone' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check } = context;
    const { lang, owner, db, trust } = args;
    if (!args.trust_input) refuseDangerousInput(lang, args.session_role, owner);
    const client = await psqlClient(context, db, args.session_role);
    const [rows = [], who] = await client
      .ask([
        `SELECT lanpltrusted AS trusted, r.rolname AS owner FROM pg_language l JOIN pg_roles r ON l.lanowner = r.oid WHERE lanname = ${postgresLiteral(lang)}`,
        'SELECT current_user AS role',
      ])
      .catch(unreachable);
    const [found] = rows;
    const about = { db, lang, trust };
    if (args.state === 'absent') return planAbsent(client, args, about, found !== undefined, check);
    const trusting = `UPDATE pg_language SET lanpltrusted = ${trust} WHERE lanname = ${postgresLiteral(lang)}`;
    const made =
      found === undefined
        ? [`CREATE ${trust ? 'TRUSTED ' : ''}LANGUAGE "${lang}"`]
        : found.trusted === trust
          ? []
          : [trusting];
    if (found === undefined && args.force_trust) made.push(trusting);
    const current = found === undefined ? (check ? null : who?.[0]?.role) : found.owner;
    const owned =
      owner && current !== null && owner !== current
        ? [`ALTER LANGUAGE "${lang}" OWNER TO "${owner}"`]
        : [];
    const changed = made.length + owned.length > 0;
    const statements = [...(check ? [] : made), ...owned];
    const result = { ...about, changed, queries: statements };
    return transactionPlan({ client, check, statements, result });
  },
});

function planAbsent(
  client: PsqlClient,
  { lang, cascade, fail_on_drop }: LanguageArguments,
  about: Result,
  exists: boolean,
  check: boolean,
): Plan {
  if (!exists) return { changes: [], result: { ...about, changed: false, queries: [] } };
  if (check) {
    return { changes: [], result: { ...about, changed: true, lang_dropped: true, queries: [] } };
  }
  const statements = [`DROP LANGUAGE "${lang}"${cascade ? ' CASCADE' : ''}`];
  const told = (dropped: boolean): Result => ({
    ...about,
    changed: dropped,
    lang_dropped: dropped,
    queries: statements,
  });
  return {
    changes: [{ op: 'run', command: client.command(statements) }],
    result: told(true),
    finish([outcome]): Result {
      try {
        client.outputs(statements, outcome?.command);
        return told(true);
      } catch (error) {
        if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
        if (!fail_on_drop) return told(false);
        return fail(
          'unable to drop language, use cascade to delete dependencies or fail_on_drop=false to ignore',
        );
      }
    },
  };
}
