import type { ReadTarget, WriteTarget } from '../../targets/types.ts';
import { ask } from '../commands/program.ts';
import type { Controller } from '../contract.ts';
import { arg, beyondNative } from '../define.ts';
import { isSince, versionIn } from './helm-client.ts';
import { kubeconfigPath } from './kubeconfig.ts';

/** Options by which modules for helm say where the cluster is. */
export const HELM_CONNECTION = {
  binary_path: arg.path({ doc: 'The helm program.' }),
  context: arg.str({ aliases: ['kube_context'], doc: 'Name of the connection.' }),
  kubeconfig: arg.raw({
    aliases: ['kubeconfig_path'],
    doc: 'File of connections, or what it says.',
  }),
  host: arg.str({ doc: 'Address of the cluster.' }),
  ca_cert: arg.path({ aliases: ['ssl_ca_cert'], doc: 'Certificate of the CA.' }),
  validate_certs: arg.bool({
    default: true,
    aliases: ['verify_ssl'],
    doc: "Check the cluster's certificate.",
  }),
  api_key: arg.str({ noLog: true, doc: 'Token to log in with.' }),
};

export interface HelmConnection {
  readonly context: string | null;
  readonly kubeconfig: unknown;
  readonly host: string | null;
  readonly ca_cert: string | null;
  readonly validate_certs: boolean;
  readonly api_key: string | null;
}

/** The connection, where what is not given comes from the environment's `K8S_AUTH_…`. */
export function helmConnection(
  args: HelmConnection,
  env: Readonly<Record<string, string>>,
  isGiven: (...names: readonly string[]) => boolean,
): HelmConnection {
  const checks = env.K8S_AUTH_VERIFY_SSL;
  const asked = isGiven('validate_certs', 'verify_ssl') || checks === undefined;
  return {
    context: args.context ?? env.K8S_AUTH_CONTEXT ?? null,
    kubeconfig: args.kubeconfig ?? env.K8S_AUTH_KUBECONFIG ?? null,
    host: args.host ?? env.K8S_AUTH_HOST ?? null,
    ca_cert: args.ca_cert ?? env.K8S_AUTH_SSL_CA_CERT ?? null,
    validate_certs: asked ? args.validate_certs : !FALSE.includes(checks.toLowerCase()),
    api_key: args.api_key ?? env.K8S_AUTH_API_KEY ?? null,
  };
}

const FALSE = ['0', 'false', 'no', 'off', 'n', 'f'];

/** Leaves certificates to Python where helm is too old to be told of them. @throws BeyondNative */
export async function checkHelmVersion(
  { ca_cert, validate_certs }: HelmConnection,
  program: string,
  target: ReadTarget,
): Promise<void> {
  if (ca_cert === null && validate_certs) return;
  const version = versionIn((await ask(target, [program, 'version'])).stdout);
  if (ca_cert !== null && !isSince(version, [3, 5])) beyondNative('ca_cert');
  if (!validate_certs && !isSince(version, [3, 10])) beyondNative('validate_certs');
}

/** The environment that leads helm to a cluster: nothing secret is among its arguments. */
export async function helmEnvironment(
  args: HelmConnection,
  namespace: string,
  target: WriteTarget,
  controller: Controller,
  keep: (text: string) => Promise<string>,
): Promise<Record<string, string>> {
  const kubeconfig = await kubeconfigPath(args.kubeconfig, { target, controller, keep });
  const env = {
    HELM_KUBECONTEXT: args.context,
    HELM_NAMESPACE: namespace,
    HELM_KUBETOKEN: args.api_key,
    HELM_KUBEAPISERVER: args.host,
    HELM_KUBECAFILE: args.ca_cert,
    HELM_KUBEINSECURE_SKIP_TLS_VERIFY: args.validate_certs ? null : 'true',
    KUBECONFIG: kubeconfig,
  };
  const entries = Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]);
  return Object.fromEntries(entries);
}
