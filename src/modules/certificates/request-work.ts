import type { ReadTarget } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import type { ArgumentValues } from '../define.ts';
import { fail } from '../definition/failure.ts';
import { encodeName, nameParts } from './distinguished-name.ts';
import { distributionPoints } from './distribution-points.ts';
import { EXTENSION, findExtension, sameMeaning } from './extensions.ts';
import { signatureAlgorithm } from './signatures.ts';
import { openSigner, type Signer } from './signer.ts';
import {
  readRequest,
  requestInfo,
  requestSide,
  type SigningRequest,
  signedPem,
} from './signing-request.ts';
import type { REQUEST_ARGUMENTS } from './signing-request-arguments.ts';
import { identifierBytes, wantedExtensions } from './wanted-extensions.ts';
import { wantedSubject } from './wanted-subject.ts';

type Arguments = ArgumentValues<typeof REQUEST_ARGUMENTS>;

/**
 * What can be seen without the host: the arguments, with the common name where there are no further names.
 * @throws ModuleFailure, BeyondNative
 */
export function checkRequest<A extends Arguments>(args: A): A {
  if (args.create_subject_key_identifier && args.subject_key_identifier !== null) {
    fail('subject_key_identifier cannot be specified if create_subject_key_identifier is true');
  }
  for (const option of ['subject_key_identifier', 'authority_key_identifier'] as const) {
    identifierBytes(args[option] ?? '', option);
  }
  distributionPoints(args.crl_distribution_points ?? []);
  const named = wantedSubject(args).find(([name]) => name === 'CN' || name === 'commonName');
  const takes = args.use_common_name_for_san && !args.subject_alt_name?.length;
  return named !== undefined && takes ? { ...args, subject_alt_name: [`DNS:${named[1]}`] } : args;
}

/**
 * Compares a request with what it is to say, and signs a new one where it says something else.
 * @param before the request in PEM; null makes a new one
 * @returns `text` of the new request; null where none is made, as in check mode
 * @throws ModuleFailure, BeyondNative
 */
export async function requestWork(
  target: ReadTarget,
  args: Arguments,
  before: string | null,
  check: boolean,
): Promise<{ readonly renewed: boolean; readonly text: string | null }> {
  const existing = before === null ? null : readRequest(before);
  if (existing === null && check) return { renewed: true, text: null };
  const signer = await openSigner(target, {
    path: args.privatekey_path,
    content: args.privatekey_content,
    passphrase: args.privatekey_passphrase,
  });
  const renewed = existing === null || !isWanted(existing, args, signer.key.der);
  return { renewed, text: renewed && !check ? await signedRequest(args, signer) : null };
}

/** What results tell of the request in any case. @param before the request in PEM, null where there is none */
export function requestResult(
  args: Arguments,
  before: string | null,
  after: string | null,
): Result {
  return {
    privatekey: args.privatekey_path,
    subject: wantedSubject(args),
    subjectAltName: args.subject_alt_name,
    keyUsage: args.key_usage,
    extendedKeyUsage: args.extended_key_usage,
    basicConstraints: args.basic_constraints,
    ocspMustStaple: args.ocsp_must_staple,
    name_constraints_permitted: args.name_constraints_permitted ?? [],
    name_constraints_excluded: args.name_constraints_excluded ?? [],
    diff: { before: requestSide(before), after: requestSide(after) },
  };
}

/** Whether a request says what it is to say: its digest has no part in that. @param key of the private key */
function isWanted(request: SigningRequest, args: Arguments, key: Buffer): boolean {
  const wanted = nameParts(wantedSubject(args)).map((part) => part.join('='));
  const found = request.subject.map((part) => part.join('='));
  const order = (parts: string[]): string[] =>
    args.subject_ordered?.length ? parts : [...new Set(parts)].sort();
  if (order(wanted).join('\n') !== order(found).join('\n')) return false;
  // What is asked of an extension that the request has not is not looked at.
  const used = findExtension(request.extensions, EXTENSION.keyUsage);
  if (args.key_usage?.length && used === undefined) return false;
  const extensions = wantedExtensions(args, key);
  const known = Object.values(EXTENSION).filter((one) => one !== EXTENSION.authorityInformation);
  return (
    known.every((one) =>
      sameMeaning(findExtension(extensions, one), findExtension(request.extensions, one)),
    ) &&
    request.valid &&
    request.key.equals(key)
  );
}

async function signedRequest(args: Arguments, { key, sign }: Signer): Promise<string> {
  const subject = encodeName(nameParts(wantedSubject(args)));
  const info = requestInfo(subject, key.der, wantedExtensions(args, key.der));
  const algorithm = signatureAlgorithm(key.type, args.digest);
  return signedPem('CERTIFICATE REQUEST', info, algorithm, await sign(info, args.digest));
}
