import { arg, beyondNative } from '../define.ts';

/** Options by which all modules for Kubernetes say where the cluster is. */
export const K8S_CONNECTION = {
  kubeconfig: arg.raw({ doc: 'File of connections, or what it says.' }),
  context: arg.str({ doc: 'Name of the connection in it.' }),
  host: arg.str({ doc: 'Address of the cluster.' }),
  api_key: arg.str({ noLog: true, doc: 'Token to log in with.' }),
  username: arg.str({ doc: 'Name to log in with.' }),
  password: arg.str({ noLog: true, doc: 'Its password.' }),
  validate_certs: arg.bool({ aliases: ['verify_ssl'], doc: "Check the cluster's certificate." }),
  ca_cert: arg.path({ aliases: ['ssl_ca_cert'], doc: 'Certificate of the CA.' }),
  client_cert: arg.path({ aliases: ['cert_file'], doc: "The client's certificate." }),
  client_key: arg.path({ aliases: ['key_file'], doc: "The client's key." }),
  proxy: arg.str({ doc: 'Proxy on the way to the cluster.' }),
  no_proxy: arg.str({ doc: 'Hosts to reach without it.' }),
  proxy_headers: arg.dict({
    options: {
      proxy_basic_auth: arg.str({ noLog: true, doc: 'Login at the proxy.' }),
      basic_auth: arg.str({ noLog: true, doc: 'Login behind it.' }),
      user_agent: arg.str({ doc: 'What the client calls itself.' }),
    },
    doc: 'Headers for the proxy.',
  }),
  persist_config: arg.bool({ doc: 'Save tokens that were renewed.' }),
  impersonate_user: arg.str({ doc: 'User to act as.' }),
  impersonate_groups: arg.list({ elements: 'str', doc: 'Groups to act as.' }),
};

/** Options about waiting until something has become what it is to be. */
export const K8S_WAIT = {
  wait: arg.bool({ default: false, doc: 'Wait until it is so.' }),
  wait_sleep: arg.int({ default: 5, doc: 'Seconds between two looks.' }),
  wait_timeout: arg.int({ default: 120, doc: 'Seconds to wait.' }),
  wait_condition: arg.dict({
    options: {
      type: arg.str({ doc: 'Condition of its status.' }),
      status: arg.str({
        default: true,
        choices: [true, false, 'Unknown'],
        doc: 'What it is to be.',
      }),
      reason: arg.str({ doc: 'Why it is to be so.' }),
    },
    doc: 'What to wait for.',
  }),
};

/** Where the cluster is and who one is there; null is not given. */
export interface Connection {
  readonly kubeconfig: unknown;
  readonly context: string | null;
  readonly host: string | null;
  readonly api_key: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly validate_certs: boolean | null;
  readonly ca_cert: string | null;
  readonly client_cert: string | null;
  readonly client_key: string | null;
  readonly proxy: string | null;
  readonly no_proxy: string | null;
  readonly impersonate_user: string | null;
  readonly impersonate_groups: readonly string[] | null;
}

const ALIASES: Readonly<Record<string, string>> = {
  validate_certs: 'verify_ssl',
  ca_cert: 'ssl_ca_cert',
  client_cert: 'cert_file',
  client_key: 'key_file',
};

/** The connection, where what is not given comes from the environment's `K8S_AUTH_…`. */
export function connectionOf(args: Connection, env: Readonly<Record<string, string>>): Connection {
  const from = (name: keyof Connection): string | null =>
    env[`K8S_AUTH_${name.toUpperCase()}`] ||
    env[`K8S_AUTH_${(ALIASES[name] ?? name).toUpperCase()}`] ||
    null;
  const checks = from('validate_certs');
  const groups = from('impersonate_groups');
  return {
    kubeconfig: args.kubeconfig ?? from('kubeconfig'),
    context: args.context ?? from('context'),
    host: (args.host ?? from('host'))?.replace(/\/+$/, '') ?? null,
    api_key: args.api_key ?? from('api_key'),
    username: args.username ?? from('username'),
    password: args.password ?? from('password'),
    validate_certs:
      args.validate_certs ??
      (checks === null ? null : !['0', 'false', 'no'].includes(checks.toLowerCase())),
    ca_cert: args.ca_cert ?? from('ca_cert'),
    client_cert: args.client_cert ?? from('client_cert'),
    client_key: args.client_key ?? from('client_key'),
    proxy: args.proxy ?? from('proxy'),
    no_proxy: args.no_proxy ?? from('no_proxy'),
    impersonate_user: args.impersonate_user ?? from('impersonate_user'),
    impersonate_groups: args.impersonate_groups ?? groups?.split(',').filter(Boolean) ?? null,
  };
}

/** Leaves what the client programs have no options for to the module in Python. @throws BeyondNative */
export function checkConnection(args: {
  readonly proxy_headers: unknown;
  readonly persist_config: boolean | null;
}): void {
  if (args.proxy_headers !== null) beyondNative('proxy_headers');
  if (args.persist_config) beyondNative('persist_config');
}
