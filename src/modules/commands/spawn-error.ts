import type { CommandResult } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { quoteWords } from './words.ts';

const ERRORS = {
  ENOENT: [2, 'No such file or directory'],
  ENOEXEC: [8, 'Exec format error'],
  EACCES: [13, 'Permission denied'],
  ENOTDIR: [20, 'Not a directory'],
} as const;

type SpawnError = NonNullable<CommandResult['spawnError']>;

/** `[Errno 2] No such file or directory: b'x'` */
export function errnoText(code: keyof typeof ERRORS, path: string): string {
  const [number, text] = ERRORS[code];
  return `[Errno ${number}] ${text}: ${bytesRepr(path)}`;
}

/** The failed result of a program that could not be started. */
export function notStarted(error: SpawnError, argv: readonly string[]): Result {
  return {
    rc: ERRORS[error.code][0],
    stdout: '',
    stderr: '',
    cmd: quoteWords(argv),
    failed: true,
    msg: errnoText(error.code, argv[0] ?? ''),
    changed: false,
  };
}

/** `repr` of a Python bytes object. */
function bytesRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    if (char === '\\' || char === quote) body += `\\${char}`;
    else if (byte < 32 || byte > 126) body += `\\x${byte.toString(16).padStart(2, '0')}`;
    else body += char;
  }
  return `b${quote}${body}${quote}`;
}
