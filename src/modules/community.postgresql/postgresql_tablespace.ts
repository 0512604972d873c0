import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { stepsPlan } from '../databases/postgres-plan.ts';
import { asJson, jsonRows, type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

export const postgresql_tablespace = defineModule({
  name: 'community.postgresql.postgresql_tablespace',
  summary: 'Add or remove PostgreSQL tablespaces from remote hosts',
  examples: `- name: A place on the fast disk
  community.postgresql.postgresql_tablespace:
    name: fast
    location: /srv/fast
`,
  args: {
    ...POSTGRES_LOGIN,
    tablespace: arg.str({ required: true, aliases: ['name'], doc: 'Name of the tablespace.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the tablespace is to be.',
    }),
    location: arg.path({ aliases: ['path'], doc: 'Folder of the host that it is in.' }),
    owner: arg.str({ doc: 'Role that owns it.' }),
    set: arg.dict({ doc: 'Its options; `reset` takes one back.' }),
    rename_to: arg.str({ doc: 'New name.' }),
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: {
    queries: 'Statements that were executed',
    tablespace: 'Name of the tablespace',
    owner: 'Role that owns it',
    options: 'Its options',
    location: 'Folder that it is in',
    newname: 'Its new name',
    state: 'Whether it is',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check } = context;
    const { tablespace: name, state, location, owner, rename_to: rename } = args;
    const settings = Object.entries(args.set ?? {});
    if (state === 'absent' && (location || owner || rename || settings.length > 0)) {
      fail('state=absent is mutually exclusive location, owner, rename_to, and set');
    }
    if (!args.trust_input) {
      const texts = settings.map(([key, value]) => `${key} = ${pythonText(value)}`);
      refuseDangerousInput(name, location, owner, rename, args.session_role, texts);
    }
    const client = await psqlClient(context, args.db, args.session_role);
    const question = `SELECT r.rolname AS owner, t.spcoptions AS options, pg_tablespace_location(t.oid) AS location FROM pg_catalog.pg_tablespace t JOIN pg_catalog.pg_roles r ON t.spcowner = r.oid WHERE t.spcname = ${postgresLiteral(name)}`;
    const [rows = [], who] = await client
      .ask([question, 'SELECT current_user AS role'])
      .catch(unreachable);
    const found = rows[0] === undefined ? null : factsOf(rows[0]);
    const told = (changed: boolean, queries: readonly string[], facts = found): Result => ({
      changed,
      state,
      tablespace: name,
      owner: facts?.owner ?? '',
      queries,
      options: facts?.options ?? {},
      location: facts?.location ?? '',
    });
    if (found !== null && location && location !== found.location) {
      fail(`Tablespace '${name}' exists with different location '${found.location}'`);
    }
    if (state === 'absent') {
      if (found === null) fail(`Tries to drop nonexistent tablespace '${name}'`);
      const drop = [`DROP TABLESPACE "${name}"`];
      // No transaction can take this back, so check mode only tells of it.
      if (check) return { changes: [], result: told(true, drop) };
      return stepsPlan({ client, check, statements: drop, read: () => told(true, drop) });
    }
    if (found === null && rename) fail(`Tablespace ${name} does not exist, nothing to rename`);
    if (found === null && !location) {
      fail(
        "'location' parameter must be passed with state=present if the tablespace doesn't exist",
      );
    }
    if (found !== null && rename && rename !== name) {
      const queries = [`ALTER TABLESPACE "${name}" RENAME TO "${rename}"`];
      const read = () => ({ ...told(true, queries), newname: rename });
      return stepsPlan({ client, check, statements: queries, read });
    }
    const made = found ?? {
      owner: String(who?.[0]?.role),
      options: {},
      location: location ?? '',
    };
    const create = found === null ? [`CREATE TABLESPACE "${name}" LOCATION '${location}'`] : [];
    const owned =
      owner && owner !== made.owner ? [`ALTER TABLESPACE "${name}" OWNER TO "${owner}"`] : [];
    const { set, reset } = optionStatements(name, settings, made.options);
    const queries = [...create, ...owned, ...set];
    // As in the real module, what is looked at last decides: the options, else the owner.
    const changed = (args.set && settings.length > 0 ? set : owner ? owned : create).length > 0;
    const after = (facts: Facts): Result =>
      told(changed, queries, { ...facts, options: { ...facts.options, ...reset(facts.options) } });
    if (check && found === null) {
      const wanted = settings.filter(([, value]) => value !== 'reset');
      const options = Object.fromEntries(
        wanted.map(([key, value]) => [key, pythonText(value)] as const),
      );
      return { changes: [], result: after({ ...made, owner: owner || made.owner, options }) };
    }
    return stepsPlan({
      client,
      check,
      statements: queries.length > 0 ? [...queries, asJson(question)] : [],
      read(outputs): Result {
        const [row] = jsonRows(outputs.at(-1) ?? '[]');
        return after(row === undefined ? made : factsOf(row));
      },
    });
  },
});

interface Facts {
  readonly owner: string;
  readonly options: Readonly<Record<string, string | null>>;
  readonly location: string;
}

function factsOf(row: PostgresRow): Facts {
  const options = ((row.options ?? []) as readonly string[]).map((text) => {
    const [name = '', value = ''] = text.split('=');
    return [name, value] as const;
  });
  return {
    owner: String(row.owner),
    options: Object.fromEntries(options),
    location: String(row.location ?? ''),
  };
}

/** What sets the options that differ; those that are taken back are told as null afterwards. */
function optionStatements(
  tablespace: string,
  settings: readonly (readonly [string, unknown])[],
  current: Facts['options'],
): { set: string[]; reset: (after: Facts['options']) => Facts['options'] } {
  const begin = `ALTER TABLESPACE "${tablespace}"`;
  const taken = settings.filter(([name, value]) => value === 'reset' && name in current);
  const set = settings.flatMap(([name, value]): string[] => {
    if (value === 'reset') return name in current ? [`${begin} RESET (${name})`] : [];
    const text = pythonText(value);
    return current[name] === text ? [] : [`${begin} SET (${name} = '${text}')`];
  });
  return {
    set,
    reset: (after) =>
      Object.fromEntries(taken.filter(([name]) => !(name in after)).map(([name]) => [name, null])),
  };
}
