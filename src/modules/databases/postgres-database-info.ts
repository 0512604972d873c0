import type { Result } from '../contract.ts';
import { byKey, type TypedRows } from './postgres-cluster.ts';

/** Asks for the columns of pg_subscription that the user may see. */
export const SUBSCRIPTION_COLUMNS =
  "SELECT column_name FROM information_schema.columns WHERE table_schema = 'pg_catalog' AND table_name = 'pg_subscription'";

/** The questions about one database that databaseInfo answers from; asked while connected to it. */
export function databaseQuestions(subscriptionColumns: TypedRows): string[] {
  const columns = subscriptionColumns
    .map(({ column_name: name }) => `s.${String(name)}, `)
    .join('');
  return [
    'SELECT nspname AS key, pg_catalog.pg_get_userbyid(nspowner) AS nspowner, nspacl FROM pg_catalog.pg_namespace',
    "SELECT e.extname AS key, e.extversion, n.nspname, c.description FROM pg_catalog.pg_extension e LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace LEFT JOIN pg_catalog.pg_description c ON c.objoid = e.oid AND c.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass",
    'SELECT lanname AS key, pg_catalog.pg_get_userbyid(lanowner) AS lanowner, lanacl FROM pg_language',
    'SELECT p.*, r.rolname AS ownername FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_roles r ON p.pubowner = r.oid',
    `SELECT ${columns}r.rolname AS ownername FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON s.subdbid = d.oid JOIN pg_catalog.pg_roles r ON s.subowner = r.oid WHERE d.datname = current_database()`,
  ];
}

/** What is told of one database beside its row in pg_database. */
export function databaseInfo(answers: readonly TypedRows[]): Result {
  const [namespaces = [], extensions = [], languages = [], publications = [], subscriptions = []] =
    answers;
  return {
    namespaces: byKey(namespaces, (row) => ({ ...row, nspacl: row.nspacl || '' })),
    extensions: byKey(extensions, ({ extversion, nspname, description }) => ({
      extversion: extensionVersion(String(extversion)),
      nspname,
      description,
    })),
    languages: byKey(languages, (row) => ({ ...row, lanacl: row.lanacl || '' })),
    publications: byKey(
      publications.map(({ pubname = null, ...row }) => ({ ...row, key: pubname })),
      (row) => row,
    ),
    subscriptions: byKey(
      subscriptions.map(({ subname = null, ...row }) => ({ ...row, key: subname })),
      (row) => row,
    ),
  };
}

/** Of `1.3-2` only the numbers before the dash; other texts than numbers tell no version. */
function extensionVersion(raw: string): Result {
  const version = /^(\d+(-*\d+)?\.)*\d+(-*\d+)?$/.test(raw) ? raw.split('.') : [];
  const [first = '', second = ''] = version;
  const [major, minor] = first.includes('-') ? first.split('-') : [first, second.split('-')[0]];
  const number = (text: string | undefined): number | null => (text ? Number(text) : null);
  return { major: number(major), minor: number(minor), raw };
}
