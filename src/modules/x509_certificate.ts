import { certificateSide, readCertificate } from './certificates/certificate.ts';
import { type Issuance, isAsIssued, issue, newSerial } from './certificates/issuance.ts';
import { checkIssuer, issuanceOf } from './certificates/issuers.ts';
import { planNoPemFile, planPemFile, readPemFile } from './certificates/pem-file.ts';
import { timestamp } from './certificates/validity.ts';
import type { Plan, Result } from './contract.ts';
import { arg, defineModule } from './define.ts';

const digest = arg.str({ default: 'sha256', doc: 'Digest that is signed.' });
const version = arg.int({ default: 3, doc: 'Version of the certificate.' });
const notAfter = { default: '+3650d', doc: 'When the certificate ends.' } as const;
const notBefore = { default: '+0s', doc: 'When the certificate begins.' } as const;
const subjectKey = arg.str({
  default: 'create_if_not_provided',
  choices: ['create_if_not_provided', 'always_create', 'never_create'],
  doc: "Whether to tell the key's identifier.",
});

const ARGUMENTS = {
  provider: arg.str({
    choices: ['acme', 'entrust', 'ownca', 'selfsigned'],
    doc: 'Whom the certificate comes from.',
  }),
  force: arg.bool({ default: false, doc: 'Make a new certificate in any case.' }),
  csr_path: arg.path({ doc: 'File of the request.' }),
  csr_content: arg.str({ doc: 'The request itself.' }),
  ignore_timestamps: arg.bool({ default: true, doc: 'Keep a certificate with other times.' }),
  select_crypto_backend: arg.str({
    default: 'auto',
    choices: ['auto', 'cryptography'],
    doc: 'Library of the real module.',
  }),
  privatekey_path: arg.path({ doc: 'File of the private key.' }),
  privatekey_content: arg.str({ noLog: true, doc: 'The private key itself.' }),
  privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
  ownca_path: arg.path({ doc: "File of the CA's certificate." }),
  ownca_content: arg.str({ doc: "The CA's certificate itself." }),
  ownca_privatekey_path: arg.path({ doc: "File of the CA's private key." }),
  ownca_privatekey_content: arg.str({ noLog: true, doc: "The CA's private key itself." }),
  ownca_privatekey_passphrase: arg.str({ noLog: true, doc: "Phrase that locks the CA's key." }),
  ownca_digest: digest,
  ownca_version: version,
  ownca_not_before: arg.str(notBefore),
  ownca_not_after: arg.str(notAfter),
  ownca_create_subject_key_identifier: subjectKey,
  ownca_create_authority_key_identifier: arg.bool({ default: true, doc: "Name the CA's key." }),
  selfsigned_version: version,
  selfsigned_digest: digest,
  selfsigned_not_before: arg.str({ ...notBefore, aliases: ['selfsigned_notBefore'] }),
  selfsigned_not_after: arg.str({ ...notAfter, aliases: ['selfsigned_notAfter'] }),
  selfsigned_create_subject_key_identifier: subjectKey,
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent'],
    doc: 'Whether the certificate is to be.',
  }),
  path: arg.path({ required: true, doc: 'File of the certificate.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
  return_content: arg.bool({ default: false, doc: 'Tell the certificate itself.' }),
};

export const x509_certificate = defineModule({
  name: 'community.crypto.x509_certificate',
  summary: 'Generate and/or check OpenSSL certificates',
  examples: `- name: A certificate for the web server
  community.crypto.x509_certificate:
    path: /etc/ssl/web.crt
    csr_path: /etc/ssl/web.csr
    privatekey_path: /etc/ssl/private/web.pem
    provider: selfsigned
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['csr_path', 'csr_content'],
      ['privatekey_path', 'privatekey_content'],
      ['ownca_path', 'ownca_content'],
      ['ownca_privatekey_path', 'ownca_privatekey_content'],
    ],
    requiredIf: [['state', 'present', ['provider']]],
  },
  fileAttributes: true,
  returns: {
    filename: 'File of the certificate',
    certificate: 'The certificate, with return_content',
    notBefore: 'When it begins',
    notAfter: 'When it ends',
    serial_number: 'Its number',
  },
  support: { check: 'full', diff: 'full' },
  async plan(context): Promise<Plan> {
    const { args, check, target } = context;
    const { path } = args;
    const about = { filename: path, privatekey: args.privatekey_path, csr: args.csr_path };
    if (args.state === 'absent') {
      const content = args.return_content ? { certificate: null } : {};
      const stat = await target.stat(path, { follow: true });
      return planNoPemFile(context, stat, (changed) => ({ changed, ...about, ...content }));
    }
    const [file, clock] = await Promise.all([
      readPemFile(target, path),
      target.query({ argv: ['date', '+%s'] }),
    ]);
    checkIssuer(args);
    const now = Number(clock.stdout.toString());
    const issuance = await issuanceOf(target, args, now);
    const existing = file.text === null || args.force ? null : readCertificate(file.text);
    const renewed = existing === null || !isAsIssued(existing, issuance);
    const text = renewed && !check ? await issue(issuance) : null;
    const after = text ?? file.text;
    const authority = {
      ca_cert: args.ownca_path,
      ca_privatekey: args.ownca_privatekey_path,
    };
    return planPemFile(context, file, {
      renewed,
      text,
      resultOf: (changed) => ({
        ...about,
        ...(args.return_content && { certificate: after }),
        diff: { before: certificateSide(file.text, now), after: certificateSide(after, now) },
        ...(args.provider === 'ownca' && authority),
        ...(check ? plannedTerm(issuance) : term(after ?? '')),
        changed,
      }),
    });
  },
});

function plannedTerm({ notBefore, notAfter }: Issuance): Result {
  return {
    notBefore: timestamp(notBefore.seconds),
    notAfter: timestamp(notAfter.seconds),
    serial_number: newSerial(),
  };
}

function term(pem: string): Result {
  const certificate = readCertificate(pem);
  if (certificate === null) return {};
  return {
    notBefore: timestamp(certificate.notBefore),
    notAfter: timestamp(certificate.notAfter),
    serial_number: certificate.serial,
  };
}
