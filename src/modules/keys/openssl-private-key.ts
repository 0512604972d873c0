import type { Command } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord } from '../commands/words.ts';
import type { Json, Result } from '../contract.ts';
import { fail, leaveToPython } from '../define.ts';
import {
  fingerprints,
  type PublicKeyFacts,
  publicHalf,
  readPublicKeyPem,
} from './openssl-public-key.ts';

/** Curves that keys can have; those behind the fifth are for old keys only. */
export const CURVE_NAMES = [
  'secp224r1',
  'secp256k1',
  'secp256r1',
  'secp384r1',
  'secp521r1',
  'secp192r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
  'sect163k1',
  'sect163r2',
  'sect233k1',
  'sect233r1',
  'sect283k1',
  'sect283r1',
  'sect409k1',
  'sect409r1',
  'sect571k1',
  'sect571r1',
] as const;

/** A private key on the host, of which only the public half leaves it. */
export interface KnownKey {
  /** `pkcs1`, `pkcs8`, `unknown-pem` or `raw`. */
  readonly format: string;
  /** Whether a phrase locks it. */
  readonly locked: boolean;
  /** null where the key can't be read with the phrase. */
  readonly facts: PublicKeyFacts | null;
}

/** A private key that the task itself brings. */
export function knownText(text: string, passphrase: string | null): KnownKey {
  const [first = '', second = ''] = text.split('\n');
  const name = /^-----BEGIN (.+)-----$/.exec(first.trimEnd())?.[1];
  const locked = isLocked(name, second);
  return {
    format: formatOf(name),
    locked,
    facts: locked === (passphrase !== null) ? publicHalf(text, passphrase) : null,
  };
}

const isLocked = (name: string | undefined, second: string): boolean =>
  name === 'ENCRYPTED PRIVATE KEY' || second.startsWith('Proc-Type: 4,ENCRYPTED');

/** Asks for the begin of a key's file, and for its public half. */
export function keyQuestion(program: string, path: string, passphrase: string | null): Command {
  const file = quoteWord(path);
  return {
    shell: `${SECTION_FUNCTIONS}
if [ -e ${file} ]; then
s head; head -n 2 ${file} | head -c 200
s size; wc -c <${file}
run public ${quoteWord(program)} pkey -in ${file} -passin env:KEY_PHRASE -pubout
fi`,
    env: { LC_ALL: 'C', KEY_PHRASE: passphrase ?? '' },
  };
}

/** Reads the answer; null where there is no file. */
export function readKey(output: Buffer, passphrase: string | null): KnownKey | null {
  const sections = new Sections(output);
  if (!sections.has('head')) return null;
  const [first = '', second = ''] = sections.text('head').split('\n');
  const name = /^-----BEGIN (.+)-----$/.exec(first.trimEnd())?.[1];
  if (name === undefined && [32, 56, 57].includes(Number(sections.text('size')))) {
    leaveToPython(
      'A private key in raw format can only be read by this module in Python: install its collection on the controller, and Python on the host',
    );
  }
  const locked = isLocked(name, second);
  const opens = sections.rc('public') === 0 && locked === (passphrase !== null);
  return {
    format: formatOf(name),
    locked,
    facts: opens ? readPublicKeyPem(sections.text('public.out')) : null,
  };
}

/** Says why a key can't be read. @throws ModuleFailure */
export function refuseKey(key: KnownKey, passphrase: string | null, fields: Result = {}): never {
  const other = key.format !== 'raw' && key.locked !== (passphrase !== null);
  fail(`Wrong ${other ? 'or empty ' : ''}passphrase provided for private key`, fields);
}

function formatOf(name: string | undefined): string {
  if (name === undefined) return 'raw';
  if (name === 'PRIVATE KEY' || name === 'ENCRYPTED PRIVATE KEY') return 'pkcs8';
  return name.endsWith(' PRIVATE KEY') ? 'pkcs1' : 'unknown-pem';
}

/** The format that a key gets. */
export function wantedFormat(format: string, type: string): string {
  if (format !== 'auto' && format !== 'auto_ignore') return format;
  return TRADITIONAL.includes(type) ? 'pkcs1' : 'pkcs8';
}

/** Kinds of keys that have a format of their own. */
export const TRADITIONAL: readonly string[] = ['RSA', 'ECC', 'DSA'];

/** What the diff tells of a key. */
export function keyInfo(key: KnownKey | null): { [name: string]: Json } {
  if (key === null) return {};
  const { facts } = key;
  if (facts === null) return { can_parse_key: false, key_is_consistent: null };
  return {
    can_parse_key: true,
    key_is_consistent: null,
    public_key: facts.pem,
    public_key_fingerprints: fingerprints(facts.der, ['sha256']),
    type: facts.type,
    public_data: facts.data,
  };
}

/** OpenSSL's names of curves that have others there. */
export const OPENSSL_CURVES: Readonly<Record<string, string>> = {
  secp256r1: 'prime256v1',
  secp192r1: 'prime192v1',
};

/** What a key is to be like. */
export interface WantedKey {
  readonly type: string;
  readonly size: number;
  readonly curve: string | null;
  readonly passphrase: string | null;
  readonly format: string;
  /** A key to bring into another format; null makes a new one. */
  readonly source: string | null;
  readonly file: string;
}

/** Shell text that writes a key to a file: made anew, or brought into another format. */
export function generationScript(program: string, wanted: WantedKey): string {
  const openssl = quoteWord(program);
  const options =
    wanted.type === 'RSA'
      ? `RSA -pkeyopt rsa_keygen_bits:${wanted.size}`
      : wanted.type === 'ECC'
        ? `EC -pkeyopt ec_paramgen_curve:${OPENSSL_CURVES[wanted.curve ?? ''] ?? wanted.curve} -pkeyopt ec_param_enc:named_curve`
        : wanted.type.toUpperCase();
  const raw = quoteWord(`${wanted.file}.new`);
  const source = wanted.source === null ? raw : quoteWord(wanted.source);
  const numbers = quoteWord(`${wanted.file}.numbers`);
  const generate =
    wanted.type === 'DSA'
      ? `${openssl} genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:${wanted.size} -pkeyopt dsa_paramgen_q_bits:${wanted.size < 2048 ? 160 : 256} -out ${numbers} && ${openssl} genpkey -paramfile ${numbers} -out ${raw}`
      : `${openssl} genpkey -algorithm ${options} -out ${raw}`;
  const make = wanted.source === null ? `${generate} && ` : '';
  const phrase = wanted.source === null ? '' : ' -passin env:KEY_PHRASE';
  const lock = wanted.passphrase ? ' -aes256 -passout env:KEY_PHRASE' : '';
  const traditional = wanted.format === 'pkcs1' ? ' -traditional' : '';
  return `umask 077; ${make}${openssl} pkey -in ${source}${phrase}${traditional}${lock} -out ${quoteWord(wanted.file)}`;
}
