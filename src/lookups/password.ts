import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { encryptPassword, randomSalt } from '../template/crypt/encrypt-password.ts';
import { expandUser } from '../template/filters-ansible/paths.ts';
import { MersenneTwister, systemRandom } from '../values/mersenne-twister.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Value } from '../values/types.ts';
import { ansibleError } from './lookup-error.ts';
import { parseKeyValues } from './parse-kv.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';
const SETS: Readonly<Record<string, string>> = {
  ascii_letters: LOWER + UPPER,
  ascii_lowercase: LOWER,
  ascii_uppercase: UPPER,
  digits: DIGITS,
  hexdigits: `${DIGITS}abcdefABCDEF`,
  octdigits: '01234567',
  punctuation: PUNCTUATION,
  whitespace: WHITESPACE,
  printable: DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE,
};
const SALT_SIZES: Readonly<Record<string, number>> = {
  md5_crypt: 8,
  bcrypt: 22,
  sha256_crypt: 16,
  sha512_crypt: 16,
};
const PARAMETERS = ['length', 'encrypt', 'chars', 'ident', 'seed'];

interface Request {
  file: string;
  parameters: Map<string, Value>;
}

function parseTerm(term: string, options: ReadonlyMap<string, Value>): Request {
  const parameters = new Map<string, Value>();
  let file = term;
  const space = term.indexOf(' ');
  if (space >= 0) {
    file = term.slice(0, space);
    for (const [name, value] of parseKeyValues(term.slice(space + 1))) parameters.set(name, value);
    const more = parameters.get('_raw_params');
    if (more !== undefined) {
      file += ` ${str(more)}`;
      parameters.delete('_raw_params');
      if (!term.startsWith(file)) {
        throw ansibleError(
          'Unrecognized value after key=value parameters given to password lookup',
        );
      }
    }
  }
  const unknown = [...parameters.keys()].filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0) {
    throw ansibleError(`Unrecognized parameter(s) given to password lookup: ${unknown.join(', ')}`);
  }
  for (const name of PARAMETERS) {
    const value = options.get(name);
    if (!parameters.has(name) && value !== undefined && value !== null) parameters.set(name, value);
  }
  return { file, parameters };
}

/** The characters that a `chars` value allows: names of sets, or characters as they are. */
function alphabet(chars: Value | undefined): string {
  const specs =
    chars === undefined
      ? ['ascii_letters', 'digits', '.,:-_']
      : Array.isArray(chars)
        ? chars.map(str)
        : [
            ...(str(chars).includes(',,') ? [','] : []),
            ...str(chars)
              .replaceAll(',,', ',')
              .split(',')
              .filter((spec) => spec !== ''),
          ];
  return specs
    .map((spec) => (Object.hasOwn(SETS, spec) ? (SETS[spec] as string) : spec))
    .join('')
    .replace(/["']/g, '');
}

function generate(parameters: ReadonlyMap<string, Value>): string {
  const chars = Array.from(alphabet(parameters.get('chars')));
  const seed = parameters.get('seed');
  const source = seed === undefined ? systemRandom : new MersenneTwister(seed);
  const length = Number(str(parameters.get('length') ?? 20));
  return Array.from({ length }, () => chars[source.below(chars.length)]).join('');
}

/** What a password file holds: `password salt=… ident=…`. */
function parseContent(content: string): { password: string; salt?: string; ident?: string } {
  const found = /^([\s\S]*) salt=([\s\S]*?)(?: ident=([\s\S]*))?$/.exec(content);
  if (!found) return { password: content };
  return {
    password: found[1] as string,
    salt: found[2] as string,
    ...(found[3] === undefined ? {} : { ident: found[3] }),
  };
}

function passwordFor(call: LookupCall, term: string): string {
  const { file, parameters } = parseTerm(term, call.options);
  const full = path.resolve(call.services.basedir, expandUser(file));
  const kept = full !== '/dev/null' && existsSync(full);
  const stored = kept
    ? parseContent(readFileSync(full, 'utf8').trimEnd())
    : { password: generate(parameters) };
  const encrypt = parameters.get('encrypt');
  const scheme = encrypt !== undefined && truthy(encrypt) ? str(encrypt) : undefined;
  let changed = !kept;
  let { salt, ident } = stored as { salt?: string; ident?: string };
  if (scheme !== undefined && salt === undefined) {
    salt = randomSalt(SALT_SIZES[scheme] ?? 8);
    changed = true;
  }
  const wanted = parameters.get('ident');
  if (ident !== undefined && wanted !== undefined && str(wanted) !== ident) {
    throw ansibleError(
      `The ident parameter provided (${str(wanted)}) does not match the stored one (${ident}).`,
    );
  }
  ident ??= wanted === undefined ? (scheme === 'bcrypt' ? '2b' : undefined) : str(wanted);
  if (scheme !== undefined && ident !== (stored as { ident?: string }).ident) changed = true;
  if (changed && full !== '/dev/null') {
    mkdirSync(path.dirname(full), { recursive: true, mode: 0o700 });
    const tail =
      salt === undefined ? '' : ` salt=${salt}${ident === undefined ? '' : ` ident=${ident}`}`;
    writeFileSync(full, `${stored.password}${tail}\n`, { mode: 0o600 });
    chmodSync(full, 0o600);
  }
  return scheme === undefined
    ? stored.password
    : encryptPassword(stored.password, scheme, { salt, ident });
}

/** Passwords kept in controller files, made on first use; `/dev/null` makes a new one each time. */
export const password: LookupPlugin = (call) =>
  call.terms.map((term) => passwordFor(call, str(term)));
