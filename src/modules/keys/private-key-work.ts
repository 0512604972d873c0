import type { Controller, Json, Result } from '../contract.ts';
import { type ArgumentValues, arg, fail } from '../define.ts';
import {
  CURVE_NAMES,
  type KnownKey,
  keyInfo,
  TRADITIONAL,
  wantedFormat,
} from './openssl-private-key.ts';
import { fingerprints } from './openssl-public-key.ts';

/** Options of modules that make private keys. */
export const PRIVATE_KEY_ARGUMENTS = {
  size: arg.int({ default: 4096, doc: 'Bits of an RSA or DSA key.' }),
  type: arg.str({
    default: 'RSA',
    choices: ['DSA', 'ECC', 'Ed25519', 'Ed448', 'RSA', 'X25519', 'X448'],
    doc: 'Kind of the key.',
  }),
  curve: arg.str({ choices: CURVE_NAMES, doc: 'Curve of an ECC key.' }),
  passphrase: arg.str({ noLog: true, doc: 'Phrase that locks the key.' }),
  cipher: arg.str({ doc: 'How the key is locked: `auto`.' }),
  format: arg.str({
    default: 'auto_ignore',
    choices: ['pkcs1', 'pkcs8', 'raw', 'auto', 'auto_ignore'],
    doc: 'Format of the file.',
  }),
  format_mismatch: arg.str({
    default: 'regenerate',
    choices: ['regenerate', 'convert'],
    doc: 'What becomes of a key in another format.',
  }),
  select_crypto_backend: arg.str({
    choices: ['auto', 'cryptography'],
    default: 'auto',
    doc: 'Library of the real module.',
  }),
  regenerate: arg.str({
    default: 'full_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    doc: 'When a key that is there is made anew.',
  }),
};

export const PRIVATE_KEY_CONSTRAINTS = {
  requiredTogether: [['cipher', 'passphrase']],
  requiredIf: [['type', 'ECC', ['curve']]],
} as const;

type Arguments = ArgumentValues<typeof PRIVATE_KEY_ARGUMENTS>;

/** Another key, or the same one in another format. */
export type PrivateKeyWork = 'new' | 'convert';

/** What results tell of a key in any case. */
export function privateKeyResult(
  args: Arguments,
  before: KnownKey | null,
  after: KnownKey | null,
): Result {
  const shown = after?.facts ?? null;
  const diff = { before: keyInfo(before), after: keyInfo(after) };
  return {
    type: args.type,
    size: args.size,
    fingerprint: shown === null ? null : fingerprints(shown.der),
    ...(args.type === 'ECC' && { curve: args.curve }),
    diff: diff as unknown as Json,
  };
}

/** What is to be done with a key; null for nothing. @param always makes a new one @throws ModuleFailure */
export function privateKeyWork(
  args: Arguments,
  key: KnownKey | null,
  always = false,
): PrivateKeyWork | null {
  const mode = always ? 'always' : args.regenerate;
  if (mode === 'always' || key === null) return 'new';
  const force = 'Will not proceed. To force regeneration, call the module with `generate` set to';
  const idempotent = mode === 'partial_idempotence' || mode === 'full_idempotence';
  if (key.facts === null) {
    if (mode === 'full_idempotence') return 'new';
    fail(
      `Unable to read the key. The key is protected with a another passphrase / no passphrase or broken. ${force} \`full_idempotence\` or \`always\`, or with \`force=true\`.`,
    );
  }
  const { type, size, curve } = key.facts;
  const fits =
    type === args.type &&
    (type !== 'RSA' || size === args.size) &&
    (type !== 'ECC' || curve === args.curve);
  const others = '`partial_idempotence`, `full_idempotence` or `always`, or with `force=true`.';
  if (mode !== 'never' && !fits) {
    return idempotent ? 'new' : fail(`Key has wrong type and/or size. ${force} ${others}`);
  }
  const formatted =
    args.format === 'auto_ignore' || key.format === wantedFormat(args.format, args.type);
  if (formatted) return null;
  if (args.format_mismatch === 'convert') return 'convert';
  if (mode === 'never') return null;
  if (idempotent) return 'new';
  return fail(
    `Key has wrong format. ${force} ${others} To convert the key, set \`format_mismatch\` to \`convert\`.`,
  );
}

/** Refuses what Python's library can't make, and warns of what should not be made. @throws ModuleFailure */
export function checkGeneration(
  args: Arguments,
  work: PrivateKeyWork,
  controller: Controller,
): void {
  const format = wantedFormat(args.format, args.type);
  if (args.passphrase && args.cipher !== 'auto') {
    fail('Cryptography backend can only use "auto" for cipher option.');
  }
  if (format === 'pkcs1' && !TRADITIONAL.includes(args.type)) {
    fail(
      `Cryptography backend cannot serialize the private key in the required format "${args.format}"`,
    );
  }
  if (work === 'new' && args.curve !== null && CURVE_NAMES.indexOf(args.curve) > 4) {
    controller.warn(`Elliptic curves of type ${args.curve} should not be used for new keys!`);
  }
}
