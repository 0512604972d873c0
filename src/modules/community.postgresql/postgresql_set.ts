import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import {
  inBytes,
  type PostgresParameter,
  parameterQuestions,
  readParameter,
  settingStatement,
} from '../databases/postgres-parameter.ts';
import { asJson, jsonRows, PsqlError, unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';

export const postgresql_set = defineModule({
  name: 'community.postgresql.postgresql_set',
  summary: 'Change a PostgreSQL server configuration parameter',
  examples: `- name: Let sorting have more memory
  community.postgresql.postgresql_set:
    name: work_mem
    value: 32mb
`,
  args: {
    ...POSTGRES_LOGIN,
    name: arg.str({ required: true, doc: 'Name of the parameter.' }),
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    value: arg.str({ doc: 'Its value.' }),
    reset: arg.bool({ default: false, doc: "Back to the server's own value." }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take values as they are.' }),
  },
  returns: {
    name: 'Name of the parameter',
    restart_required: 'Whether the server must start again',
    prev_val_pretty: 'The value before',
    value_pretty: 'The value now',
    value: 'The value in bytes, with its unit',
    context: 'Who may set it, and when',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { name, reset } = args;
    if (!args.trust_input) refuseDangerousInput(name, args.value, args.session_role);
    if (args.value !== null && reset) {
      fail(`${name}: value and reset params are mutually exclusive`);
    }
    if (args.value === null && !reset) {
      fail(`${name}: at least one of value or reset param must be specified`);
    }
    const value = wantedValue(args.value);
    const client = await psqlClient(context, args.db, args.session_role);
    const questions = parameterQuestions(name);
    const told = await client.ask(questions).catch((error: unknown) => refused(error, name));
    const parameter = readParameter(told, name);
    if (parameter.context === 'internal') {
      fail(
        `${name}: cannot be changed (internal context). See https://www.postgresql.org/docs/current/runtime-config-preset.html`,
      );
    }
    const restarts = parameter.context === 'postmaster';
    const common: Result = {
      name,
      restart_required: restarts,
      prev_val_pretty: parameter.current,
      value_pretty: parameter.current,
      context: parameter.context,
    };
    const raw = { value: parameter.raw, unit: parameter.unit };
    if (check) {
      const same = inBytes(value) === inBytes(parameter.current);
      const result = { ...common, value: raw, changed: !same };
      return { changes: [], result: same ? result : { ...result, value_pretty: value } };
    }
    const setting = newSetting(value, parameter);
    if (setting === null && reset) {
      return {
        changes: [],
        result: { ...common, restart_required: false, value: raw, changed: false },
      };
    }
    const shown = setting !== null && value !== null ? { ...common, value_pretty: value } : common;
    if (setting === null) {
      const result = restarts ? shown : { ...shown, value: raw };
      return { changes: [], result: { ...result, changed: false } };
    }
    const statements = [settingStatement(name, setting)];
    // The server takes a while to read its files again.
    const afterwards = restarts
      ? []
      : [
          'SELECT pg_reload_conf()',
          'SELECT pg_sleep(0.1)',
          '\\connect -',
          ...questions.map(asJson),
        ];
    const all = [...statements, ...afterwards];
    return {
      changes: [{ op: 'run', command: client.command(all) }],
      result: {},
      finish([outcome]): Result {
        try {
          const outputs = client.outputs(all, outcome?.command);
          if (restarts) {
            controller.warn(`Restart of PostgreSQL is required for setting ${name}`);
            return { ...shown, changed: true };
          }
          const after = readParameter(outputs.slice(-questions.length).map(jsonRows), name);
          return {
            ...shown,
            value_pretty: after.current,
            value: { value: after.raw, unit: parameter.unit },
            changed: after.raw !== parameter.raw,
          };
        } catch (error) {
          return refused(error, name);
        }
      },
    };
  },
});

/** The value with its unit and its truth as PostgreSQL writes them. */
function wantedValue(value: string | null): string | null {
  if (value === null) return null;
  if (value === 'True') return 'on';
  if (value === 'False') return 'off';
  return /^\d+([mgt]b|b)$/.test(value) ? value.toUpperCase() : value;
}

/** What is to be set; null when nothing is. */
function newSetting(value: string | null, parameter: PostgresParameter): string | null {
  if (value !== null && value !== parameter.current) return value;
  if (value !== null || parameter.raw === parameter.boot) return null;
  return String(parameter.boot);
}

function refused(error: unknown, name: string): never {
  if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
  return fail(`Unable to get ${name} value due to : ${error.message}`);
}
