import { createHash } from 'node:crypto';
import { TemplateError } from '../../diagnostics/errors.ts';
import { decodeBase64 } from '../../values/base64.ts';
import { asInt } from '../../values/int.ts';
import { isText } from '../../values/markup.ts';
import { decodeBytes, encodeText } from '../../values/methods/text-codec.ts';
import { typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import { Undefined, type Value, VaultText } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';
import { encryptPassword } from '../crypt/encrypt-password.ts';

/** What OpenSSL calls Python's algorithms. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'md5',
  'md5-sha1': 'md5-sha1',
  ripemd160: 'ripemd160',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  sm3: 'sm3',
};

const bytesOf = (value: Value): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(str(value), 'utf8');

const digest = (algorithm: string, value: Value): string =>
  createHash(algorithm).update(bytesOf(value)).digest('hex');

const fixed = (name: string, algorithm: string): Plugin =>
  plugin(name, ['data'], ({ args: [data = ''] }) => digest(algorithm, data));

const hash = plugin(
  'get_hash',
  ['data', ['hashtype', 'sha1']],
  ({ args: [data = '', hashtype = 'sha1'] }) => {
    const name = str(hashtype);
    const algorithm = Object.hasOwn(ALGORITHMS, name.toLowerCase())
      ? ALGORITHMS[name.toLowerCase()]
      : undefined;
    if (algorithm === undefined) throw filterError(`unsupported hash type ${name}`);
    return digest(algorithm, data);
  },
);

const passwordHash = plugin(
  'get_encrypted_password',
  [
    'password',
    ['hashtype', 'sha512'],
    ['salt', null],
    ['salt_size', null],
    ['rounds', null],
    ['ident', null],
  ],
  ({ args: [password = '', hashtype = 'sha512', salt, saltSize, rounds, ident] }) => {
    const sizeOf = (value: Value | undefined): number | undefined => {
      if (value === null || value === undefined || value === '') return undefined;
      const n =
        asInt(value) ??
        (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined);
      if (n === undefined) {
        throw typeError(`'<' not supported between instances of '${typeName(value)}' and 'int'`);
      }
      return Number(n);
    };
    const textOf = (value: Value | undefined): string | undefined =>
      value === null || value === undefined ? undefined : str(value);
    if (password instanceof Undefined) str(password);
    const options = {
      salt: textOf(salt),
      saltSize: sizeOf(saltSize),
      rounds: sizeOf(rounds),
      ident: textOf(ident),
    };
    try {
      if (
        !isText(password) &&
        !(password instanceof VaultText) &&
        !(password instanceof Uint8Array)
      ) {
        encryptPassword('', str(hashtype), { ...options, rounds: 1000 });
        throw typeError(`secret must be unicode or bytes, not ${typeName(password)}`);
      }
      return encryptPassword(
        password instanceof Uint8Array ? Buffer.from(password).toString('utf8') : str(password),
        str(hashtype),
        options,
      );
    } catch (error) {
      if (!(error instanceof TemplateError) || error.pythonClass !== 'AnsibleError') throw error;
      throw filterError(`${error.message}. ${error.message}`);
    }
  },
);

const ANSIBLE_NAMESPACE = '361e6d51faec444a9079341386da8e2e';

/** RFC 4122 version 5: a name hashed within a namespace. */
function uuid5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const toUuid = plugin(
  'to_uuid',
  ['string', ['namespace', ANSIBLE_NAMESPACE]],
  ({ args: [value = '', namespace = ANSIBLE_NAMESPACE] }) => {
    const refuse = (reason: string): never => {
      throw filterError(`Invalid value '${str(namespace)}' for 'namespace': ${reason}`);
    };
    if (!isText(namespace)) refuse(`'${typeName(namespace)}' object has no attribute 'replace'`);
    const hex = str(namespace)
      .replace(/urn:|uuid:/g, '')
      .replace(/^[{}]+|[{}]+$/g, '')
      .replaceAll('-', '');
    if (!/^[0-9a-fA-F]{32}$/.test(hex)) refuse('badly formed hexadecimal UUID string');
    return uuid5(hex, str(value));
  },
);

const b64encode = plugin(
  'b64encode',
  ['string', ['encoding', 'utf-8']],
  ({ args: [value = '', encoding = 'utf-8'] }) =>
    (value instanceof Uint8Array
      ? Buffer.from(value)
      : Buffer.from(encodeText(str(value), str(encoding), 'strict'))
    ).toString('base64'),
);

const b64decode = plugin(
  'b64decode',
  ['string', ['encoding', 'utf-8']],
  ({ args: [value = '', encoding = 'utf-8'] }) => {
    const { bytes, fault } = decodeBase64(str(value));
    if (fault !== null) throw new TemplateError('Error', fault);
    return decodeBytes(bytes, str(encoding), 'replace');
  },
);

export const hashingFilters: Readonly<Record<string, Plugin>> = {
  b64decode,
  b64encode,
  checksum: fixed('secure_hash_s', 'sha1'),
  hash,
  md5: fixed('md5s', 'md5'),
  password_hash: passwordHash,
  sha1: fixed('secure_hash_s', 'sha1'),
  to_uuid: toUuid,
};
