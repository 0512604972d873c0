import { arg, beyondNative, restate } from '../define.ts';
import { arrayText } from './postgres-literals.ts';

/** Options of modules that run queries with values in them. */
export const QUERY_VALUES = {
  positional_args: arg.list({ elements: 'raw', doc: 'Values for `%s`.' }),
  named_args: arg.dict({ doc: 'Values for `%(name)s`.' }),
  encoding: arg.str({ doc: "The client's encoding." }),
  search_path: arg.list({ elements: 'str', doc: 'Schemas to look in.' }),
};

interface QueryValues {
  readonly positional_args: readonly unknown[] | null;
  readonly named_args: Readonly<Record<string, unknown>> | null;
}

/** What is to be put into queries, as text that the arguments show as well: by place, by name, or nothing. */
export function queryValues(
  args: QueryValues,
): readonly unknown[] | Readonly<Record<string, unknown>> | null {
  const { positional_args: positions, named_args: names } = args;
  if (positions?.length) restate(args, { positional_args: positions.map(arrayText) });
  if (names !== null) {
    const texts = Object.entries(names).map(([name, value]) => [name, arrayText(value)]);
    restate(args, { named_args: Object.fromEntries(texts) });
  }
  if (positions?.length) return args.positional_args;
  return Object.keys(names ?? {}).length > 0 ? args.named_args : null;
}

/** Statements that lead to the schemas to look in. */
export function searchPathStatements(schemas: readonly string[] | null): string[] {
  const path = schemas?.map((schema) => schema.replace(/^ +| +$/g, '')).join(',');
  return path ? [`SET search_path TO ${path}`] : [];
}

/** psql is spoken to in UTF-8. @throws ModuleFailure, for the module in Python to go on, when another encoding is asked for */
export function needUtf8(encoding: string | null): void {
  if (encoding !== null && !/^utf-?8$/i.test(encoding)) beyondNative('encoding');
}
