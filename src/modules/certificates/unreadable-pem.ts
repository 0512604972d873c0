import { fail, leaveToPython } from '../definition/failure.ts';

/** What a text was to hold: name of its block of PEM, and the words of messages. */
const PEM_KINDS = {
  certificate: {
    name: 'CERTIFICATE',
    what: 'certificate',
    others: ['X509 CERTIFICATE'],
    end: 'CERTIFICATE',
  },
  request: {
    name: 'CERTIFICATE REQUEST',
    what: 'CSR',
    others: ['NEW CERTIFICATE REQUEST'],
    end: 'CERTIFICATE REQUEST',
  },
  list: { name: 'X509 CRL', what: 'CRL', others: [], end: 'X509' },
} as const;

/**
 * Says why a text holds no certificate or request, as Python's cryptography does.
 * @throws ModuleFailure @throws BeyondNative where the block is there, but broken
 */
export function refusePem(text: string, kind: keyof typeof PEM_KINDS): never {
  const { name, what, others, end } = PEM_KINDS[kind];
  const blocks = [...text.matchAll(/-----BEGIN ([^\n-]+)-----([^-]*)-----END ([^\n-]+)-----/g)];
  if (blocks.length === 0) {
    fail(
      'Unable to load PEM file. See https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details. MalformedFraming',
    );
  }
  const names: readonly string[] = [name, ...others];
  const found = blocks.some(([, begin = '']) => names.includes(begin));
  const whole = blocks.every(([, begin, , end]) => begin === end);
  if (found || !whole) leaveToPython(`The ${what} is broken`);
  fail(`Valid PEM but no BEGIN ${name}/END ${end} delimiters. Are you sure this is a ${what}?`);
}

/** Whether the file's first line begins a block of PEM: what doesn't is taken for DER. */
export const looksLikePem = (content: Buffer): boolean =>
  /^-----BEGIN .+-----$/.test(content.toString().split(/\r?\n/, 1)[0] ?? '');
