import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLimit, splitHostPattern } from '../../src/inventory/index.ts';
import { type Loaded, load } from './support.ts';

let loaded: Loaded;
beforeAll(async () => {
  loaded = await load({
    hosts:
      '[web]\nweb[1:4]\n[db]\ndb1\ndb2\nweb1\n[prod:children]\nweb\ndb\n[ipv6]\n::5\n[x]\na.b.c\n',
  });
});

const select = (pattern: string | string[], limit?: string[]) =>
  loaded.inventory.select(pattern, { limit }).map(({ name }) => name);

describe('select', () => {
  test.each([
    ['all', ['::5', 'a.b.c', 'web1', 'web2', 'web3', 'web4', 'db1', 'db2']],
    ['*', ['::5', 'a.b.c', 'web1', 'web2', 'web3', 'web4', 'db1', 'db2']],
    ['web', ['web1', 'web2', 'web3', 'web4']],
    ['web2,db2', ['web2', 'db2']],
    ['web:db', ['web1', 'web2', 'web3', 'web4', 'db1', 'db2']],
    ['web:&db', ['web1']],
    ['prod:!web', ['db1', 'db2']],
    ['!web', ['::5', 'a.b.c', 'db1', 'db2']],
    ['web[0]', ['web1']],
    ['web[-1]', ['web4']],
    ['web[1:2]', ['web2', 'web3']],
    ['web[2:]', ['web3', 'web4']],
    ['web[0:0]', ['web1']],
    ['~web[23]', ['web2', 'web3']],
    ['web[!12]', ['web3', 'web4']],
    ['*.b.*', ['a.b.c']],
    ['::5', ['::5']],
    ['localhost', ['localhost']],
  ])('%s', (pattern, expected) => {
    expect(select(pattern)).toEqual(expected);
  });

  test('a list of patterns, and a limit', () => {
    expect(select(['web1', 'db'])).toEqual(['web1', 'db1', 'db2']);
    expect(select('prod', ['web', '!web3'])).toEqual(['web1', 'web2', 'web4']);
    expect(select('prod', [])).toHaveLength(6);
  });

  test('what matches nothing', () => {
    loaded.warnings.length = 0;
    expect(select('nope')).toEqual([]);
    expect(loaded.warnings).toEqual(['Could not match supplied host pattern, ignoring: nope']);
    expect(() => select('web[9]')).toThrow("No hosts matched the subscripted pattern 'web[9]'");
    expect(() => select('~(')).toThrow('Invalid host list pattern: ~(');
  });

  test('orders', () => {
    const ordered = (order: 'sorted' | 'reverse_sorted' | 'reverse_inventory') =>
      loaded.inventory.select('web1,db', { order }).map(({ name }) => name);
    expect(ordered('sorted')).toEqual(['db1', 'db2', 'web1']);
    expect(ordered('reverse_sorted')).toEqual(['web1', 'db2', 'db1']);
    expect(ordered('reverse_inventory')).toEqual(['db2', 'db1', 'web1']);
  });

  test('new hosts are found', async () => {
    const { inventory } = await load({ f: 'a\n' });
    expect(inventory.select('b*')).toEqual([]);
    inventory.addHost('b1', 'all');
    expect(inventory.select('b*').map(({ name }) => name)).toEqual(['b1']);
  });
});

test.each([
  ['a,b[1], c[2:3] , d', ['a', 'b[1]', 'c[2:3]', 'd']],
  ['a:b:!c', ['a', 'b', '!c']],
  ['h[1:2]', ['h[1:2]']],
  ['fe80::1', ['fe80::1']],
  ['h:22', ['h:22']],
])('split %s', (pattern, expected) => {
  expect(splitHostPattern(pattern)).toEqual(expected);
});

test('limits from files', () => {
  const file = join(loaded.folder, 'retry');
  writeFileSync(file, 'web1\ndb1\n');
  expect(readLimit(`@${file},db2`)).toEqual(['web1', 'db1', '', 'db2']);
  expect(() => readLimit('@/none')).toThrow("Unable to find limit file b'/none'");
  expect(() => readLimit(`@${loaded.folder}`)).toThrow('must be a file, not a directory');
});

test('an implicit localhost is not in all', async () => {
  const { inventory } = await load({ f: 'a\n' });
  const host = inventory.host('127.0.0.1');
  expect(host).toMatchObject({ implicit: true, name: '127.0.0.1' });
  expect(inventory.host('localhost')).toBe(host);
  expect(host?.vars.get('ansible_connection')).toBe('local');
  expect(inventory.select('all').map(({ name }) => name)).toEqual(['a']);
});

test('what templates see of hosts and groups', async () => {
  const { inventory } = await load({ f: '[b]\nx.y\n[a]\nx.y\n' });
  expect(inventory.host('x.y')?.magicVars()).toEqual(
    new Map<string, unknown>([
      ['inventory_hostname', 'x.y'],
      ['inventory_hostname_short', 'x'],
      ['group_names', ['a', 'b']],
    ]),
  );
  expect(inventory.groupsDict()).toEqual(
    new Map([
      ['all', ['x.y']],
      ['ungrouped', []],
      ['b', ['x.y']],
      ['a', ['x.y']],
    ]),
  );
});
