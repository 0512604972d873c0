import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrapText } from '../callbacks/text-wrap.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { stringRepr } from '../values/string-repr.ts';
import { download, withTemporary } from './fetch-source.ts';
import { failureText, type GpgResult, gpgVerify } from './gpg.ts';
import type { GalaxySession } from './session.ts';

/** The text of a signature that lies at an address. @throws TroupeError */
export async function fetchSignature(source: string, session: GalaxySession): Promise<string> {
  session.command.messages.notice(`Using signature at ${source}`, 4);
  if (!URL.canParse(source)) throw new TroupeError(`unknown url type: ${stringRepr(source)}`);
  try {
    // --ignore-certs is for Galaxy servers.
    return (await download(source, { ...session.fetch, ignoreCerts: false })).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(` (${source})`, '') : error;
    throw new TroupeError(
      `Failed to get signature for collection verification from '${source}': ${reason}`,
      { cause: error },
    );
  }
}

/** As `--required-valid-signature-count` has it: `1`, `+1`, `all`, `+all`. */
function requiredCount(text: string): { isStrict: boolean; count: number | 'all' } {
  const [, plus, count = '1'] = /^(\+)?(\d+|all)$/.exec(text) ?? [];
  return { isStrict: plus !== undefined, count: count === 'all' ? count : Number(count) };
}

/**
 * Whether a MANIFEST.json has the valid signatures that are required of it. Tells what is missing; each failure at -vvvv.
 * @param file path of the MANIFEST.json
 * @throws TroupeError where gpg can't be run
 */
export async function hasValidSignatures(
  name: string,
  file: string,
  signatures: ReadonlySet<string>,
  keyring: string,
  session: GalaxySession,
): Promise<boolean> {
  const { args, display, command } = session;
  const tell = (message: string) => command.messages.notice(message, 4);
  const { isStrict, count } = requiredCount(args.signatureCount ?? '1');
  const failures: string[] = [];
  let valid = 0;
  for (const signature of signatures) {
    const result = await gpgVerify(file, signature, keyring, (argv) =>
      tell(`Running command '[${argv.map(stringRepr).join(', ')}]'`),
    );
    tell(`stdout: \n${result.status}\nstderr: \n${result.stderr}\n(exit code ${result.exitCode})`);
    if (result.failures.length === 0 && result.exitCode === 0) {
      valid += 1;
      if (valid === count) break;
    } else if (!isIgnored(result, args.ignoredSignatureCodes)) {
      failures.push(report(name, result));
    }
  }
  let shortfall: string | undefined;
  if (isStrict && valid === 0) shortfall = 'no successful signatures';
  else if (count === 'all') {
    if (failures.length > 0) shortfall = 'some signatures failed';
  } else if (signatures.size > 0 && valid !== count) {
    shortfall = 'fewer successful signatures than required';
  }
  if (shortfall === undefined) return true;
  display.line(`Signature verification failed for '${name}': ${shortfall}`);
  for (const failure of failures) tell(failure);
  return false;
}

/** The same for a MANIFEST.json that is not on disk yet. */
export function hasValidManifest(
  name: string,
  manifest: Buffer,
  signatures: ReadonlySet<string>,
  keyring: string,
  session: GalaxySession,
): Promise<boolean> {
  return withTemporary((folder) => {
    const file = join(folder, 'MANIFEST.json');
    writeFileSync(file, manifest);
    return hasValidSignatures(name, file, signatures, keyring, session);
  });
}

function isIgnored({ failures }: GpgResult, ignored: readonly string[]): boolean {
  return failures.length > 0 && failures.every((code) => ignored.includes(code));
}

function report(name: string, { failures, exitCode, status }: GpgResult): string {
  if (failures.length === 0) {
    return `Unexpected error for '${name}': GnuPG signature verification failed with the return code ${exitCode} and output ${status}`;
  }
  const reasons = new Set(failures.map(failureText));
  const items = [...reasons].map((reason) => `    * ${wrapText(reason, 64).join('\n      ')}`);
  return [`Signature verification failed for '${name}' (return code ${exitCode}):`, ...items].join(
    '\n',
  );
}
