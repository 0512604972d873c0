import { TargetError } from '../diagnostics/index.ts';
import { encodeText } from './text.ts';
import type { ChangeOutcome } from './types.ts';

/** errno(3) by name as Linux numbers them, with the text of strerror(3). */
const ERRNO: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  ENXIO: [6, 'No such device or address'],
  E2BIG: [7, 'Argument list too long'],
  ENOEXEC: [8, 'Exec format error'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENODEV: [19, 'No such device'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  EMFILE: [24, 'Too many open files'],
  ETXTBSY: [26, 'Text file busy'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  EMLINK: [31, 'Too many links'],
  EPIPE: [32, 'Broken pipe'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOTEMPTY: [39, 'Directory not empty'],
  ELOOP: [40, 'Too many levels of symbolic links'],
  EOPNOTSUPP: [95, 'Operation not supported'],
  ENOTSUP: [95, 'Operation not supported'],
  EDQUOT: [122, 'Disk quota exceeded'],
  ESTALE: [116, 'Stale file handle'],
};

/** Texts that tools and shells print where strerror's is not used. */
const ALIASES: readonly (readonly [string, string])[] = [
  ['Directory nonexistent', 'ENOENT'],
  ['nonexistent directory', 'ENOENT'],
  ['no such file or directory', 'ENOENT'],
  ['cannot open: No such file', 'ENOENT'],
  ['Symbolic link loop', 'ELOOP'],
  // dash, where a disk is full.
  ['printf: I/O error', 'ENOSPC'],
];

/** Python's repr of a bytes object: what OSError shows for a path. */
export function pythonBytes(text: string): string {
  const bytes = encodeText(text);
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  let out = `b${quote}`;
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (char === quote || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (byte < 0x20 || byte >= 0x7f) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return out + quote;
}

/** `[Errno 13] Permission denied: b'/x'` as Python prints an OSError. */
export function errnoMessage(code: string, path?: string): string {
  const entry = ERRNO[code];
  const text = entry ? `[Errno ${entry[0]}] ${entry[1]}` : code;
  return path === undefined ? text : `${text}: ${pythonBytes(path)}`;
}

/** strerror(3) of an errno name, or the name itself. */
export function errnoText(code: string): string {
  return ERRNO[code]?.[1] ?? code;
}

/** Finds the errno that a tool's message (C locale) speaks of. */
export function errnoFromText(text: string): string | undefined {
  for (const [phrase, code] of ALIASES) if (text.includes(phrase)) return code;
  for (const code in ERRNO) if (text.includes(ERRNO[code]?.[1] ?? '\0')) return code;
  return undefined;
}

/** A system call that failed: its errno name, and the path it was about. */
export class OperationError extends TargetError {
  readonly code: string;
  readonly path: string | undefined;

  constructor(code: string, path?: string, message?: string, cause?: unknown) {
    super(message ?? errnoMessage(code, path), { cause });
    this.code = code;
    this.path = path;
  }
}

/** The command of `validate` refused the new content; nothing was put in place. */
export class ValidationError extends OperationError {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;

  constructor(path: string, rc: number, stdout: string, stderr: string) {
    super('EINVAL', path, `failed to validate: rc:${rc} error:${stderr}`);
    this.rc = rc;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/** Change number `index` could not be performed; `outcomes` are those of the changes before it. */
export class ApplyError extends TargetError {
  readonly code: string;
  readonly path: string | undefined;
  readonly outcomes: readonly ChangeOutcome[];
  readonly index: number;
  /** The failure itself; a `ValidationError` has the command's output. */
  declare readonly cause: OperationError;

  constructor(cause: OperationError, outcomes: readonly ChangeOutcome[]) {
    super(cause.message, { cause });
    this.code = cause.code;
    this.path = cause.path;
    this.outcomes = outcomes;
    this.index = outcomes.length;
  }
}

/** Turns what node:fs threw into an OperationError; anything else comes back wrapped with its own text. */
export function operationError(error: unknown, path?: string): OperationError {
  if (error instanceof OperationError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code.startsWith('E')) {
    return new OperationError(code, path, undefined, error);
  }
  return new OperationError('EIO', path, message ?? String(error), error);
}
