import { arg } from '../define.ts';

const digest = arg.str({ default: 'sha256', doc: 'Digest that is signed.' });
const version = arg.int({ default: 3, doc: 'Version of the certificate.' });
const notAfter = { default: '+3650d', doc: 'When the certificate ends.' } as const;
const notBefore = { default: '+0s', doc: 'When the certificate begins.' } as const;
const subjectKey = arg.str({
  default: 'create_if_not_provided',
  choices: ['create_if_not_provided', 'always_create', 'never_create'],
  doc: "Whether to tell the key's identifier.",
});

/** Options of all modules that issue certificates, but for the provider. */
export const ISSUER_ARGUMENTS = {
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
  entrust_cert_type: arg.str({
    default: 'STANDARD_SSL',
    choices: [
      'STANDARD_SSL',
      'ADVANTAGE_SSL',
      'UC_SSL',
      'EV_SSL',
      'WILDCARD_SSL',
      'PRIVATE_SSL',
      'PD_SSL',
      'CDS_ENT_LITE',
      'CDS_ENT_PRO',
      'SMIME_ENT',
    ],
    doc: "Entrust's kind of the certificate.",
  }),
  entrust_requester_email: arg.str({ doc: "Mail address of Entrust's customer." }),
  entrust_requester_name: arg.str({ doc: "Name of Entrust's customer." }),
  entrust_requester_phone: arg.str({ doc: "Phone of Entrust's customer." }),
  entrust_api_user: arg.str({ doc: "User of Entrust's service." }),
  entrust_api_key: arg.str({ noLog: true, doc: "Key of Entrust's service." }),
  entrust_api_client_cert_path: arg.path({ doc: "Certificate for Entrust's service." }),
  entrust_api_client_cert_key_path: arg.path({
    noLog: true,
    doc: "Key of the certificate for Entrust's service.",
  }),
  entrust_api_specification_path: arg.path({
    default: 'https://cloud.entrust.net/EntrustCloud/documentation/cms-api-2.1.0.yaml',
    doc: "Description of Entrust's service.",
  }),
  entrust_not_after: arg.str({ default: '+365d', doc: "When Entrust's certificate ends." }),
};

/** Options of Let's Encrypt, which the module for files alone has. */
export const ACME_ARGUMENTS = {
  acme_accountkey_path: arg.path({ doc: "File of the account's key." }),
  acme_challenge_path: arg.path({ doc: 'Folder that the web server shows.' }),
  acme_chain: arg.bool({ default: false, doc: 'Add the certificates between.' }),
  acme_directory: arg.str({
    default: 'https://acme-v02.api.letsencrypt.org/directory',
    doc: 'Address of the service.',
  }),
};

export const ISSUER_CONSTRAINTS = {
  mutuallyExclusive: [
    ['csr_path', 'csr_content'],
    ['privatekey_path', 'privatekey_content'],
    ['ownca_path', 'ownca_content'],
    ['ownca_privatekey_path', 'ownca_privatekey_content'],
  ],
};

/** What Entrust has to be told. */
export const ENTRUST_REQUIRED = [
  'provider',
  'entrust',
  [
    'entrust_requester_email',
    'entrust_requester_name',
    'entrust_requester_phone',
    'entrust_api_user',
    'entrust_api_key',
    'entrust_api_client_cert_path',
    'entrust_api_client_cert_key_path',
  ],
] as const;
