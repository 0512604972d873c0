import { requireProgram } from '../commands/program.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { HelmClient } from './helm-client.ts';
import {
  checkHelmVersion,
  type HelmConnection,
  helmConnection,
  helmEnvironment,
} from './helm-connection.ts';

/** Where the program and the cluster are; modules that ask no cluster have no connection. */
type HelmArguments = { readonly binary_path: string | null } & Partial<HelmConnection>;

const NOWHERE: HelmConnection = {
  context: null,
  kubeconfig: null,
  host: null,
  ca_cert: null,
  validate_certs: true,
  api_key: null,
};

/**
 * A plan whose work is done with the target's helm, led to the cluster and into the namespace.
 * @throws ModuleFailure without such a program, BeyondNative
 */
export async function helmPlan(
  { args, target, controller, raw = {} }: ModuleContext<HelmArguments>,
  namespace: string,
  work: (client: HelmClient) => Promise<Result>,
): Promise<Plan> {
  const program = args.binary_path ?? (await requireProgram(target, 'helm'));
  const asksCluster = args.validate_certs !== undefined;
  const given = (...names: readonly string[]): boolean => names.some((name) => name in raw);
  const connection = asksCluster
    ? helmConnection({ ...NOWHERE, ...args }, await target.environment(), given)
    : NOWHERE;
  await checkHelmVersion(connection, program, target);
  return {
    changes: [],
    result: {},
    async perform(writer): Promise<Result> {
      const client = new HelmClient(writer, program);
      const keep = (text: string): Promise<string> => client.keep(text);
      try {
        client.environment = await helmEnvironment(connection, namespace, writer, controller, keep);
        return await work(client);
      } finally {
        await client.close();
      }
    },
  };
}
