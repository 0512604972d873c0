import { TemplateError } from '../../diagnostics/errors.ts';
import { attributeOf } from '../../values/attribute.ts';
import { equals } from '../../values/equality.ts';
import { iterate, toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { Callable, Tuple, Undefined, type Value, VaultText } from '../../values/types.ts';
import { classRepr, filterError, filterTypeError, type Plugin, plugin } from '../ansible/plugin.ts';
import { globFiles } from './glob.ts';
import { quoteForShell } from './shell-quote.ts';

const TRUE_WORDS: readonly Value[] = ['yes', 'on', '1', 'true', 1];

const bool = plugin('to_bool', ['a'], ({ args: [value = null] }) => {
  if (value === null || typeof value === 'boolean') return value;
  const plain = isText(value) || value instanceof VaultText ? str(value).toLowerCase() : value;
  return TRUE_WORDS.some((word) => equals(plain, word));
});

const ternary = plugin(
  'ternary',
  ['value', 'true_val', 'false_val', ['none_val', null]],
  ({ args: [value = null, yes = null, no = null, none = null] }) =>
    value === null && none !== null ? none : truthy(value) ? yes : no,
);

const quote = plugin('quote', ['a'], ({ args: [value = null] }) =>
  quoteForShell(value === null ? '' : str(value)),
);

const mandatory = plugin('mandatory', ['a', ['msg', null]], ({ args: [value = null, message] }) => {
  if (!(value instanceof Undefined)) return value;
  if (message !== null && message !== undefined) throw filterError(str(message));
  throw filterError(
    `Mandatory variable ${value.name === undefined ? '' : `'${value.name}' `} not defined.`,
  );
});

/** Template functions that are classes in Python. */
const CLASSES = new Set([
  'dict',
  'namespace',
  'Namespace',
  'range',
  'cycler',
  'Cycler',
  'joiner',
  'Joiner',
]);

const typeDebug = plugin('type_debug', ['o'], ({ args: [value = null] }) =>
  value instanceof VaultText
    ? 'AnsibleVaultEncryptedUnicode'
    : value instanceof Callable && CLASSES.has(value.name)
      ? 'type'
      : typeName(value),
);

const split = plugin(
  'split',
  ['value'],
  ({ args: [value = ''], rest, options }) => {
    if (!isText(value)) {
      throw typeError(
        `descriptor 'split' for 'str' objects doesn't apply to a '${typeName(value)}' object`,
      );
    }
    return (attributeOf(str(value), 'split') as Callable).call([...rest], new Map(options));
  },
  { rest: true, options: true },
);

const fileglob = plugin('fileglob', ['pathname'], ({ args: [pattern = ''] }) => {
  if (pattern instanceof Undefined) failUndefined(pattern);
  if (!isText(pattern))
    throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(pattern)}`);
  return globFiles(str(pattern));
});

const zipLists = (lists: readonly Value[][], size: number, fill: Value): Tuple[] =>
  Array.from(
    { length: size },
    (_, i) => new Tuple(lists.map((list) => (i < list.length ? (list[i] as Value) : fill))),
  );

const zip = plugin(
  'zip',
  [],
  ({ rest }) => {
    const lists = rest.map((item) => toList(item));
    return zipLists(
      lists,
      lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length)),
      null,
    );
  },
  { rest: true, options: true },
);

const zipLongest = plugin(
  'zip_longest',
  [],
  ({ rest, options }) => {
    const lists = rest.map((item) => toList(item));
    return zipLists(
      lists,
      Math.max(0, ...lists.map((list) => list.length)),
      options.get('fillvalue') ?? null,
    );
  },
  { rest: true, options: true },
);

function secretOf(secret: Value, what: string): string {
  if (secret instanceof Undefined) failUndefined(secret);
  if (!isText(secret) && !(secret instanceof Uint8Array)) {
    throw filterTypeError(
      `Secret passed is required to be ${what}, instead we got: ${classRepr(secret)}`,
    );
  }
  return secret instanceof Uint8Array ? Buffer.from(secret).toString('utf8') : str(secret);
}

const vault = plugin(
  'do_vault',
  ['data', 'secret', ['salt', null], ['vaultid', 'filter_default'], ['wrap_object', false]],
  ({ args: [data = '', secret = '', salt = null, vaultId = '', wrap = false], context }) => {
    const key = secretOf(secret, 'a string');
    if (data instanceof Undefined) failUndefined(data);
    if (!isText(data) && !(data instanceof Uint8Array)) {
      throw filterTypeError(`Can only vault strings, instead we got: ${classRepr(data)}`);
    }
    const plain = data instanceof Uint8Array ? data : Buffer.from(str(data), 'utf8');
    const text = context.services.encryptVault(plain, key, {
      vaultId: str(vaultId),
      ...(truthy(salt) ? { salt: str(salt) } : {}),
    });
    return truthy(wrap) ? new VaultText(text, () => Buffer.from(plain).toString('utf8')) : text;
  },
);

const unvault = plugin(
  'do_unvault',
  ['vault', 'secret', ['vaultid', 'filter_default']],
  ({ args: [value = '', secret = ''], context }) => {
    const key = secretOf(secret, 'as string');
    if (value instanceof Undefined) failUndefined(value);
    if (!isText(value) && !(value instanceof VaultText) && !(value instanceof Uint8Array)) {
      throw filterTypeError(
        `Vault should be in the form of a string, instead we got: ${classRepr(value)}`,
      );
    }
    const text =
      value instanceof VaultText
        ? value.ciphertext
        : value instanceof Uint8Array
          ? Buffer.from(value).toString('utf8')
          : str(value);
    if (!text.startsWith('$ANSIBLE_VAULT')) return text;
    const { decryptVaultWith } = context.services;
    if (!decryptVaultWith) throw filterError('Unable to decrypt: no vault is at hand');
    try {
      return Buffer.from(decryptVaultWith(text, key)).toString('utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw filterError(`Unable to decrypt: ${reason}. ${reason}`);
    }
  },
);

const pick = (items: readonly Value[], indices: readonly number[]): Tuple =>
  new Tuple(indices.map((i) => items[i] as Value));

function* orderings(
  n: number,
  size: number,
  sorted: boolean,
  taken: number[] = [],
): Generator<number[]> {
  if (taken.length === size) {
    yield [...taken];
    return;
  }
  for (let i = sorted ? (taken.at(-1) ?? -1) + 1 : 0; i < n; i++) {
    if (!sorted && taken.includes(i)) continue;
    taken.push(i);
    yield* orderings(n, size, sorted, taken);
    taken.pop();
  }
}

function sizeOf(value: Value, fallback: number): number {
  if (value === null) return fallback;
  if (typeof value !== 'number' && typeof value !== 'boolean') throw typeError('Expected int as r');
  if (Number(value) < 0) throw new TemplateError('ValueError', 'r must be non-negative');
  return Number(value);
}

const permutations = plugin(
  'permutations',
  ['iterable', ['r', null]],
  ({ args: [value = null, r = null] }) => {
    const items = toList(value);
    return [...orderings(items.length, sizeOf(r, items.length), false)].map((found) =>
      pick(items, found),
    );
  },
);

const combinations = plugin(
  'combinations',
  ['iterable', 'r'],
  ({ args: [value = null, r = null] }) => {
    if (typeof r !== 'number' && typeof r !== 'boolean') {
      throw typeError(`'${typeName(r)}' object cannot be interpreted as an integer`);
    }
    const items = toList(value);
    return [...orderings(items.length, sizeOf(r, 0), true)].map((found) => pick(items, found));
  },
);

/** All combinations of one item from each list, the last list fastest. */
export function cartesian(lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}

const product = plugin(
  'product',
  [],
  ({ rest, options }) => {
    for (const name of options.keys()) {
      if (name !== 'repeat')
        throw typeError(`'${name}' is an invalid keyword argument for product()`);
    }
    const repeat = Number(options.get('repeat') ?? 1);
    const lists = rest.map((item) => [...iterate(item)]);
    const all = Array.from({ length: repeat }, () => lists).flat();
    return cartesian(all).map((row) => new Tuple(row));
  },
  { rest: true, options: true },
);

export const miscFilters: Readonly<Record<string, Plugin>> = {
  bool,
  combinations,
  fileglob,
  mandatory,
  permutations,
  product,
  quote,
  split,
  ternary,
  type_debug: typeDebug,
  unvault,
  vault,
  zip,
  zip_longest: zipLongest,
};
