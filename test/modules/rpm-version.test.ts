import { expect, test } from 'vitest';
import {
  isInstalled,
  isNewerInstalled,
  parseRpmList,
} from '../../src/modules/packages/rpm-packages.ts';
import { compareRpmVersions } from '../../src/modules/packages/rpm-version.ts';

test.each([
  ['1.0', '1.0', 0],
  ['1.9', '1.10', -1],
  ['1.0', '1.0.1', -1],
  ['1.0~rc1', '1.0', -1],
  ['1.0^git1', '1.0', 1],
  ['1.0^git1', '1.0.1', -1],
  ['1.0a', '1.0', 1],
  ['1.a', '1.1', -1],
  ['2_0', '2.0', 0],
  ['010', '10', 0],
])('orders %s and %s as rpm does', (a, b, order) => {
  const versions = [a, b].map((version) => ({ epoch: '0', version, release: '1' }));
  const [one, other] = versions;
  expect(one && other && compareRpmVersions(one, other)).toBe(order);
});

test('puts epochs before versions and releases after them', () => {
  const old = { epoch: '0', version: '9', release: '2' };
  expect(compareRpmVersions(old, { epoch: '1', version: '1', release: '1' })).toBe(-1);
  expect(compareRpmVersions(old, { epoch: '0', version: '9', release: '10' })).toBe(-1);
});

test.each([
  ['multi', true, false],
  ['multi.noarch', true, false],
  ['multi.x86_64', false, false],
  ['multi-1-2', true, false],
  ['multi-1-2.noarch', true, false],
  ['multi-1-1', false, true],
  ['multi-0:1-1.noarch', false, true],
  ['multi-2-1', false, false],
  ['multi-1', false, false],
  ['multi < 2', false, false],
  ['gpg-pubkey', false, false],
])('tells whether %s is installed, or an older version of what is', (spec, there, older) => {
  const installed = parseRpmList('gpg-pubkey 0 1 2 (none)\nmulti 0 1 2 noarch\n');
  expect(isInstalled(spec, installed)).toBe(there);
  expect(isNewerInstalled(spec, installed)).toBe(older);
});
