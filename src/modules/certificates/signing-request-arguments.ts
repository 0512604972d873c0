import { arg } from '../define.ts';
import { REVOCATION_REASONS } from './revocation-reasons.ts';

const names = (doc: string, ...aliases: string[]) => arg.list({ elements: 'str', aliases, doc });
const flag = (doc: string, ...aliases: string[]) => arg.bool({ default: false, aliases, doc });
const part = (doc: string, ...aliases: string[]) => arg.str({ aliases, doc });

/** Options of modules that make a request. */
export const REQUEST_ARGUMENTS = {
  digest: arg.str({ default: 'sha256', doc: 'Digest that is signed.' }),
  privatekey_path: arg.path({ doc: 'File of the private key.' }),
  privatekey_content: arg.str({ noLog: true, doc: 'The private key itself.' }),
  privatekey_passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the private key.' }),
  version: arg.int({ default: 1, choices: [1], doc: 'Version of the request.' }),
  subject: arg.dict({ doc: 'Further parts of the subject by their names.' }),
  subject_ordered: arg.list({ elements: 'dict', doc: 'Parts of the subject in their order.' }),
  country_name: part('Country of the subject.', 'C', 'countryName'),
  state_or_province_name: part('State of the subject.', 'ST', 'stateOrProvinceName'),
  locality_name: part('Place of the subject.', 'L', 'localityName'),
  organization_name: part('Organization of the subject.', 'O', 'organizationName'),
  organizational_unit_name: part('Unit of the organization.', 'OU', 'organizationalUnitName'),
  common_name: part('Name of the subject.', 'CN', 'commonName'),
  email_address: part('Mail address of the subject.', 'E', 'emailAddress'),
  subject_alt_name: names('Further names, such as `DNS:a.example`.', 'subjectAltName'),
  subject_alt_name_critical: flag('Names must be understood.', 'subjectAltName_critical'),
  use_common_name_for_san: arg.bool({
    default: true,
    aliases: ['useCommonNameForSAN'],
    doc: 'Where no further names are given, take the common name.',
  }),
  key_usage: names('What the key is for.', 'keyUsage'),
  key_usage_critical: flag('Usage must be understood.', 'keyUsage_critical'),
  extended_key_usage: names('What the certificate is for.', 'extKeyUsage', 'extendedKeyUsage'),
  extended_key_usage_critical: flag(
    'Extended usage must be understood.',
    'extKeyUsage_critical',
    'extendedKeyUsage_critical',
  ),
  basic_constraints: names('Whether it is a CA: `CA:TRUE`, `pathlen:0`.', 'basicConstraints'),
  basic_constraints_critical: flag('They must be understood.', 'basicConstraints_critical'),
  ocsp_must_staple: flag('Servers must staple an OCSP answer.', 'ocspMustStaple'),
  ocsp_must_staple_critical: flag('Stapling must be understood.', 'ocspMustStaple_critical'),
  name_constraints_permitted: names('Names that the CA may certify.'),
  name_constraints_excluded: names('Names that the CA may not certify.'),
  name_constraints_critical: flag('Constraints must be understood.'),
  create_subject_key_identifier: flag("Tell the key's identifier."),
  subject_key_identifier: part('An identifier of the key.'),
  authority_key_identifier: part("Identifier of the CA's key."),
  authority_cert_issuer: names("Names of the issuer of the CA's certificate."),
  authority_cert_serial_number: arg.int({ doc: "Number of the CA's certificate." }),
  crl_distribution_points: arg.list({
    elements: 'dict',
    doc: 'Where to find lists of revoked certificates.',
    options: {
      full_name: names('Where the list is.'),
      relative_name: names('Where the list is, seen from its issuer.'),
      crl_issuer: names('Who issues the list.'),
      reasons: arg.list({
        elements: 'str',
        choices: REVOCATION_REASONS,
        doc: 'Why certificates are on the list.',
      }),
    },
    constraints: {
      mutuallyExclusive: [['full_name', 'relative_name']],
      requiredOneOf: [['full_name', 'relative_name', 'crl_issuer']],
    },
  }),
  select_crypto_backend: arg.str({
    default: 'auto',
    choices: ['auto', 'cryptography'],
    doc: 'Library of the real module.',
  }),
};

export const REQUEST_CONSTRAINTS = {
  requiredTogether: [['authority_cert_issuer', 'authority_cert_serial_number']],
  mutuallyExclusive: [
    ['privatekey_path', 'privatekey_content'],
    ['subject', 'subject_ordered'],
  ],
};
