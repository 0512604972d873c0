import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';
import type { MysqlRow } from './mysql-results.ts';

/** Privileges by what they are for (`*.*`, `` `db`.* ``), in upper case; the grant option is `GRANT`. */
export type Privileges = ReadonlyMap<string, readonly string[]>;

/** The argument `priv` as text; a dict has privileges by what they are for. */
export function privilegeText(priv: unknown): string | null {
  if (priv === null || priv === undefined || typeof priv === 'string') return priv ?? null;
  return Object.entries(priv)
    .map(([object, names]) => `${object}:${pythonText(names)}`)
    .join('/');
}

/**
 * Reads privileges as tasks write them: `db.*:SELECT,INSERT/other.table:ALL`.
 * @param ensureUsage adds USAGE on everything, which each user has
 */
export function readPrivileges(
  text: string,
  options: { readonly ansiQuotes: boolean; readonly ensureUsage: boolean },
): Privileges {
  const quote = options.ansiQuotes ? '"' : '`';
  const found = new Map<string, readonly string[]>();
  for (const item of text.trim().split('/')) {
    const [object = '', names] = splitLast(item.trim(), ':');
    if (names === undefined) fail('list index out of range');
    const upper = names.toUpperCase();
    const list = upper.includes('(') ? upper.split(/,\s*(?=[^)]*(?:\(|$))/) : upper.split(',');
    found.set(quotedObject(object, quote), withSortedColumns(list));
  }
  if (options.ensureUsage && !found.has('*.*')) found.set('*.*', ['USAGE']);
  return found;
}

function quotedObject(object: string, quote: string): string {
  const sides = splitLast(object, '.').filter((side) => side !== undefined);
  const [, kind = '', rest = sides[0] ?? ''] =
    /^(FUNCTION |PROCEDURE )(.*)$/s.exec(sides[0] ?? '') ?? [];
  return (
    kind +
    [rest, ...sides.slice(1)]
      .map((side) => {
        const bare = side.replace(/^`+|`+$/g, '');
        return bare === '*' ? side : quote + bare + quote;
      })
      .join('.')
  );
}

function splitLast(text: string, separator: string): [string, string?] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const GRANT =
  /^GRANT (.+) ON (.+) TO (['`"]).*\3@(['`"]).*\4( IDENTIFIED BY PASSWORD (['`"]).+\6)? ?(.*)/;

/** Of a role of MariaDB, which has no host. */
const ROLE_GRANT = /^GRANT (.+) ON (.+) TO (['`"]).*\3/;

/**
 * Reads what SHOW GRANTS tells; roles that a user has are passed over.
 * @param ofRole the grants are those of a role of MariaDB
 * @throws ModuleFailure
 */
export function readGrants(rows: readonly MysqlRow[], ofRole = false): Privileges {
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const line = Object.values(row)[0] ?? '';
    const match = (ofRole ? ROLE_GRANT : GRANT).exec(line);
    if (match === null) {
      if (!ofRole && /^GRANT (.+) TO (['`"]).*/.test(line)) continue;
      fail(`unable to parse the MySQL grant string: ${line}`);
    }
    const [, names = '', object = '', , , , , rest = ''] = match;
    const list = names.split(',').map((name) => name.trim());
    const privileges = withSortedColumns(
      list.map((name) => (name === 'ALL PRIVILEGES' ? 'ALL' : name)),
    );
    if (rest.includes('WITH GRANT OPTION')) privileges.push('GRANT');
    found.set(object, [...(found.get(object) ?? []), ...privileges]);
  }
  return found;
}

/** Puts privileges on columns together that a comma tore apart, with their columns in order. */
function withSortedColumns(privileges: readonly string[]): string[] {
  let list = [...privileges];
  for (const name of ['SELECT', 'UPDATE', 'INSERT', 'REFERENCES']) {
    let start = -1;
    const end = list.findIndex((one, index) => {
      if (one.includes(`${name} (`)) start = index;
      return start >= 0 && one.includes(')');
    });
    if (end < 0) continue;
    const whole = list.slice(start, end + 1).join(', ');
    list = [...list.slice(0, start), sortedColumns(whole), ...list.slice(end + 1)];
  }
  return list;
}

function sortedColumns(privilege: string): string {
  const [name = '', columns = ''] = privilege.split('(');
  const sorted = columns
    .replace(/\)+$/, '')
    .split(',')
    .map((column) => column.trim().replace(/^`+|`+$/g, ''))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `${name}(${sorted.join(', ')})`;
}

/** Whether two sets of privileges are the same, the order of each list included. */
export function samePrivileges(a: Privileges, b: Privileges): boolean {
  return (
    a.size === b.size &&
    [...a].every(([object, list]) => {
      const other = b.get(object);
      return other?.length === list.length && list.every((one, index) => one === other[index]);
    })
  );
}
