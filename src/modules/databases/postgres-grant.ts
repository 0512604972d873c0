import { fail } from '../definition/failure.ts';
import { postgresIdentifier } from './identifiers.ts';

/** Privileges that are given or taken. */
export interface Grant {
  readonly kind: string;
  readonly state: 'present' | 'absent';
  readonly privileges: readonly string[];
  readonly objects: readonly string[];
  /** All objects of the schema. */
  readonly all: boolean;
  readonly schema: string | null;
  /** null is PUBLIC. */
  readonly roles: readonly string[] | null;
  /** Of default privileges: whose objects get them. */
  readonly owners: readonly string[];
  /** null leaves the option as it is. */
  readonly grantOption: boolean | null;
  readonly usageOnTypes: boolean;
}

/** The statements that give or take privileges, one a line, as Ansible writes them. */
export function grantQuery(grant: Grant): string {
  const who = grant.roles === null ? 'PUBLIC' : grant.roles.map((role) => `"${role}"`).join(',');
  if (grant.kind === 'default_privs') return defaultPrivileges(grant, who);
  const what = subject(grant);
  if (grant.state === 'absent') return `REVOKE ${what} FROM ${who};`;
  return [`GRANT ${what} TO ${who}`, ...withOption(grant, what, who)].reduce((query, part) =>
    part.startsWith('REVOKE') ? `${query}\n${part}` : query + part,
  );
}

/** What follows a GRANT: its end, and what takes an option away that is not wanted. */
function withOption({ kind, grantOption }: Grant, what: string, who: string): string[] {
  const group = kind === 'group';
  if (grantOption) return [group ? ' WITH ADMIN OPTION;' : ' WITH GRANT OPTION;'];
  if (grantOption === null || kind === 'default_privs') return [';'];
  return [';', `REVOKE ${group ? 'ADMIN' : 'GRANT'} OPTION FOR ${what} FROM ${who};`];
}

/** `SELECT ON table "public"."orders"`, or the groups. */
function subject({ kind, privileges, objects, all, schema }: Grant): string {
  const inSchema = schema === null ? null : `"${schema.replaceAll('"', '""')}"`;
  const names = privileges.join(',');
  if (all) return `${names} ON ALL ${kind.toUpperCase()}S IN SCHEMA ${inSchema}`;
  if (kind === 'function' || kind === 'procedure') {
    const signatures = objects.map((object) => {
      const at = object.indexOf('(');
      if (at < 0) fail(`Illegal function / procedure signature: "${object}".`);
      return `${inSchema}."${object.slice(0, at)}"(${object.slice(at + 1)}`;
    });
    return `${names} ON ${kind} ${signatures.join(',')}`;
  }
  const prefix = ['table', 'sequence', 'type'].includes(kind) ? `${inSchema}.` : '';
  const quoted = objects.map((object) => `${prefix}"${object}"`);
  if (kind === 'group') return quoted.join(',');
  const checked = quoted.map((object) => postgresIdentifier(object, 'table'));
  return `${names} ON ${kind.replaceAll('_', ' ')} ${checked.join(',')}`;
}

function defaultPrivileges(grant: Grant, who: string): string {
  const { owners, schema, objects, privileges, state, grantOption } = grant;
  const owner = owners.length === 0 ? '' : ` FOR ROLE ${owners.map((one) => `"${one}"`).join(',')}`;
  const inSchema = schema === null ? '' : ` IN SCHEMA "${schema.replaceAll('"', '""')}"`;
  const begin = `ALTER DEFAULT PRIVILEGES${owner}${inSchema}`;
  const revoke = (kind: string): string => `${begin} REVOKE ALL ON ${kind} FROM ${who};`;
  if (state === 'absent') return ['TABLES', 'SEQUENCES', 'TYPES'].map(revoke).join('\n');
  const end = grantOption ? ' WITH GRANT OPTION;' : ';';
  const lines = [
    ...objects.map(revoke),
    ...objects.map((kind) => `${begin} GRANT ${privileges.join(',')} ON ${kind} TO ${who}${end}`),
  ];
  if (grant.usageOnTypes) lines.push(`${begin} GRANT USAGE ON TYPES TO ${who}${end}`);
  else lines.push(`${lines.pop() ?? ''}${end}`);
  return lines.join('\n');
}
