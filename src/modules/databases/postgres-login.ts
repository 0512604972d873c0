import type { Platform, ReadTarget } from '../../targets/types.ts';
import { requireProgram } from '../commands/program.ts';
import type { ModuleContext } from '../contract.ts';
import { type ArgumentValues, arg, restate } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';
import { PsqlClient } from './psql-client.ts';

/** Options by which all modules for PostgreSQL say where the server is and who logs in. */
export const POSTGRES_LOGIN = {
  login_user: arg.str({ default: 'postgres', aliases: ['login'], doc: 'Role to log in as.' }),
  login_password: arg.str({ default: '', noLog: true, doc: 'Password to log in with.' }),
  login_host: arg.str({
    default: '',
    aliases: ['host'],
    doc: "Host of the server; without it the server's socket.",
  }),
  login_unix_socket: arg.str({
    default: '',
    aliases: ['unix_socket'],
    doc: "Folder of the server's socket.",
  }),
  port: arg.int({ default: 5432, aliases: ['login_port'], doc: 'Port of the server.' }),
  ssl_mode: arg.str({
    default: 'prefer',
    choices: ['allow', 'disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
    doc: 'Whether the connection is encrypted.',
  }),
  ca_cert: arg.str({ aliases: ['ssl_rootcert'], doc: 'Certificate of the authority.' }),
  ssl_cert: arg.path({ doc: "The client's certificate." }),
  ssl_key: arg.path({ doc: "The client's key." }),
  connect_params: arg.dict({ default: {}, doc: "Further parameters of PostgreSQL's library." }),
};

export type PostgresLogin = ArgumentValues<typeof POSTGRES_LOGIN>;

/** Parameters of a connection in the names of PostgreSQL's library; the password is among them. */
export type ConnectionParameters = Readonly<Record<string, string>>;

/** What of the arguments makes the connection; empty ones are left to the library. */
export function connectionParameters(
  args: PostgresLogin,
  database: string | null,
): ConnectionParameters {
  const local = args.login_host === '' || args.login_host === 'localhost';
  const given: Record<string, unknown> = {
    host: local && args.login_unix_socket !== '' ? args.login_unix_socket : args.login_host,
    user: args.login_user,
    password: args.login_password,
    port: args.port,
    sslmode: args.ssl_mode,
    sslrootcert: args.ca_cert,
    sslcert: args.ssl_cert,
    sslkey: args.ssl_key,
    dbname: database,
    ...args.connect_params,
  };
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== '' && value !== null && value !== undefined)
      .map(([name, value]) => [name, pythonText(value)]),
  );
}

/** What psql's library finds in the environment of a session. */
interface Defaults {
  readonly user: string | undefined;
  readonly port: string | undefined;
}

/** What was found out about sessions, by their platforms: it stays as it is until they end. */
const programs = new WeakMap<Platform, string>();
const defaults = new WeakMap<Platform, Defaults>();

/** Whether a task's own environment says nothing of the variables. */
const leaves = (target: ReadTarget, names: readonly string[]): boolean =>
  !names.some((name) => name in (target.surroundings?.env ?? {}));

async function environmentDefaults(target: ReadTarget): Promise<Defaults> {
  const usual = leaves(target, ['PGUSER', 'PGPORT']);
  const found = usual ? defaults.get(target.platform) : undefined;
  if (found !== undefined) return found;
  const { PGUSER: user, PGPORT: port } = await target.environment();
  if (usual) defaults.set(target.platform, { user, port });
  return { user, port };
}

async function psqlProgram(target: ReadTarget): Promise<string> {
  const usual = leaves(target, ['PATH']);
  const found = usual ? programs.get(target.platform) : undefined;
  if (found !== undefined) return found;
  const program = await requireProgram(target, 'psql');
  if (usual) programs.set(target.platform, program);
  return program;
}

/** Where the environment names user and port, as the library has it, these are the arguments' defaults. */
export async function takeEnvironment({
  args,
  raw = {},
  target,
}: Pick<ModuleContext<PostgresLogin>, 'args' | 'raw' | 'target'>): Promise<void> {
  const { user, port } = await environmentDefaults(target);
  restate(args, {
    ...(user && !('login_user' in raw || 'login' in raw) && { login_user: user }),
    ...(port && !('port' in raw || 'login_port' in raw) && { port: Number(port) }),
  });
}

/**
 * The server as psql of the target sees it.
 * @param role role to take on (session_role)
 * @throws ModuleFailure when there is no psql
 */
export async function psqlClient(
  context: Pick<ModuleContext<PostgresLogin>, 'args' | 'raw' | 'target'>,
  database: string | null,
  role: string | null = null,
): Promise<PsqlClient> {
  const { args, target } = context;
  const [program] = await Promise.all([psqlProgram(target), takeEnvironment(context)]);
  return new PsqlClient(target, program, connectionParameters(args, database), role);
}

/** Warns as Ansible does where no database is named. */
export function warnOfDefaultDatabase(
  controller: ModuleContext<unknown>['controller'],
  database: string | null,
): void {
  if (database) return;
  controller.warn('Database name has not been passed, used default database to connect to.');
}

/** Folder of relative paths: where the real module would be. */
export const workingFolder = (target: ReadTarget): string => target.platform.user.home;
