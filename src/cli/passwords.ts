import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { LoadError } from '../diagnostics/errors.ts';
import type { PlaybookArguments } from './arguments/arguments.ts';
import { askLine } from './terminal.ts';

export interface Passwords {
  readonly connection: string | undefined;
  readonly become: string | undefined;
}

type PasswordArguments = Pick<
  PlaybookArguments,
  'askPass' | 'askBecomePass' | 'connectionPasswordFile' | 'becomePasswordFile' | 'becomeMethod'
>;

/** Asks for the passwords that the command line wants, or reads them from files or programs. @throws LoadError */
export async function readPasswords(args: PasswordArguments): Promise<Passwords> {
  let connection: string | undefined;
  if (args.askPass) connection = await askLine('SSH password: ', { echo: false });
  else if (args.connectionPasswordFile) connection = passwordFrom(args.connectionPasswordFile);
  let become: string | undefined;
  if (args.askBecomePass) {
    const hint = connection === undefined ? '' : '[defaults to SSH password]';
    become = await askLine(`BECOME password${hint}: `, { echo: false });
    if (become === '') become = connection;
  } else if (args.becomePasswordFile) become = passwordFrom(args.becomePasswordFile);
  return { connection, become };
}

function passwordFrom(path: string): string {
  let text: string;
  try {
    text = isExecutable(path)
      ? execFileSync(path, { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] })
      : readFileSync(path, 'utf8');
  } catch (error) {
    throw new LoadError(`Could not read password file ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const password = text.trim();
  if (password === '') throw new LoadError(`Empty password was provided from file (${path})`);
  return password;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
