import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { statementsPlan } from '../databases/postgres-plan.ts';
import { unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  db: arg.str({ required: true, aliases: ['login_db'], doc: 'Database of the extension.' }),
  ext: arg.str({ required: true, aliases: ['name'], doc: 'Name of the extension.' }),
  schema: arg.str({ doc: 'Schema for what it brings.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the extension is to be.',
  }),
  cascade: arg.bool({ default: false, doc: 'With what it needs, or what needs it.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  version: arg.str({ doc: 'Its version; `latest` for the newest.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

export const postgresql_ext = defineModule({
  name: 'community.postgresql.postgresql_ext',
  summary: 'Add or remove PostgreSQL extensions from a database',
  examples: `- name: Have random UUIDs
  community.postgresql.postgresql_ext:
    name: uuid-ossp
    db: shop
`,
  args: ARGUMENTS,
  returns: { query: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller, check } = context;
    const { ext, db } = args;
    if (!args.trust_input) refuseDangerousInput(ext, args.schema, args.version, args.session_role);
    if (args.version && args.state === 'absent') {
      controller.warn('Parameter version is ignored when state=absent');
    }
    warnOfDefaultDatabase(controller, db);
    const client = await psqlClient(context, db, args.session_role);
    const name = postgresLiteral(ext);
    const wanted = postgresLiteral(args.version ?? '');
    const [installed, available, paths] = await client
      .ask([
        `SELECT extversion AS version FROM pg_catalog.pg_extension WHERE extname = ${name}`,
        `SELECT version FROM pg_available_extension_versions WHERE name = ${name}`,
        `SELECT p.path FROM pg_catalog.pg_extension e, pg_extension_update_paths(${name}) p WHERE e.extname = ${name} AND p.source = e.extversion AND p.target = ${wanted}`,
      ])
      .catch(unreachable);
    const current = installed?.[0]?.version;
    const query = statementFor(args, {
      current: current === undefined ? null : String(current),
      available: (available ?? []).map((row) => String(row.version)),
      hasPath: (paths ?? []).length > 0,
    });
    const queries = query === null ? [] : [query];
    const result = { changed: query !== null, db, ext, queries: check ? [] : queries };
    if (check) return { changes: [], result };
    const failure = (reason: string): string =>
      `Management of PostgreSQL extension failed: ${reason}`;
    return statementsPlan(client, queries, result, failure);
  },
});

interface Known {
  readonly current: string | null;
  readonly available: readonly string[];
  readonly hasPath: boolean;
}

function statementFor(
  { ext, version, state, schema, cascade }: ArgumentValues<typeof ARGUMENTS>,
  { current, available, hasPath }: Known,
): string | null {
  const cascading = cascade ? ' CASCADE' : '';
  if (state === 'absent') return current ? `DROP EXTENSION "${ext}"${cascading}` : null;
  const latest = version === 'latest';
  if (current) {
    if (!version || version === current) return null;
    if (latest) return `ALTER EXTENSION "${ext}" UPDATE`;
    if (hasPath) return `ALTER EXTENSION "${ext}" UPDATE TO ${postgresLiteral(version)}`;
    fail(
      `Passed version '${version}' has no valid update path from the currently installed version '${current}' or the passed version is not available`,
    );
  }
  if (version && !latest && !available.includes(version)) {
    fail(`Passed version '${version}' is not available`);
  }
  if (!version && available.length === 0) fail(`Extension ${ext} is not available`);
  const into = schema ? ` WITH SCHEMA "${schema}"` : '';
  const exactly = version && !latest ? ` VERSION ${postgresLiteral(version)}` : '';
  return `CREATE EXTENSION "${ext}"${into}${exactly}${cascading}`;
}
