import { str } from '../repr.ts';
import type { Value } from '../types.ts';
import { methodTable } from './method-table.ts';
import { decodeBytes } from './text-codec.ts';

export const BYTES_METHODS = methodTable<Uint8Array>('bytes', [
  [
    'decode',
    [
      ['encoding', 'utf-8'],
      ['errors', 'strict'],
    ],
    (self, [encoding, errors]) => decodeBytes(self, str(encoding as Value), str(errors as Value)),
  ],
  ['hex', [], (self) => Buffer.from(self).toString('hex')],
  [
    'lower',
    [],
    (self) => Buffer.from(Buffer.from(self).toString('latin1').toLowerCase(), 'latin1'),
  ],
  [
    'upper',
    [],
    (self) => Buffer.from(Buffer.from(self).toString('latin1').toUpperCase(), 'latin1'),
  ],
]);
