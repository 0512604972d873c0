import { expect, test } from 'vitest';
import { coerceLocale } from '../../src/cli/locale.ts';

const UTF8 = process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8';

test.each([
  [{}, { LC_CTYPE: UTF8 }],
  [{ LANG: 'C' }, { LANG: 'C', LC_CTYPE: UTF8 }],
  [
    { LC_ALL: '', LC_CTYPE: 'POSIX' },
    { LC_ALL: '', LC_CTYPE: UTF8 },
  ],
  [{ LANG: 'C.UTF-8' }, { LANG: 'C.UTF-8' }],
  [
    { LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' },
    { LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' },
  ],
  [{ LC_ALL: 'C' }, { LC_ALL: 'C' }],
])('%o becomes %o', (env: NodeJS.ProcessEnv, expected) => {
  coerceLocale(env);
  expect(env).toEqual(expected);
});
