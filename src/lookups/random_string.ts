import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { systemRandom } from '../values/mersenne-twister.ts';
import { lookupError } from './lookup-error.ts';
import { boolOption, intOption, textOption } from './options.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const SPECIAL = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const SIMILAR = 'il1LoO0';

function draw(chars: string, count: number): string {
  if (chars === '')
    throw lookupError('Available characters cannot be None, please change constraints');
  return Array.from({ length: count }, () => chars.charAt(systemRandom.below(chars.length))).join(
    '',
  );
}

/** Random text with at least so many characters of each kind (community.general). */
export const randomString: LookupPlugin = (call) => {
  const similar = boolOption(call, 'ignore_similar_chars', false)
    ? textOption(call, 'similar_chars', SIMILAR)
    : '';
  const without = (chars: string): string =>
    [...chars].filter((char) => !similar.includes(char)).join('');
  const special = textOption(call, 'override_special', SPECIAL);
  const kinds: readonly [option: string, minimum: string, chars: string][] = [
    ['numbers', 'min_numeric', without(DIGITS)],
    ['lower', 'min_lower', without(LOWER)],
    ['upper', 'min_upper', without(LOWER.toUpperCase())],
    ['special', 'min_special', special],
  ];
  const own = textOption(call, 'override_all', '');
  const all =
    own ||
    kinds
      .filter(([option]) => boolOption(call, option, true))
      .map(([, , chars]) => chars)
      .join('');
  const required =
    own === ''
      ? kinds.map(([, minimum, chars]) => draw(chars, intOption(call, minimum, 0))).join('')
      : '';
  const length = intOption(call, 'length', 8);
  const chars = [...required, ...draw(all, Math.max(0, length - required.length))];
  const mixed = chars
    .map((char) => ({ char, order: systemRandom.below(2 ** 32 - 1) }))
    .sort((a, b) => a.order - b.order)
    .map(({ char }) => char)
    .join('');
  return [boolOption(call, 'base64', false) ? Buffer.from(mixed).toString('base64') : mixed];
};
