import type { ReadTarget } from '../../targets/types.ts';

/** A user or group as the target knows it. */
export interface Account {
  readonly name: string;
  readonly id: number;
}

/** Which of the two databases. */
export type Database = 'passwd' | 'group';

/**
 * Looks a user or group up by name or numeric id: in /etc first, then through the name service. Null where there
 * is none; a numeric id without a name gives the number as name.
 */
export async function findAccount(
  target: ReadTarget,
  database: Database,
  wanted: string,
): Promise<Account | null> {
  const file = await target.readFile(`/etc/${database}`);
  const found =
    (file ? accountIn(file.toString('utf8'), wanted) : null) ??
    (await named(target, database, wanted));
  if (found) return found;
  return /^\d+$/.test(wanted) ? { name: wanted, id: Number(wanted) } : null;
}

async function named(
  target: ReadTarget,
  database: Database,
  wanted: string,
): Promise<Account | null> {
  const answer = await target.query({ argv: ['getent', database, wanted] });
  return answer.rc === 0 ? accountIn(answer.stdout.toString('utf8'), wanted) : null;
}

function accountIn(text: string, wanted: string): Account | null {
  const byId = /^\d+$/.test(wanted);
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    if (byId ? id === wanted : name === wanted) return { name, id: Number(id) };
  }
  return null;
}
