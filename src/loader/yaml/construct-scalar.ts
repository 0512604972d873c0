import { normalizeInt } from '../../values/int.ts';
import { PyFloat, type Value } from '../../values/types.ts';
import { TAGS } from './resolve.ts';
import { constructTimestamp } from './timestamp.ts';
import { YamlSyntaxError } from './tokens.ts';

/**
 * The value of a scalar by its tag. Gives undefined for tags that are not YAML's own.
 * @throws YamlSyntaxError at `offset` when the text doesn't fit the tag.
 */
export function constructScalar(tag: string, text: string, offset: number): Value | undefined {
  switch (tag) {
    case TAGS.str:
    case TAGS.pythonUnicode:
      return text;
    case TAGS.null:
      return null;
    case TAGS.bool:
      return constructBool(text, offset);
    case TAGS.int:
      return constructInt(text, offset);
    case TAGS.float:
      return constructFloat(text, offset);
    case TAGS.timestamp:
      return constructTimestamp(text, offset);
    case TAGS.binary:
      return constructBinary(text, offset);
    default:
      return undefined;
  }
}

function constructBool(text: string, offset: number): boolean {
  const lower = text.toLowerCase();
  if (lower === 'yes' || lower === 'true' || lower === 'on') return true;
  if (lower === 'no' || lower === 'false' || lower === 'off') return false;
  throw new YamlSyntaxError(`'${lower}' is not a boolean`, offset);
}

function constructInt(text: string, offset: number): number | bigint {
  let digits = text.replaceAll('_', '');
  const negative = digits.startsWith('-');
  if (negative || digits.startsWith('+')) digits = digits.slice(1);
  let size: number | bigint;
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(digits)) size = Number(digits);
  else if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) size = BigInt(digits);
  else if (/^0[0-7]+$/.test(digits)) size = BigInt(`0o${digits.slice(1)}`);
  else if (/^[0-9]+(?::[0-9]+)+$/.test(digits)) {
    size = digits.split(':').reduce((total, part) => total * 60n + BigInt(part), 0n);
  } else if (/^[0-9]+$/.test(digits) && !digits.startsWith('0')) size = BigInt(digits);
  else throw new YamlSyntaxError(`invalid literal for int() with base 10: '${text}'`, offset);
  if (typeof size === 'bigint') return normalizeInt(negative ? -size : size);
  return negative && size !== 0 ? -size : size;
}

function constructFloat(text: string, offset: number): PyFloat {
  let digits = text.replaceAll('_', '').toLowerCase();
  const negative = digits.startsWith('-');
  if (negative || digits.startsWith('+')) digits = digits.slice(1);
  let size: number;
  if (digits === '.inf') size = Number.POSITIVE_INFINITY;
  else if (digits === '.nan') size = Number.NaN;
  else if (digits.includes(':')) {
    size = digits.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  } else if (/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(digits)) size = Number(digits);
  else throw new YamlSyntaxError(`could not convert string to float: '${text}'`, offset);
  return new PyFloat(negative ? -size : size);
}

function constructBinary(text: string, offset: number): Uint8Array {
  const packed = text.replace(/[^A-Za-z0-9+/=]/g, '');
  if (packed.replace(/=+$/, '').length % 4 === 1 || packed.length % 4 !== 0) {
    throw new YamlSyntaxError('failed to decode base64 data: Incorrect padding', offset);
  }
  return new Uint8Array(Buffer.from(packed, 'base64'));
}
