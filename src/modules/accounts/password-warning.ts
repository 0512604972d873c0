const HASH_LENGTHS: Readonly<Record<string, number>> = { '1': 22, '5': 43, '6': 86 };

/** Whether a password looks as if it were not hashed (crypt(5)). */
export function looksPlain(password: string): boolean {
  if (['*', '!', '*************'].includes(password)) return false;
  if (/[:*!]/.test(password) || !password.includes('$')) return true;
  const fields = password.split('$');
  if (fields.length < 3) return true;
  const hash = fields.at(-1) ?? '';
  if (/[^a-zA-Z0-9./=]/.test(hash)) return true;
  const length = HASH_LENGTHS[fields[1] ?? ''];
  return length !== undefined && hash.length !== length;
}
