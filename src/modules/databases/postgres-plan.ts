import type { Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { type PsqlClient, PsqlError, type ScriptOptions, unreachable } from './psql-client.ts';

/**
 * A plan of statements that are performed one after another.
 * @param failure makes the module's message of the server's
 */
export function statementsPlan(
  client: PsqlClient,
  statements: readonly string[],
  result: Result,
  failure: (reason: string) => string,
  options: ScriptOptions = {},
): Plan {
  if (statements.length === 0) return { changes: [], result };
  return {
    changes: [{ op: 'run', command: client.command(statements, options) }],
    result,
    finish([outcome]): Result {
      try {
        client.outputs(statements, outcome?.command);
        return result;
      } catch (error) {
        if (error instanceof PsqlError && error.kind === 'statement') fail(failure(error.message));
        return unreachable(error);
      }
    },
  };
}
