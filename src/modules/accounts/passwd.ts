/** An entry of passwd(5). */
export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

/** An entry of group(5). */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** What shadow(5) says of a user. */
export interface ShadowEntry {
  readonly password: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Days since the epoch; -1 for never. */
  readonly expires: number;
}

export function parsePasswd(line: string): PasswdEntry | undefined {
  const [name, , uid, gid, comment = '', home = '', shell = ''] = line.split(':');
  if (!name || gid === undefined) return undefined;
  return { name, uid: Number(uid), gid: Number(gid), comment, home, shell };
}

export function parseGroups(text: string): GroupEntry[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , gid, members = '']) => ({
      name,
      gid: Number(gid),
      members: members.split(',').filter(Boolean),
    }));
}

export function parseShadow(line: string): ShadowEntry | undefined {
  const fields = line.split(':');
  if (fields.length < 8) return undefined;
  const number = (text: string | undefined): number => (text ? Number(text) : -1);
  return {
    password: fields[1] ?? '',
    minimum: number(fields[3]),
    maximum: number(fields[4]),
    expires: number(fields[7]),
  };
}

/** Finds a group by number or name. */
export function findGroup(groups: readonly GroupEntry[], wanted: string): GroupEntry | undefined {
  return (
    (/^\d+$/.test(wanted) ? groups.find(({ gid }) => gid === Number(wanted)) : undefined) ??
    groups.find(({ name }) => name === wanted)
  );
}
