import type { Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';

/** What a symbolic mode is relative to. */
export interface ModeContext {
  /** Permission bits as they are (0o7777). */
  readonly mode: number;
  readonly directory: boolean;
  /** Of clauses that name no user (`+x`). */
  readonly umask: number;
}

const SHIFT = { u: 6, g: 3, o: 0 } as const;
const SPECIAL = { u: 0o4000, g: 0o2000, o: 0o1000 } as const;
type Who = keyof typeof SHIFT;

/** `0644` as Ansible prints a mode. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

/** True where a mode's text has a clause whose meaning depends on the umask (`+x`). */
export function needsUmask(mode: unknown): boolean {
  return typeof mode === 'string' && /(^|,)[+=-]/.test(mode);
}

/**
 * A `mode` argument as permission bits: a number is taken as it is, text as octal, else as chmod's symbolic form.
 * @throws ModuleFailure with Ansible's text.
 */
export function parseMode(
  mode: unknown,
  context: ModeContext,
  path: string,
  fields: Result = {},
): number {
  if (typeof mode === 'number' && Number.isInteger(mode)) return mode & 0o7777;
  const text = pythonText(mode);
  const octalText = /^\s*(?:0o)?([0-7]+(?:_[0-7]+)*)\s*$/i.exec(text)?.[1];
  if (octalText !== undefined) return Number.parseInt(octalText.replaceAll('_', ''), 8) & 0o7777;
  const bits = symbolicMode(text, context);
  if (typeof bits === 'number') return bits;
  return fail('mode must be in octal or symbolic form', {
    path,
    details: bits.fault,
    ...fields,
  });
}

function symbolicMode(text: string, context: ModeContext): number | { fault: string } {
  let mode = context.mode;
  for (const clause of text.split(',')) {
    const [users = '', ...permissions] = clause.split(/[+=-]/);
    const operators = clause.match(/[+=-]/g) ?? [];
    const fault = { fault: `bad symbolic permission for mode: ${clause}` };
    if (operators.length === 0 || !/^(a|[ugo]*)$/.test(users)) return fault;
    const who: Who[] = users === '' || users === 'a' ? ['u', 'g', 'o'] : ([...users] as Who[]);
    for (const [index, wanted] of permissions.entries()) {
      if (/[^rwxXstugo]/.test(wanted)) return fault;
      for (const user of who) {
        const bits = permissionBits(user, wanted, users === '', context);
        mode = applyOperator(user, operators[index] ?? '+', bits, mode);
      }
    }
  }
  return mode;
}

function applyOperator(user: Who, operator: string, bits: number, mode: number): number {
  if (operator === '+') return mode | bits;
  if (operator === '-') return mode & ~bits;
  const mask = (7 << SHIFT[user]) | SPECIAL[user];
  return (mode & 0o7777 & ~mask) | bits;
}

function permissionBits(user: Who, wanted: string, masked: boolean, context: ModeContext): number {
  const shift = SHIFT[user];
  const allowed = masked ? ~context.umask : -1;
  let bits = 0;
  for (const letter of wanted) {
    if (letter === 'r') bits |= (4 << shift) & allowed;
    else if (letter === 'w') bits |= (2 << shift) & allowed;
    else if (letter === 'x') bits |= (1 << shift) & allowed;
    else if (letter === 'X') {
      if (context.directory || context.mode & 0o111) bits |= 1 << shift;
    } else if (letter === 's') bits |= user === 'o' ? 0 : SPECIAL[user];
    else if (letter === 't') bits |= user === 'o' ? SPECIAL.o : 0;
    else bits |= ((context.mode >> SHIFT[letter as Who]) & 7) << shift;
  }
  return bits;
}
