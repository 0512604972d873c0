import { describe, expect, test } from 'vitest';
import { Template } from '../../src/values/types.ts';
import { load, members, varsOf } from './support.ts';

describe('ini', () => {
  const text = `
; comment
alone x=1 y='a b' z="{{ q }}" com=abc#def
[web]
web[01:03:2] port=0x1F
named:2222 ansible_host=10.0.0.1
[db:vars]
v = [1, 2]
[db]
db-[a:b].example.com
[prod:children]
web
later
[later]
l1
[later:vars]
ansible_group_priority=10
`;

  test('groups, ranges, ports, values', async () => {
    const loaded = await load({ hosts: text });
    expect(loaded.warnings).toEqual([]);
    expect(members(loaded)).toEqual({
      ungrouped: ['alone'],
      web: ['web01', 'web03', 'named'],
      db: ['db-a.example.com', 'db-b.example.com'],
      later: ['l1'],
    });
    expect(varsOf(loaded, 'alone')).toEqual({ x: 1, y: 'a b', z: 'template {{ q }}', com: 'abc' });
    expect(varsOf(loaded, 'web03')).toEqual({ port: 31 });
    expect(varsOf(loaded, 'named')).toEqual({ ansible_port: 2222, ansible_host: '10.0.0.1' });
    const { groups } = loaded.inventory;
    expect(groups.get('db')?.vars).toEqual(new Map([['v', [1, 2]]]));
    expect(groups.get('later')).toMatchObject({ priority: 10, depth: 2 });
    expect(
      loaded.inventory
        .host('l1')
        ?.sortedGroups()
        .map(({ name }) => name),
    ).toEqual(['all', 'prod', 'later']);
  });

  test('templates know their place', async () => {
    const { inventory } = await load({ hosts: text });
    const template = inventory.host('alone')?.vars.get('z');
    expect((template as Template).span).toMatchObject({ line: 3 });
  });

  test.each([
    [
      '[bad group]\nx\n',
      "@/f:1: Invalid section entry: '[bad group]'. Please make sure that there are no spaces in the section entry, and that there are no other invalid characters",
    ],
    ['host foo\n', '@/f:1: Expected key=value host variable assignment, got: foo'],
    ['[a:children]\nmissing\n', '@/f:2: Section [a:children] includes undefined group: missing'],
    ['[a:vars]\nx=1\n', '@/f:1: Section [a:vars] not valid for undefined group: a'],
    ['[a:foo]\n', '@/f:1: Section [a:foo] has unknown type: foo'],
    ["h x='open\n", "@/f:1: Error parsing host definition 'h x='open': No closing quotation"],
    [
      'all:\n',
      "Invalid host pattern 'all:' supplied, ending in ':' is not allowed, this character is reserved to provide a port.",
    ],
    ['h[03:1]\n', 'host range must specify equal-length begin and end formats'],
    [
      '[g1:children]\ng2\n[g2:children]\ng1\n',
      "Adding group 'g1' as child to 'g2' creates a recursive dependency loop.",
    ],
  ])('%j can not be read', async (source, message) => {
    const { warnings } = await load({ f: source }, ['f'], { enabled: ['ini'] });
    expect(warnings).toEqual([
      `\n* Failed to parse @/f with ini plugin: ${message}`,
      'Unable to parse @/f as an inventory source',
      'No inventory was parsed, only implicit localhost is available',
    ]);
  });
});

describe('yaml', () => {
  test('groups in groups, a text for a host, templates', async () => {
    const loaded = await load({
      'i.yml': `
all:
  hosts: {"b[1:2]:22": , a: {x: 1}}
  vars: {g: "{{ foo }}"}
  children:
    g1:
      hosts: one
      children: {g2: {hosts: {two: {}}}}
`,
    });
    expect(members(loaded)).toEqual({
      all: ['b1', 'b2', 'a'],
      ungrouped: ['b1', 'b2', 'a'],
      g1: ['one'],
      g2: ['two'],
    });
    expect(varsOf(loaded, 'b2')).toEqual({ ansible_port: 22 });
    expect(loaded.inventory.groups.get('all')?.vars.get('g')).toBeInstanceOf(Template);
  });

  test('unfit parts', async () => {
    const { warnings } = await load({ 'i.yml': 'g: {foo: {}, bar: 1}\nh: 3\n' }, ['i.yml'], {
      enabled: ['yaml'],
    });
    expect(warnings).toEqual([
      'Skipping unexpected key (foo) in group (g), only "vars", "children" and "hosts" are valid',
      "Skipping key (bar) in group (g) as it is not a mapping, it is a <class 'int'>",
      "Skipping 'h' as this is not a valid group definition",
    ]);
  });

  test.each([
    [
      'all: {hosts: [a]}',
      `Invalid "hosts" entry for "all" group, requires a dictionary, found "<class 'ansible.parsing.yaml.objects.AnsibleSequence'>" instead.`,
    ],
    ['', 'Parsed empty YAML file'],
    ['plugin: x', 'Plugin configuration YAML file, not YAML inventory'],
    [
      'g: {hosts: {1: }}',
      'Host pattern 1 must be a string. Enclose integers/floats in quotation marks.',
    ],
  ])('%j can not be read', async (text, message) => {
    const { warnings } = await load({ 'i.yml': text }, ['i.yml'], { enabled: ['yaml'] });
    expect(warnings[0]).toBe(`\n* Failed to parse @/i.yml with yaml plugin: ${message}`);
  });
});

describe('script', () => {
  test('with _meta it is called once', async () => {
    const list = {
      g: { hosts: ['h1'], vars: { a: '{{ b }}', f: 1 }, children: ['kid'] },
      simple: ['h2'],
      _meta: { hostvars: { h1: { x: [1] } } },
    };
    const script = `#!/bin/sh\n[ "$1" = --list ] || exit 1\ncat <<'END'\n${JSON.stringify(list)}\nEND\n`;
    const loaded = await load({ script });
    expect(members(loaded)).toEqual({ g: ['h1'], simple: ['h2'] });
    expect(varsOf(loaded, 'h1')).toEqual({ x: [1] });
    expect(loaded.inventory.groups.get('g')?.vars.get('a')).toBeInstanceOf(Template);
    expect(loaded.inventory.groups.get('g')?.children.map(({ name }) => name)).toEqual(['kid']);
  });

  test('without, once for each host', async () => {
    const script = `#!/bin/sh\nif [ "$1" = --host ]; then echo "{\\"n\\": \\"$2\\"}"; else echo '{"g": ["a", "b"]}'; fi\n`;
    const loaded = await load({ script });
    expect(varsOf(loaded, 'b')).toEqual({ n: 'b' });
  });

  test('a failing one', async () => {
    const { warnings } = await load({ s: '#!/bin/sh\necho oops >&2\nexit 3\n' }, ['s'], {
      enabled: ['script'],
    });
    expect(warnings[0]).toBe(
      '\n* Failed to parse @/s with script plugin: Inventory script (@/s) had an execution error: oops\n ',
    );
  });
});

test('toml', async () => {
  const loaded = await load({
    'i.toml':
      '[web]\nchildren = ["kid"]\nvars = { port = 80, f = 1.5 }\n[web.hosts]\n"h[1:2]" = { x = 1 }\n[kid.hosts]\nk = {}\n',
  });
  expect(members(loaded)).toEqual({ web: ['h1', 'h2'], kid: ['k'] });
  expect(varsOf(loaded, 'h2')).toEqual({ x: 1 });
  expect(loaded.inventory.groups.get('web')?.vars.get('port')).toBe(80);
});

test('host lists', async () => {
  expect(members(await load({}, ['a, b:22,c,']))).toEqual({ ungrouped: ['a', 'b', 'c'] });
  const advanced = await load({}, ['h[1:2],x'], { enabled: ['advanced_host_list'] });
  expect(members(advanced)).toEqual({ ungrouped: ['h1', 'h2', 'x'] });
});

test('auto leaves plain YAML to others and knows what it can not load', async () => {
  const { warnings } = await load({ 'x.yml': 'plugin: nope\n' }, ['x.yml'], { enabled: ['auto'] });
  expect(warnings[0]).toBe(
    "\n* Failed to parse @/x.yml with auto plugin: inventory config '@/x.yml' specifies unknown plugin 'nope'",
  );
});

test('folders: sorted, hidden and ignored files left out, group_vars too', async () => {
  const loaded = await load(
    {
      'd/02': 'two\n',
      'd/01.yml': 'all: {hosts: {one: }}\n',
      'd/.hidden': 'no\n',
      'd/note.txt': 'no\n',
      'd/group_vars/all.yml': 'no: 1\n',
      'd/sub/x': 'three\n',
    },
    ['d'],
  );
  expect(loaded.warnings).toEqual([]);
  expect([...loaded.inventory.hosts.keys()]).toEqual(['one', 'two', 'three']);
});

test('names of groups that no variable may have', async () => {
  const kept = await load({ f: '[a-b]\nh\n' });
  expect(kept.warnings).toEqual([
    'Invalid characters were found in group names but not replaced, use -vvvv to see details',
  ]);
  expect(kept.inventory.groups.has('a-b')).toBe(true);
  const replaced = await load({ f: '[1a-b]\nh\n' }, ['f'], { invalidGroupNames: 'always' });
  expect(replaced.inventory.groups.has('_a_b')).toBe(true);
});
