import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { versionParts } from '../databases/postgres-version.ts';
import { PsqlError, unreachable } from '../databases/psql-client.ts';
import { arg, defineModule } from '../define.ts';

export const postgresql_ping = defineModule({
  name: 'community.postgresql.postgresql_ping',
  summary: 'Check remote PostgreSQL server availability',
  examples: `- name: Is the server there?
  community.postgresql.postgresql_ping:
`,
  args: {
    ...POSTGRES_LOGIN,
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: {
    is_available: 'Whether the server answers',
    server_version: 'Its version',
    conn_err_msg: 'Why it does not',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller } = context;
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    const client = await psqlClient(context, args.db, args.session_role);
    try {
      const [rows] = await client.ask(['SELECT version() AS version']);
      const raw = String(rows?.[0]?.version ?? '');
      return {
        changes: [],
        result: {
          changed: false,
          is_available: raw !== '',
          server_version: versionParts(raw),
          conn_err_msg: '',
        },
      };
    } catch (error) {
      if (!(error instanceof PsqlError) || error.kind !== 'connection') return unreachable(error);
      controller.warn(`PostgreSQL server is unavailable: ${error.message}`);
      const result = {
        changed: false,
        is_available: false,
        server_version: {},
        conn_err_msg: error.message,
      };
      return { changes: [], result };
    }
  },
});
