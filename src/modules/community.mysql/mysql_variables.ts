import type { Plan, Result } from '../contract.ts';
import { mysqlIdentifier, SqlParseError } from '../databases/identifiers.ts';
import { MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { mysqlLiteral } from '../databases/mysql-literals.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import { type MysqlValue, sameValue, typedValue } from '../databases/mysql-values.ts';
import { arg, defineModule, fail } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

const PERSISTED = 'performance_schema.persisted_variables';

export const mysql_variables = defineModule({
  name: 'community.mysql.mysql_variables',
  summary: 'Manage MySQL global variables',
  examples: `- name: Allow more connections
  community.mysql.mysql_variables:
    variable: max_connections
    value: 300
`,
  args: {
    ...MYSQL_LOGIN,
    variable: arg.str({ doc: 'Name of the variable.' }),
    value: arg.str({ doc: 'Its value; without it the module tells what it is.' }),
    mode: arg.str({
      default: 'global',
      choices: ['global', 'persist', 'persist_only'],
      doc: 'Whether the value lasts beyond a restart.',
    }),
  },
  returns: { queries: 'Statements that were executed', msg: 'What was done, or the value' },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { variable, value, mode } = args;
    if (variable === null) fail('Cannot run without variable to operate with');
    if (!/^[0-9A-Za-z_.]+\n?$/.test(variable)) fail(`invalid variable name "${variable}"`);
    const { client, server } = await connectMysql(args, target, {
      database: 'mysql',
      namesMissingFile: true,
      statements: [`SHOW VARIABLES WHERE Variable_name = ${mysqlLiteral(variable)}`],
    });
    const found = server[0]?.length === 1 ? (server[0][0]?.Value ?? null) : null;
    if (found === null) fail(`Variable not available "${variable}"`, { changed: false });
    if (value === null) return { changes: [], result: { msg: found, changed: false } };

    const stored = mode === 'global' ? null : await persisted(client.ask.bind(client), variable);
    const wanted = typedValue(value);
    const actual = mode === 'persist_only' ? (stored ?? false) : typedValue(found);
    const same = sameValue(wanted, actual);
    const unchanged = (msg: string): Plan => ({ changes: [], result: { msg, changed: false } });
    if (mode === 'persist' && same && sameValue(wanted, stored)) {
      return unchanged(
        'Variable is already set to requested value globallyand stored into mysqld-auto.cnf file.',
      );
    }
    if (mode === 'global' && same) return unchanged('Variable is already set to requested value.');
    if (mode === 'persist_only' && sameValue(wanted, stored)) {
      return unchanged('Variable is already stored into mysqld-auto.cnf with requested value.');
    }
    const begin = `SET ${mode.toUpperCase()} ${name(variable)} = `;
    const statements = [`${begin}${mysqlLiteral(wanted)}`];
    return {
      changes: [{ op: 'run', command: client.command(statements) }],
      result: {},
      finish([outcome]): Result {
        try {
          client.read(statements, outcome?.command);
        } catch (error) {
          if (!(error instanceof MysqlError)) throw error;
          fail(error.message, { changed: false });
        }
        const queries = [`${begin}${pythonText(wanted)}`];
        const msg = `Variable change succeeded prev_value=${pythonText(actual)}`;
        return { msg, changed: true, queries };
      },
    };
  },
});

function name(variable: string): string {
  try {
    return mysqlIdentifier(variable, 'vars');
  } catch (error) {
    if (!(error instanceof SqlParseError)) throw error;
    return fail(error.message, { changed: false });
  }
}

/** The value in mysqld-auto.cnf; null where there is none. */
async function persisted(
  ask: (statements: readonly string[]) => Promise<Record<string, string | null>[][]>,
  variable: string,
): Promise<MysqlValue | null> {
  try {
    const [rows] = await ask([
      `SELECT VARIABLE_VALUE AS value FROM ${PERSISTED} WHERE VARIABLE_NAME = ${mysqlLiteral(variable)}`,
    ]);
    const text = rows?.[0]?.value ?? null;
    return text === null ? null : typedValue(text);
  } catch (error) {
    if (!(error instanceof MysqlError)) throw error;
    return fail('Server version must be 8.0 or greater.');
  }
}
