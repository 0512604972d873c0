import { pythonText } from '../definition/python-text.ts';
import { postgresLiteral } from './postgres-literals.ts';
import type { PostgresRow } from './psql-client.ts';

/** A subscription as the server has it. */
export type SubscriptionFacts = {
  readonly owner: string;
  readonly enabled: boolean;
  /** As in the real module whether the subscription is enabled, not how it commits. */
  readonly synccommit: boolean;
  readonly conninfo: { readonly [name: string]: string | number };
  readonly slotname: string | null;
  readonly publications: readonly string[];
};

/** The question that subscriptionFacts answers from. */
export const subscriptionQuestion = (name: string, database: string): string =>
  `SELECT r.rolname AS owner, s.subenabled, s.subconninfo, s.subslotname, s.subpublications FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON s.subdbid = d.oid JOIN pg_catalog.pg_roles r ON s.subowner = r.oid WHERE s.subname = ${postgresLiteral(name)} AND d.datname = ${postgresLiteral(database)}`;

/** @param before what it was like: parameters of its connection that are gone are still told. */
export function subscriptionFacts(
  row: PostgresRow,
  before: SubscriptionFacts | null = null,
): SubscriptionFacts {
  const enabled = row.subenabled === true;
  const pairs = String(row.subconninfo ?? '')
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair): [string, string | number] => {
      const [name = '', value = ''] = pair.split('=');
      return [name, /^[+-]?\d+$/.test(value) ? Number(value) : value];
    });
  return {
    owner: String(row.owner),
    enabled,
    synccommit: enabled,
    conninfo: { ...before?.conninfo, ...Object.fromEntries(pairs) },
    slotname: (row.subslotname ?? null) as string | null,
    publications: (row.subpublications ?? []) as readonly string[],
  };
}

/** `host=x port=5432` */
export const connectionText = (parameters: Readonly<Record<string, unknown>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${pythonText(value)}`)
    .join(' ');

/** `enabled = false, slot_name = x` */
export const subscriptionParameters = (parameters: Readonly<Record<string, unknown>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} = ${typeof value === 'boolean' ? value : pythonText(value)}`)
    .join(', ');
