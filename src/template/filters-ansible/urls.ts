import { hashKey } from '../../values/hash.ts';
import { isText } from '../../values/markup.ts';
import { attributeError, failUndefined, valueError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { type Dict, Undefined, type Value } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';

export interface SplitUrl {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** urllib.parse.urlsplit. @throws TemplateError (ValueError) */
export function splitUrl(source: string): SplitUrl {
  let rest = source.replace(/^[\0- ]+/, '').replace(/[\t\r\n]/g, '');
  let scheme = '';
  let netloc = '';
  let query = '';
  let fragment = '';
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest);
  if (found) {
    scheme = (found[1] as string).toLowerCase();
    rest = rest.slice(found[0].length);
  }
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = rest.slice(netloc.length + 2);
    if (netloc.includes('[') !== netloc.includes(']')) throw valueError('Invalid IPv6 URL');
  }
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    fragment = rest.slice(hash + 1);
    rest = rest.slice(0, hash);
  }
  const mark = rest.indexOf('?');
  if (mark >= 0) {
    query = rest.slice(mark + 1);
    rest = rest.slice(0, mark);
  }
  return { scheme, netloc, path: rest, query, fragment };
}

/** The parts of `user:password@host:port`; null for what is not there. */
function splitNetloc(netloc: string): Record<
  'username' | 'password' | 'hostname',
  string | null
> & {
  port: number | null;
} {
  const at = netloc.lastIndexOf('@');
  const user = at < 0 ? undefined : netloc.slice(0, at);
  const host = netloc.slice(at + 1);
  const colon = user?.indexOf(':') ?? -1;
  let hostname: string;
  let port: string | undefined;
  const bracket = host.indexOf('[');
  if (bracket >= 0) {
    const close = host.indexOf(']', bracket);
    hostname = host.slice(bracket + 1, close);
    const after = host.slice(close + 1);
    const mark = after.indexOf(':');
    port = mark < 0 ? undefined : after.slice(mark + 1);
  } else {
    const mark = host.indexOf(':');
    hostname = mark < 0 ? host : host.slice(0, mark);
    port = mark < 0 ? undefined : host.slice(mark + 1);
  }
  if (port !== undefined && port !== '') {
    if (!/^\d+$/.test(port)) {
      throw valueError(`Port could not be cast to integer value as ${stringRepr(port)}`);
    }
    if (Number(port) > 65535) throw valueError('Port out of range 0-65535');
  }
  return {
    username: user === undefined ? null : colon < 0 ? user : user.slice(0, colon),
    password: user === undefined || colon < 0 ? null : user.slice(colon + 1),
    hostname: hostname === '' ? null : hostname.replace(/^[^%]+/, (name) => name.toLowerCase()),
    port: port === undefined || port === '' ? null : Number(port),
  };
}

const urlsplit = plugin(
  'split_url',
  ['value', ['query', ''], ['alias', 'urlsplit']],
  ({ args: [value = '', query = '', alias = 'urlsplit'] }) => {
    if (!isText(value)) {
      if (value instanceof Undefined) failUndefined(value);
      if (Array.isArray(value) || value instanceof Map) hashKey(value);
      throw attributeError(`'${typeName(value)}' object has no attribute 'decode'`);
    }
    const { scheme, netloc, path, query: search, fragment } = splitUrl(str(value));
    const owner = splitNetloc(netloc);
    const parts: Dict = new Map<Value, Value>([
      ['fragment', fragment],
      ['hostname', owner.hostname],
      ['netloc', netloc],
      ['password', owner.password],
      ['path', path],
      ['port', owner.port],
      ['query', search],
      ['scheme', scheme],
      ['username', owner.username],
    ]);
    if (!truthy(query)) return parts;
    const part = parts.get(query);
    if (part === undefined)
      throw filterError(`${str(alias)}: unknown URL component: ${str(query)}`);
    return part;
  },
);

/** urllib.parse.unquote_plus: bytes that are no UTF-8 become U+FFFD. */
function unquotePlus(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    );
}

const urldecode = plugin(
  'unquote_plus',
  ['string', ['encoding', 'utf-8'], ['errors', 'replace']],
  ({ args: [text = ''] }) => {
    if (!isText(text)) {
      if (text instanceof Undefined) failUndefined(text);
      throw attributeError(`'${typeName(text)}' object has no attribute 'replace'`);
    }
    return unquotePlus(str(text));
  },
);

export const urlFilters: Readonly<Record<string, Plugin>> = { urldecode, urlsplit };
