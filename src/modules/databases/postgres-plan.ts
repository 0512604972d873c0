import type { Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { type PsqlClient, PsqlError, type ScriptOptions, unreachable } from './psql-client.ts';

/**
 * A plan of statements that are performed one after another.
 * @param failure makes the module's message of the server's, for the statement with the index
 * @param read makes the result of what the statements printed
 */
export function statementsPlan(
  client: PsqlClient,
  statements: readonly string[],
  result: Result,
  failure: (reason: string, index: number) => string,
  options: ScriptOptions = {},
  read: (outputs: readonly string[]) => Result = () => result,
): Plan {
  if (statements.length === 0) return { changes: [], result };
  return {
    changes: [{ op: 'run', command: client.command(statements, options) }],
    result,
    finish([outcome]): Result {
      try {
        return read(client.outputs(statements, outcome?.command));
      } catch (error) {
        return refused(error, failure);
      }
    },
  };
}

/** Statements of one transaction, which check mode performs as well and takes back. */
export interface Transaction {
  readonly client: PsqlClient;
  readonly check: boolean;
  readonly statements: readonly string[];
  readonly result: Result;
  /** Default: naming the statement, as most modules do. */
  readonly failure?: (reason: string, index: number) => string;
  /** Makes the result of what the statements printed, once they are kept. */
  readonly read?: (outputs: readonly string[]) => Result;
}

/** A plan that performs a transaction. @throws ModuleFailure where check mode finds that the server refuses it */
export async function transactionPlan(transaction: Transaction): Promise<Plan> {
  const { client, check, statements, result, read } = transaction;
  const { failure = cannotExecute(statements) } = transaction;
  if (statements.length === 0) return { changes: [], result };
  if (!check) {
    return statementsPlan(client, statements, result, failure, { transaction: 'commit' }, read);
  }
  await client.rehearse(statements).catch((error: unknown) => refused(error, failure));
  return { changes: [], result };
}

/** Statements that stand for themselves each; check mode performs them in a transaction that it takes back. */
export interface Steps {
  readonly client: PsqlClient;
  readonly check: boolean;
  readonly statements: readonly string[];
  /** Makes the result of what the statements printed, in check mode as well. */
  readonly read: (outputs: readonly string[]) => Result;
}

/** A plan that performs steps. @throws ModuleFailure where check mode finds that the server refuses one */
export async function stepsPlan({ client, check, statements, read }: Steps): Promise<Plan> {
  if (statements.length === 0) return { changes: [], result: read([]) };
  const failure = cannotExecute(statements);
  if (!check) return statementsPlan(client, statements, {}, failure, {}, read);
  const outputs = await client
    .rehearse(statements)
    .catch((error: unknown) => refused(error, failure));
  return { changes: [], result: read(outputs) };
}

/** The message of most modules for a statement that the server refuses. */
export const cannotExecute =
  (statements: readonly string[]) =>
  (reason: string, index: number): string =>
    `Cannot execute SQL '${statements[index]}': ${reason}`;

function refused(error: unknown, failure: (reason: string, index: number) => string): never {
  if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
  return fail(failure(error.message, error.statement));
}
