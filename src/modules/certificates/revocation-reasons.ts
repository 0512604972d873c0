/** Why certificates are revoked, in the order of their bits in a list's distribution point (RFC 5280, 4.2.1.13). */
export const REVOCATION_REASONS = [
  'key_compromise',
  'ca_compromise',
  'affiliation_changed',
  'superseded',
  'cessation_of_operation',
  'certificate_hold',
  'privilege_withdrawn',
  'aa_compromise',
] as const;
