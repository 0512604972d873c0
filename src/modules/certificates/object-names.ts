import { leaveToPython } from '../definition/failure.ts';

/** Objects by number with their long and short names, as OpenSSL has them. */
const OBJECTS: Readonly<Record<string, readonly [long: string, ...others: string[]]>> = {
  '0.9.2342.19200300.100.1.1': ['userId', 'UID', 'userID'],
  '0.9.2342.19200300.100.1.25': ['domainComponent', 'DC'],
  '1.2.840.10045.4.1': ['ecdsa-with-SHA1'],
  '1.2.840.10045.4.3.1': ['ecdsa-with-SHA224'],
  '1.2.840.10045.4.3.2': ['ecdsa-with-SHA256'],
  '1.2.840.10045.4.3.3': ['ecdsa-with-SHA384'],
  '1.2.840.10045.4.3.4': ['ecdsa-with-SHA512'],
  '1.2.840.113549.1.1.4': ['md5WithRSAEncryption', 'RSA-MD5'],
  '1.2.840.113549.1.1.5': ['sha1WithRSAEncryption', 'RSA-SHA1'],
  '1.2.840.113549.1.1.10': ['rsassaPss', 'RSASSA-PSS'],
  '1.2.840.113549.1.1.11': ['sha256WithRSAEncryption', 'RSA-SHA256'],
  '1.2.840.113549.1.1.12': ['sha384WithRSAEncryption', 'RSA-SHA384'],
  '1.2.840.113549.1.1.13': ['sha512WithRSAEncryption', 'RSA-SHA512'],
  '1.2.840.113549.1.1.14': ['sha224WithRSAEncryption', 'RSA-SHA224'],
  '1.2.840.113549.1.9.1': ['emailAddress'],
  '1.2.840.113549.1.9.2': ['unstructuredName'],
  '1.3.6.1.4.1.311.10.3.3': ['Microsoft Server Gated Crypto', 'msSGC'],
  '1.3.6.1.4.1.311.10.3.4': ['Microsoft Encrypted File System', 'msEFS'],
  '1.3.6.1.4.1.311.20.2.2': ['Microsoft Smartcardlogin', 'msSmartcardLogin'],
  '1.3.6.1.4.1.311.60.2.1.1': ['jurisdictionLocalityName', 'jurisdictionL'],
  '1.3.6.1.4.1.311.60.2.1.2': ['jurisdictionStateOrProvinceName', 'jurisdictionST'],
  '1.3.6.1.4.1.311.60.2.1.3': ['jurisdictionCountryName', 'jurisdictionC'],
  '1.3.6.1.4.1.11129.2.4.2': ['CT Precertificate SCTs', 'ct_precert_scts'],
  '1.3.6.1.4.1.11129.2.4.3': ['CT Precertificate Poison', 'ct_precert_poison'],
  '1.3.6.1.5.5.7.1.1': ['Authority Information Access', 'authorityInfoAccess'],
  '1.3.6.1.5.5.7.1.11': ['Subject Information Access', 'subjectInfoAccess'],
  '1.3.6.1.5.5.7.1.24': ['TLS Feature', 'tlsfeature'],
  '1.3.6.1.5.5.7.48.1.5': ['OCSP No Check', 'noCheck'],
  '1.3.6.1.5.5.7.3.1': ['TLS Web Server Authentication', 'serverAuth'],
  '1.3.6.1.5.5.7.3.2': ['TLS Web Client Authentication', 'clientAuth'],
  '1.3.6.1.5.5.7.3.3': ['Code Signing', 'codeSigning'],
  '1.3.6.1.5.5.7.3.4': ['E-mail Protection', 'emailProtection'],
  '1.3.6.1.5.5.7.3.5': ['IPSec End System', 'ipsecEndSystem'],
  '1.3.6.1.5.5.7.3.6': ['IPSec Tunnel', 'ipsecTunnel'],
  '1.3.6.1.5.5.7.3.7': ['IPSec User', 'ipsecUser'],
  '1.3.6.1.5.5.7.3.8': ['Time Stamping', 'timeStamping'],
  '1.3.6.1.5.5.7.3.9': ['OCSP Signing', 'OCSPSigning'],
  '1.3.6.1.5.5.7.3.10': ['dvcs', 'DVCS'],
  '1.3.6.1.5.5.7.3.17': ['ipsec Internet Key Exchange', 'ipsecIKE'],
  '1.3.6.1.5.5.7.3.21': ['SSH Client', 'secureShellClient'],
  '1.3.6.1.5.5.7.3.22': ['SSH Server', 'secureShellServer'],
  '1.3.101.112': ['ED25519'],
  '1.3.101.113': ['ED448'],
  '2.5.4.3': ['commonName', 'CN'],
  '2.5.4.4': ['surname', 'SN'],
  '2.5.4.5': ['serialNumber'],
  '2.5.4.6': ['countryName', 'C'],
  '2.5.4.7': ['localityName', 'L'],
  '2.5.4.8': ['stateOrProvinceName', 'ST'],
  '2.5.4.9': ['streetAddress', 'street'],
  '2.5.4.10': ['organizationName', 'O'],
  '2.5.4.11': ['organizationalUnitName', 'OU'],
  '2.5.4.12': ['title'],
  '2.5.4.13': ['description'],
  '2.5.4.15': ['businessCategory'],
  '2.5.4.16': ['postalAddress'],
  '2.5.4.17': ['postalCode'],
  '2.5.4.41': ['name'],
  '2.5.4.42': ['givenName', 'GN'],
  '2.5.4.43': ['initials'],
  '2.5.4.44': ['generationQualifier'],
  '2.5.4.45': ['x500UniqueIdentifier'],
  '2.5.4.46': ['dnQualifier'],
  '2.5.4.65': ['pseudonym'],
  '2.5.4.97': ['organizationIdentifier'],
  '2.5.29.9': ['X509v3 Subject Directory Attributes', 'subjectDirectoryAttributes'],
  '2.5.29.14': ['X509v3 Subject Key Identifier', 'subjectKeyIdentifier'],
  '2.5.29.15': ['X509v3 Key Usage', 'keyUsage'],
  '2.5.29.17': ['X509v3 Subject Alternative Name', 'subjectAltName'],
  '2.5.29.18': ['X509v3 Issuer Alternative Name', 'issuerAltName'],
  '2.5.29.19': ['X509v3 Basic Constraints', 'basicConstraints'],
  '2.5.29.30': ['X509v3 Name Constraints', 'nameConstraints'],
  '2.5.29.31': ['X509v3 CRL Distribution Points', 'crlDistributionPoints'],
  '2.5.29.32': ['X509v3 Certificate Policies', 'certificatePolicies'],
  '2.5.29.33': ['X509v3 Policy Mappings', 'policyMappings'],
  '2.5.29.35': ['X509v3 Authority Key Identifier', 'authorityKeyIdentifier'],
  '2.5.29.36': ['X509v3 Policy Constraints', 'policyConstraints'],
  '2.5.29.37': ['X509v3 Extended Key Usage', 'extendedKeyUsage'],
  '2.5.29.46': ['X509v3 Freshest CRL', 'freshestCRL'],
  '2.5.29.54': ['X509v3 Inhibit Any Policy', 'inhibitAnyPolicy'],
  '2.16.840.1.113730.1.1': ['Netscape Cert Type', 'nsCertType'],
  '2.16.840.1.113730.1.13': ['Netscape Comment', 'nsComment'],
  '2.5.29.37.0': ['Any Extended Key Usage', 'anyExtendedKeyUsage'],
};

const NUMBERS: ReadonlyMap<string, string> = new Map(
  Object.entries(OBJECTS).flatMap(([dotted, names]) => names.map((name) => [name, dotted])),
);

/** An object's number by one of its names, or as it is given. @throws BeyondNative for other names */
export function objectNumber(name: string): string {
  const dotted = NUMBERS.get(name) ?? (/^\d+(\.\d+)+$/.test(name) ? name : undefined);
  return dotted ?? leaveToPython(`Cannot find OID for "${name}"`);
}

/** An object's long name; the number where it has none here. */
export const objectName = (dotted: string): string => OBJECTS[dotted]?.[0] ?? dotted;

/** An object's short name, where it has one. */
export const shortName = (dotted: string): string => OBJECTS[dotted]?.[1] ?? objectName(dotted);
