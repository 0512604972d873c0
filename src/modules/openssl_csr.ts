import { encodeName, nameParts } from './certificates/distinguished-name.ts';
import { EXTENSION, findExtension, sameMeaning } from './certificates/extensions.ts';
import {
  type PemFileArguments,
  planNoPemFile,
  planPemFile,
  readPemFile,
} from './certificates/pem-file.ts';
import { signatureAlgorithm } from './certificates/signatures.ts';
import { openSigner, type Signer } from './certificates/signer.ts';
import {
  readRequest,
  requestInfo,
  requestSide,
  type SigningRequest,
  signedPem,
} from './certificates/signing-request.ts';
import { REQUEST_ARGUMENTS } from './certificates/signing-request-arguments.ts';
import { wantedExtensions } from './certificates/wanted-extensions.ts';
import { wantedSubject } from './certificates/wanted-subject.ts';
import type { Plan, Result } from './contract.ts';
import { type ArgumentValues, arg, beyondNative, defineModule, fail } from './define.ts';

const ARGUMENTS = {
  ...REQUEST_ARGUMENTS,
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the request is to be.',
  }),
  force: arg.bool({ default: false, doc: 'Make a new request in any case.' }),
  path: arg.path({ required: true, doc: 'File of the request.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the request itself.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS> & PemFileArguments;

export const openssl_csr = defineModule({
  name: 'community.crypto.openssl_csr',
  summary: 'Generate OpenSSL Certificate Signing Request (CSR)',
  examples: `- name: A request for the web server
  community.crypto.openssl_csr:
    path: /etc/ssl/web.csr
    privatekey_path: /etc/ssl/private/web.pem
    common_name: www.example.com
`,
  args: ARGUMENTS,
  constraints: {
    requiredTogether: [['authority_cert_issuer', 'authority_cert_serial_number']],
    mutuallyExclusive: [
      ['privatekey_path', 'privatekey_content'],
      ['subject', 'subject_ordered'],
    ],
    requiredIf: [['state', 'present', ['privatekey_path', 'privatekey_content'], true]],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the request',
    subject: 'Parts of the subject',
    subjectAltName: 'Further names',
    csr: 'The request, with return_content',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { check, target } = context;
    const file = await readPemFile(target, context.args.path);
    const args = withCommonName(context.args);
    if (args.crl_distribution_points?.length) beyondNative('crl_distribution_points');
    if (args.create_subject_key_identifier && args.subject_key_identifier !== null) {
      fail('subject_key_identifier cannot be specified if create_subject_key_identifier is true');
    }
    if (args.state === 'absent') {
      return planNoPemFile(context, file.stat, (changed) => resultOf(args, null, null, changed));
    }
    const existing = file.text === null || args.force ? null : readRequest(file.text);
    let renewed = true;
    let signer: Signer | null = null;
    if (existing !== null || !check) {
      signer = await openSigner(target, {
        path: args.privatekey_path,
        content: args.privatekey_content,
        passphrase: args.privatekey_passphrase,
      });
      renewed = existing === null || !isWanted(existing, args, signer.key.der);
    }
    const text = signer !== null && renewed && !check ? await signedRequest(args, signer) : null;
    return planPemFile(context, file, {
      renewed,
      text,
      resultOf: (changed) => resultOf(args, file.text, text ?? file.text, changed),
    });
  },
});

/** Where there are no further names, the common name is the one. */
function withCommonName(args: Arguments): Arguments {
  const named = wantedSubject(args).find(([name]) => name === 'CN' || name === 'commonName');
  const takes = args.use_common_name_for_san && !args.subject_alt_name?.length;
  return named !== undefined && takes ? { ...args, subject_alt_name: [`DNS:${named[1]}`] } : args;
}

function resultOf(
  args: Arguments,
  before: string | null,
  after: string | null,
  changed: boolean,
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
    ...(args.return_content && { csr: after }),
    diff: { before: requestSide(before), after: requestSide(after) },
    filename: args.path,
    changed,
  };
}

/** Whether a request says what it is to say: its digest has no part in that. @param key of the private key */
function isWanted(request: SigningRequest, args: Arguments, key: Buffer): boolean {
  const wanted = nameParts(wantedSubject(args)).map((part) => part.join('='));
  const found = request.subject.map((part) => part.join('='));
  const order = (parts: string[]): string[] =>
    args.subject_ordered?.length ? parts : [...new Set(parts)].sort();
  if (order(wanted).join('\n') !== order(found).join('\n')) return false;
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
