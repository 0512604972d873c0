import type { ReadTarget } from '../../targets/types.ts';
import { beyondNative, fail, leaveToPython } from '../definition/failure.ts';
import { pemCertificate } from './certificate.ts';
import { encodeName } from './distinguished-name.ts';
import type { Issuance } from './issuance.ts';
import { isDigest, needsDigest } from './signatures.ts';
import { SIGNING_KEYS } from './signed-file.ts';
import { openSigner, type Signer } from './signer.ts';
import { readRequest, type SigningRequest } from './signing-request.ts';
import { refusePem } from './unreadable-pem.ts';
import { moment } from './validity.ts';

/** Arguments about whom a certificate comes from. */
export interface IssuerArguments {
  readonly provider: string | null;
  readonly csr_path: string | null;
  readonly csr_content: string | null;
  readonly ignore_timestamps: boolean;
  readonly privatekey_path: string | null;
  readonly privatekey_content: string | null;
  readonly privatekey_passphrase: string | null;
  readonly selfsigned_version: number;
  readonly selfsigned_digest: string;
  readonly selfsigned_not_before: string;
  readonly selfsigned_not_after: string;
  readonly selfsigned_create_subject_key_identifier: string;
  readonly ownca_path: string | null;
  readonly ownca_content: string | null;
  readonly ownca_privatekey_path: string | null;
  readonly ownca_privatekey_content: string | null;
  readonly ownca_privatekey_passphrase: string | null;
  readonly ownca_version: number;
  readonly ownca_digest: string;
  readonly ownca_not_before: string;
  readonly ownca_not_after: string;
  readonly ownca_create_subject_key_identifier: string;
  readonly ownca_create_authority_key_identifier: boolean;
}

/** A text that is given, or a file's; null for neither. @throws ModuleFailure where the file is missing */
async function textOf(
  target: ReadTarget,
  content: string | null,
  path: string | null,
  what: string,
): Promise<string | null> {
  if (content !== null || path === null) return content;
  const text = (await target.readFile(path))?.toString();
  return text ?? fail(`The ${what} file ${path} does not exist`);
}

const request = (pem: string): SigningRequest => readRequest(pem) ?? refusePem(pem, 'request');

/** Checks what can be seen without the host. @throws ModuleFailure, BeyondNative */
export function checkIssuer(args: IssuerArguments): void {
  const missing = (one: string, other: string): never =>
    fail(`One of ${one} and ${other} must be specified for the ${args.provider} provider.`);
  if (args.provider === 'ownca') {
    if (args.ownca_path === null && args.ownca_content === null) {
      missing('ownca_path', 'ownca_content');
    }
    if (args.ownca_privatekey_path === null && args.ownca_privatekey_content === null) {
      missing('ownca_privatekey_path', 'ownca_privatekey_content');
    }
    if (args.privatekey_path !== null || args.privatekey_content !== null) {
      beyondNative('privatekey_path with provider: ownca');
    }
  } else if (args.provider !== 'selfsigned') beyondNative(`provider: ${args.provider}`);
  else if (args.privatekey_path === null && args.privatekey_content === null) {
    missing('privatekey_path', 'privatekey_content');
  }
  const version = args.provider === 'ownca' ? args.ownca_version : args.selfsigned_version;
  if (version === 2) fail('The cryptography backend does not support v2 certificates');
}

/**
 * Looks at all that a certificate comes from.
 * @param now seconds since the epoch
 * @throws ModuleFailure, BeyondNative
 */
export async function issuanceOf(
  target: ReadTarget,
  args: IssuerArguments,
  now: number,
): Promise<Issuance> {
  const own = args.provider === 'selfsigned';
  const prefix = own ? 'selfsigned' : 'ownca';
  const notBefore = moment(args[`${prefix}_not_before`], `${prefix}_not_before`, now);
  const notAfter = moment(args[`${prefix}_not_after`], `${prefix}_not_after`, now);
  if (notAfter.seconds < notBefore.seconds) leaveToPython('The end stands before the begin');
  if (!own && args.csr_path === null && args.csr_content === null) {
    fail('csr_path or csr_content is required for ownca provider');
  }
  const what = 'certificate signing request';
  const [asked, ca] = await Promise.all([
    textOf(target, args.csr_content, args.csr_path, what),
    own ? null : textOf(target, args.ownca_content, args.ownca_path, 'CA certificate'),
  ]);
  const signer = await openSigner(target, own ? keyOf(args) : authorityKeyOf(args));
  if (own && asked === null && !SIGNING_KEYS.includes(signer.key.type)) {
    leaveToPython(`Keys of type ${signer.key.type} can't sign`);
  }
  const digest = args[`${prefix}_digest`];
  if (needsDigest(signer.key.type) && !isDigest(digest)) {
    if (own && asked === null) fail(`Unsupported digest "${digest}"`);
    fail(`The digest ${digest} is not supported with the cryptography backend`);
  }
  const authority = ca === null ? null : pemCertificate(ca);
  if (authority !== null && !authority.key.equals(signer.key.der)) {
    fail('The CA private key does not belong to the CA certificate');
  }
  return {
    request: asked === null ? emptyRequest(signer) : request(asked),
    signer,
    authority,
    notBefore,
    notAfter,
    digest,
    subjectKey: args[`${prefix}_create_subject_key_identifier`],
    authorityKey: args.ownca_create_authority_key_identifier,
    ignoreTimestamps: args.ignore_timestamps,
  };
}

const keyOf = (args: IssuerArguments) => ({
  path: args.privatekey_path,
  content: args.privatekey_content,
  passphrase: args.privatekey_passphrase,
  missing: (path: string) => `The private key file ${path} does not exist`,
});

const authorityKeyOf = (args: IssuerArguments) => ({
  path: args.ownca_privatekey_path,
  content: args.ownca_privatekey_content,
  passphrase: args.ownca_privatekey_passphrase,
  missing: (path: string) => `The CA private key file ${path} does not exist`,
});

function emptyRequest({ key }: Signer): SigningRequest {
  return { subject: [], name: encodeName([]), key: key.der, extensions: [], valid: true };
}
