import type { ModuleContext, Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { SqlParseError } from '../databases/identifiers.ts';
import { accessQuestion, objectsQuestion } from '../databases/postgres-access.ts';
import { type Grant, grantQuery } from '../databases/postgres-grant.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { asJson, jsonRows, type PsqlClient, PsqlError } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const IN_SCHEMAS = ['table', 'sequence', 'function', 'procedure', 'type', 'default_privs'];

const PRIVILEGES =
  'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER CREATE CONNECT TEMPORARY TEMP EXECUTE USAGE ALL'.split(
    ' ',
  );

const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  TABLES: ['ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
  SEQUENCES: ['ALL', 'SELECT', 'UPDATE', 'USAGE'],
  FUNCTIONS: ['ALL', 'EXECUTE'],
  TYPES: ['ALL', 'USAGE'],
  SCHEMAS: ['CREATE', 'USAGE'],
};

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  database: arg.str({ required: true, aliases: ['db', 'login_db'], doc: 'The database.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the privileges are given or taken.',
  }),
  privs: arg.str({ aliases: ['priv'], doc: 'The privileges, with commas.' }),
  type: arg.str({
    default: 'table',
    choices: [
      'table',
      'sequence',
      'function',
      'procedure',
      'database',
      'schema',
      'language',
      'tablespace',
      'group',
      'default_privs',
      'foreign_data_wrapper',
      'foreign_server',
      'type',
    ],
    doc: 'What the privileges are for.',
  }),
  objs: arg.str({ aliases: ['obj'], doc: 'Names of these, with commas; ALL_IN_SCHEMA for all.' }),
  schema: arg.str({ doc: 'Schema that they are in.' }),
  roles: arg.str({ required: true, aliases: ['role'], doc: 'Roles, with commas; or PUBLIC.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  target_roles: arg.str({ doc: 'Roles whose objects get default privileges.' }),
  grant_option: arg.bool({ aliases: ['admin_option'], doc: 'Whether the roles may pass them on.' }),
  password: arg.str({
    default: '',
    noLog: true,
    removedInVersion: '4.0.0',
    // The collection misspells itself here, and users see it.
    removedFrom: 'community.postgreql',
    doc: 'Password to log in with.',
  }),
  fail_on_role: arg.bool({ default: true, doc: 'A role that is not there is a failure.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  usage_on_types: arg.bool({
    default: true,
    removedInVersion: '3.0.0',
    doc: 'Default privileges give the use of types, too.',
  }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_privs = defineModule({
  name: 'community.postgresql.postgresql_privs',
  summary: 'Grant or revoke privileges on PostgreSQL database objects',
  examples: `- name: Let a role read all tables
  community.postgresql.postgresql_privs:
    db: shop
    role: reporter
    objs: ALL_IN_SCHEMA
    privs: SELECT
`,
  args: ARGUMENTS,
  returns: { queries: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller } = context;
    const schema = schemaOf(args);
    checkArguments(args);
    if (!args.trust_input) {
      refuseDangerousInput(args.roles, args.target_roles, args.session_role, schema);
    }
    const login = { ...args, login_password: args.password || args.login_password };
    const client = await psqlClient({ ...context, args: login }, args.database, args.session_role);
    const everyone = args.roles.toUpperCase() === 'PUBLIC';
    const roles = args.roles.split(',');
    const all = args.objs === 'ALL_IN_SCHEMA';
    const [found = [], schemas, names = []] = await client
      .ask([
        `SELECT rolname FROM pg_roles WHERE rolname IN (${roles.map(postgresLiteral).join(', ')})`,
        `SELECT 1 FROM pg_namespace WHERE nspname = ${postgresLiteral(schema)}`,
        ...(all ? [objectsQuestion(args.type, schema)] : []),
      ])
      .catch((error: unknown) => refused(error, args));
    const privileges = namedPrivileges(args.privs);
    if (all && schema !== null && schemas?.length === 0) {
      fail(`Schema "${schema}" does not exist.`);
    }
    const objects = all ? names.map((row) => String(row.name)) : namedObjects(args, privileges);
    const known = new Set(found.map((row) => row.rolname));
    const unchanged: Plan = { changes: [], result: { changed: false, queries: [] } };
    const missing = everyone ? [] : roles.filter((role) => !known.has(role));
    if (missing.length > 0 && (args.fail_on_role || roles.length > 1) && objects.length > 0) {
      if (args.fail_on_role) fail(`Role '${missing[0]?.trim()}' does not exist`);
      for (const role of missing) controller.warn(`Role '${role.trim()}' does not exist, pass it`);
    } else if (missing.length > 0) {
      if (args.fail_on_role) fail(`Role '${missing[0]?.trim()}' does not exist`);
      controller.warn(`Role '${missing[0]?.trim()}' does not exist, nothing to do`);
      return unchanged;
    }
    if (args.target_roles && args.type !== 'default_privs') {
      controller.warn(
        '"target_roles" will be ignored Argument "type: default_privs" is required for usage of "target_roles".',
      );
    }
    const present = roles.filter((role) => known.has(role));
    if (objects.length === 0 || (!everyone && present.length === 0)) return unchanged;
    const query = queryOf({
      kind: args.type,
      state: args.state,
      privileges,
      objects,
      all,
      schema,
      roles: everyone ? null : present,
      owners: args.target_roles?.split(',') ?? [],
      grantOption: args.grant_option,
      usageOnTypes: args.usage_on_types,
    });
    return planQuery(context, client, query, everyone ? null : { objects, schema });
  },
});

function schemaOf({ type, schema, objs }: Arguments): string | null {
  if (IN_SCHEMAS.includes(type)) {
    return objs === 'schemas' || schema === 'not-specified' ? null : schema || 'public';
  }
  return schema ? fail(`Argument "schema" is not allowed for type "${type}".`) : schema;
}

/** Checks the arguments against each other. @throws ModuleFailure */
function checkArguments({ type, objs, privs, password, login_password }: Arguments): void {
  if (password && login_password) {
    fail(
      'Use the "password" or "login_password" option but not both to pass a password to log in with.',
    );
  }
  if (objs === 'ALL_IN_SCHEMA' && !['table', 'sequence', 'function', 'procedure'].includes(type)) {
    fail(
      `Argument "objs": ALL_IN_SCHEMA can be used only for type: table, sequence, function or procedure, ${type} was passed.`,
    );
  }
  if (type !== 'database' && !objs) fail(`Argument "objs" is required for type "${type}".`);
  if (type === 'group' && privs) fail('Argument "privs" is not allowed for type "group".');
  if (type !== 'group' && !privs) fail(`Argument "privs" is required for type "${type}".`);
}

/** The privileges in capitals. @throws ModuleFailure for unknown ones */
function namedPrivileges(privs: string | null): string[] {
  if (!privs) return [];
  const names = [...new Set(privs.toUpperCase().split(','))];
  const strange = names.filter((name) => !PRIVILEGES.includes(name));
  if (strange.length > 0) fail(`Invalid privileges specified: ${frozen(strange)}`);
  return names;
}

const frozen = (names: readonly string[]): string =>
  `frozenset({${names.map((name) => `'${name}'`).join(', ')}})`;

function namedObjects(
  { type, objs, database }: Arguments,
  privileges: readonly string[],
): string[] {
  const text = objs || database;
  if (type === 'function' || type === 'procedure') {
    return text.split(',').map((name) => name.replaceAll(':', ','));
  }
  if (type !== 'default_privs') return text.split(',');
  const kinds =
    text === 'ALL_DEFAULT'
      ? Object.keys(DEFAULTS).filter((kind) => kind !== 'SCHEMAS')
      : [...new Set(text.toUpperCase().split(','))];
  const strange = kinds.filter((kind) => !(kind in DEFAULTS));
  if (strange.length > 0) fail(`Invalid Object set specified: ${frozen(strange)}`);
  const valid = kinds.filter((kind) => privileges.every((name) => DEFAULTS[kind]?.includes(name)));
  if (valid.length < kinds.length) {
    fail(
      `Invalid priv specified. Valid object for priv: ${valid.length === 0 ? 'frozenset()' : frozen(valid)}. Objects: ${frozen(kinds)}`,
    );
  }
  return kinds;
}

function queryOf(grant: Grant): string {
  try {
    return grantQuery(grant);
  } catch (error) {
    if (!(error instanceof SqlParseError)) throw error;
    return fail(error.message);
  }
}

/** Performs the query in one transaction between two looks at the privileges: what differs then has changed. */
async function planQuery(
  { args, check }: ModuleContext<Arguments>,
  client: PsqlClient,
  query: string,
  compared: { readonly objects: readonly string[]; readonly schema: string | null } | null,
): Promise<Plan> {
  const look =
    compared === null ? [] : [asJson(accessQuestion(args.type, compared.schema, compared.objects))];
  const statements = [...look, query, ...look];
  const resultOf = (outputs: readonly string[]): Result => {
    const [before, after] = [outputs[0] ?? '[]', outputs.at(-1) ?? '[]'];
    const changed =
      compared === null || JSON.stringify(jsonRows(before)) !== JSON.stringify(jsonRows(after));
    return { changed, queries: [query] };
  };
  if (check) {
    const outputs = await client
      .rehearse(statements)
      .catch((error: unknown) => refused(error, args));
    return { changes: [], result: resultOf(outputs) };
  }
  return {
    changes: [{ op: 'run', command: client.command(statements, { transaction: 'commit' }) }],
    result: {},
    finish([outcome]): Result {
      try {
        return resultOf(client.outputs(statements, outcome?.command));
      } catch (error) {
        return refused(error, args);
      }
    },
  };
}

function refused(error: unknown, { session_role }: Arguments): never {
  if (!(error instanceof PsqlError)) throw error;
  if (error.kind === 'connection') fail(`Could not connect to database: ${error.message}`);
  if (error.kind === 'role') fail(`Could not switch to role ${session_role}: ${error.message}`);
  return fail(error.message);
}
