import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { TroupeError } from '../diagnostics/errors.ts';
import { withTemporary } from './fetch-source.ts';

/** What gpg says on its status channel when a signature is not good, in the words that users are shown. */
const failureTexts: Readonly<Record<string, string>> = {
  EXPSIG: 'The signature with the keyid is good, but the signature is expired.',
  EXPKEYSIG: 'The signature with the keyid is good, but the signature was made by an expired key.',
  REVKEYSIG: 'The signature with the keyid is good, but the signature was made by a revoked key.',
  BADSIG: 'The signature with the keyid has not been verified okay.',
  ERRSIG:
    '"It was not possible to check the signature. This may be caused by a missing public key or an unsupported ' +
    'algorithm. A RC of 4 indicates unknown algorithm, a 9 indicates a missing public key.',
  NO_PUBKEY: 'The public key is not available.',
  MISSING_PASSPHRASE: 'No passphrase was supplied.',
  BAD_PASSPHRASE: 'The supplied passphrase was wrong or not given.',
  NODATA: noData(),
  UNEXPECTED: noData(),
  ERROR:
    'This is a generic error status message, it might be followed by error location specific data.',
  FAILURE: 'This is the counterpart to SUCCESS and used to indicate a program failure.',
  BADARMOR: 'The ASCII armor is corrupted.',
  KEYEXPIRED: 'The key has expired.',
  KEYREVOKED: 'The used key has been revoked by its owner.',
  NO_SECKEY: 'The secret key is not available.',
};

function noData(): string {
  return (
    'No data has been found. Codes for WHAT are: - 1 :: No armored data. - 2 :: Expected a packet but did not find ' +
    'one. - 3 :: Invalid packet found, this may indicate a non OpenPGP message. - 4 :: Signature expected but not ' +
    'found.'
  );
}

/** What gpg made of one signature. */
export interface GpgResult {
  /** All that came on the status channel. */
  readonly status: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Status codes that tell of a failure, in gpg's order. */
  readonly failures: readonly string[];
}

/** A status code's meaning. */
export const failureText = (code: string): string => failureTexts[code] ?? code;

/**
 * Has gpg check a detached signature of a file against a keyring alone: its home is an empty folder, so that neither the
 * user's keys nor the user's options count. Status codes: https://github.com/gpg/gnupg/blob/master/doc/DETAILS
 * @throws TroupeError where gpg can't be run
 */
export async function gpgVerify(
  file: string,
  signature: string,
  keyring: string,
  onCommand: (argv: readonly string[]) => void,
): Promise<GpgResult> {
  const hadKeyring = existsSync(keyring);
  const args = [
    '--status-fd=3',
    '--verify',
    '--batch',
    '--no-tty',
    '--no-default-keyring',
    `--keyring=${keyring}`,
    '-',
    file,
  ];
  onCommand(['gpg', ...args]);
  try {
    return await withTemporary((home) => run(args, signature, home));
  } finally {
    // gpg makes a keyring that is not there.
    if (!hadKeyring) rmSync(keyring, { force: true });
  }
}

async function run(args: readonly string[], signature: string, home: string): Promise<GpgResult> {
  const child = spawn('gpg', args, {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, GNUPGHOME: home },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (error) =>
      reject(
        new TroupeError(
          `Failed during GnuPG verification with command 'gpg ${args.join(' ')}': ${error.message}`,
        ),
      ),
    );
    child.on('close', (code) => resolve(code ?? 1));
  });
  // gpg may have read enough before all is written.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(signature);
  const [exitCode, status, stderr] = await Promise.all([
    ended,
    textOf(child.stdio[3]),
    textOf(child.stderr),
  ]);
  return { status, stderr, exitCode, failures: failuresIn(status) };
}

const textOf = async (stream: unknown): Promise<string> =>
  stream instanceof Readable ? text(stream) : '';

/** Codes of failures in lines `[GNUPG:] CODE …`. */
function failuresIn(status: string): string[] {
  return status
    .split('\n')
    .map((line) => line.split(/\s+/)[1] ?? '')
    .filter((code) => Object.hasOwn(failureTexts, code));
}
