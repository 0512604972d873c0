import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type Connection, checkConnection } from './connection.ts';
import { KubeSession } from './session.ts';

type ConnectionArguments = Connection & Parameters<typeof checkConnection>[0];

/** A plan whose work is done by a cluster's client program. @throws BeyondNative */
export function kubePlan(
  { args, controller }: ModuleContext<ConnectionArguments>,
  work: (session: KubeSession) => Promise<Result>,
): Plan {
  checkConnection(args);
  return {
    changes: [],
    result: {},
    async perform(target): Promise<Result> {
      const session = await KubeSession.open(target, controller, args);
      try {
        return await work(session);
      } finally {
        await session.close();
      }
    },
  };
}
