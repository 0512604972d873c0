import { postgresLiteral } from './postgres-literals.ts';

const array = (names: readonly string[]): string =>
  `ARRAY[${names.map(postgresLiteral).join(', ')}]::name[]`;

const RELATIONS: Readonly<Record<string, string>> = {
  table: "('r','v','m','p')",
  sequence: "('S')",
};

/** Asks for the names of all objects of a kind in a schema; functions come with their arguments. */
export function objectsQuestion(kind: string, schema: string | null): string {
  const where = schema === null ? '' : ` AND nspname = ${postgresLiteral(schema)}`;
  const relations = RELATIONS[kind];
  if (relations !== undefined) {
    return `SELECT relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ${relations}${where}`;
  }
  const letter = kind === 'procedure' ? 'p' : 'f';
  return `SELECT proname || '(' || oidvectortypes(proargtypes) || ')' AS name FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE prokind = '${letter}'${where}`;
}

/** Catalogues by kind of object: table, column of access lists, column of names. */
const CATALOGUES: Readonly<Record<string, readonly [string, string, string]>> = {
  schema: ['pg_namespace', 'nspacl', 'nspname'],
  language: ['pg_language', 'lanacl', 'lanname'],
  tablespace: ['pg_tablespace', 'spcacl', 'spcname'],
  database: ['pg_database', 'datacl', 'datname'],
  foreign_data_wrapper: ['pg_foreign_data_wrapper', 'fdwacl', 'fdwname'],
  foreign_server: ['pg_foreign_server', 'srvacl', 'srvname'],
};

const QUALIFIED: Readonly<Record<string, readonly [string, string, string, string]>> = {
  table: ['pg_class', 'relacl', 'relname', 'relnamespace'],
  sequence: ['pg_class', 'relacl', 'relname', 'relnamespace'],
  function: ['pg_proc', 'proacl', 'proname', 'pronamespace'],
  procedure: ['pg_proc', 'proacl', 'proname', 'pronamespace'],
  type: ['pg_type', 'typacl', 'typname', 'typnamespace'],
};

/** Asks for the access lists of objects, or who belongs to groups: what differs afterwards has changed. */
export function accessQuestion(
  kind: string,
  schema: string | null,
  objects: readonly string[],
): string {
  const plain = CATALOGUES[kind];
  if (plain !== undefined) {
    const [table, access, name] = plain;
    return `SELECT ${access}::text AS acl FROM pg_catalog.${table} WHERE ${name} = ANY (${array(objects)}) ORDER BY ${name}`;
  }
  const inSchema = schema === null ? '' : ` AND n.nspname = ${postgresLiteral(schema)}`;
  const qualified = QUALIFIED[kind];
  if (qualified !== undefined) {
    const [table, access, name, namespace] = qualified;
    const relations = RELATIONS[kind] === undefined ? '' : ` AND relkind IN ${RELATIONS[kind]}`;
    const names = objects.map((object) => object.split('(', 1)[0] ?? '');
    return `SELECT ${access}::text AS acl FROM pg_catalog.${table} c JOIN pg_catalog.pg_namespace n ON n.oid = c.${namespace} WHERE ${name} = ANY (${array(names)})${relations}${inSchema} ORDER BY ${name}, c.oid`;
  }
  if (kind === 'group') {
    return `SELECT roleid, grantor, member, admin_option FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid WHERE r.rolname = ANY (${array(objects)}) ORDER BY roleid, grantor, member`;
  }
  const join = schema === null ? '' : ' JOIN pg_namespace n ON a.defaclnamespace = n.oid';
  return `SELECT defaclacl::text AS acl FROM pg_default_acl a${join} WHERE true${inSchema} ORDER BY defaclacl::text`;
}
