import type { Command } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord } from '../commands/words.ts';
import { readPublicKeyPem } from './openssl-public-key.ts';
import { type Bundle, certificatesOf } from './pkcs12-bundle.ts';

/** A shell function that reads bundles, those with ciphers of the past as well. */
const reader = (program: string): string => {
  const openssl = quoteWord(program);
  const read = `${openssl} pkcs12 "$@" -passin env:BUNDLE_PHRASE`;
  return `bundle() { ${read} 2>/dev/null || ${read} -legacy; }`;
};

/** Asks for the public half of a bundle's key, its certificates and its name. */
export function bundleQuestion(program: string, path: string, passphrase: string | null): Command {
  const file = quoteWord(path);
  return {
    shell: `${SECTION_FUNCTIONS}${reader(program)}
if [ -e ${file} ]; then
s opens; bundle -in ${file} -noout 2>/dev/null && echo yes
s key; bundle -in ${file} -nocerts -nodes 2>/dev/null | ${quoteWord(program)} pkey -pubout 2>/dev/null
s own; bundle -in ${file} -nokeys -clcerts 2>/dev/null
s others; bundle -in ${file} -nokeys -cacerts 2>/dev/null
fi`,
    env: { LC_ALL: 'C', BUNDLE_PHRASE: passphrase ?? '' },
  };
}

/** Reads the answer; null for a bundle that can't be read. */
export function readBundle(output: Buffer): Bundle | null {
  const sections = new Sections(output);
  if (sections.text('opens') === '') return null;
  const own = sections.text('own');
  return {
    key: readPublicKeyPem(sections.text('key'))?.der ?? null,
    certificate: certificatesOf(own, true)[0] ?? null,
    others: certificatesOf(sections.text('others'), true),
    name: /^ *friendlyName: (.*)$/m.exec(own)?.[1] ?? null,
  };
}

/** How a bundle is locked, and what is in it. */
interface Export {
  readonly privatekey_path: string | null;
  readonly passphrase: string | null;
  readonly encryption_level: string;
  readonly iter_size: number | null;
  readonly bundle: Bundle;
}

/** Shell text that makes a bundle of what the environment has, and of a key file or its input, if it is to have a key. */
export function exportScript(program: string, file: string, wanted: Export): string {
  const { privatekey_path: path, bundle } = wanted;
  const key = path === null ? `${file}.key` : quoteWord(path);
  const others = bundle.others.length > 0 ? ` -certfile ${file}.others` : '';
  const name = quoteWord(bundle.name ?? '');
  const out = `-passout env:BUNDLE_PHRASE ${locking(wanted)} -out ${file}`;
  if (bundle.key === null) {
    return `umask 077; printf %s "$BUNDLE_OTHERS" | ${quoteWord(program)} pkcs12 -export -nokeys ${out}`;
  }
  return [
    'umask 077',
    path === null ? `cat >${key}` : ':',
    `printf %s "$BUNDLE_CERTIFICATE" >${file}.own`,
    `printf %s "$BUNDLE_OTHERS" >${file}.others`,
    `${quoteWord(program)} pkcs12 -export -inkey ${key} -in ${file}.own${others} -name ${name} -passin env:KEY_PHRASE ${out}`,
  ].join('; ');
}

function locking({ passphrase, encryption_level, iter_size }: Export): string {
  if (!passphrase) return '-keypbe NONE -certpbe NONE -nomaciter';
  if (encryption_level !== 'compatibility2022') return '-iter 20000 -nomaciter';
  const rounds = `-iter ${iter_size ?? 50000}`;
  return `-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 ${rounds} -nomaciter`;
}

/** Shell text that prints a bundle's key and certificate, as far as it has them, and the others. */
export function parseScript(program: string, path: string): string {
  const openssl = quoteWord(program);
  const file = quoteWord(path);
  const part = (options: string, show: string): string =>
    `p=$(bundle -in ${file} ${options}) || exit 1; case $p in *-BEGIN*) printf '%s\\n' "$p" | ${show} || exit 1;; esac`;
  return [
    reader(program),
    part('-nocerts -nodes', `${openssl} pkey -traditional`),
    part('-nokeys -clcerts', `${openssl} x509`),
    `bundle -in ${file} -nokeys -cacerts | sed -n '/^-----BEGIN/,/^-----END/p'`,
  ].join('; ');
}
