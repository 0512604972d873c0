import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { docCommand } from '../../src/cli/commands/doc/doc.ts';
import { runCommand } from './front-door.ts';

let cwd: string;
const files: Record<string, string> = {
  'library/greet.py': `#!/usr/bin/python
DOCUMENTATION = r'''
module: greet
short_description: Greets
description: [Says I(hello) to C(whom) you like., See M(ansible.builtin.ping).]
version_added: '1.2'
author: Ada
options:
  whom:
    description: Who is greeted.
    required: true
    type: str
  how:
    description: [How.]
    type: dict
    suboptions:
      loud: {description: Loudly., type: bool, default: false}
notes: [A note.]
seealso: [{module: ansible.builtin.ping}]
requirements: [a voice]
'''
EXAMPLES = '''
- greet: whom=Bob
'''
RETURN = '''
said: {description: What was said., returned: always, type: str}
'''
def main():
    DOCUMENTATION = 'not this'
`,
  'library/bare.py': 'x = 1\n',
  'library/broken.py': "DOCUMENTATION = '''\na: b: c\n'''\n",
  'filter_plugins/shout.yml': 'DOCUMENTATION: {name: shout, description: Shouts., options: {}}\n',
  'roles/web/meta/argument_specs.yml': `argument_specs:
  main:
    short_description: A web server
    options: {port: {description: The port., type: int, default: 80}}
  stop: {short_description: Stops it}
`,
  'collections/ansible_collections/acme/tools/plugins/modules/hammer.py': `DOCUMENTATION = '''
module: hammer
short_description: Hits
description: Hits.
version_added: 1.0.0
extends_documentation_fragment: [acme.tools.nails.extra]
options: {nail: {description: A nail., type: str}}
'''
`,
  'collections/ansible_collections/acme/tools/plugins/doc_fragments/nails.py': `class ModuleDocFragment(object):
    EXTRA = r'''
options:
  size: {description: Its size., type: int, version_added: 2.0.0}
notes: [Mind your thumb.]
'''
`,
};

beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'doc-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
});
afterAll(() => rmSync(cwd, { recursive: true }));

const doc = (...argv: string[]) =>
  runCommand('doc', docCommand, ['--playbook-dir', cwd, ...argv], cwd);

describe('doc of plugins in files', () => {
  test('a module of the user, laid out as ansible-doc does', async () => {
    const { stdout } = await doc('greet');
    expect(stdout).toBe(`> GREET    (${cwd}/library/greet.py)

        Says \`hello' to \`whom' you like. See [ansible.builtin.ping].

ADDED IN: version 1.2

OPTIONS (= is mandatory):

- how
        How.
        default: null
        type: dict

        SUBOPTIONS:

        - loud
            Loudly.
            default: false
            type: bool

= whom
        Who is greeted.
        type: str


NOTES:
      * A note.


SEE ALSO:
      * Module ansible.builtin.ping
           The official documentation on the
           ansible.builtin.ping module.
           https://docs.ansible.com/ansible-core/2.14/collection
        s/ansible/builtin/ping_module.html


REQUIREMENTS:  a voice

AUTHOR: Ada

EXAMPLES:

- greet: whom=Bob


RETURN VALUES:
- said
        What was said.
        returned: always
        type: str
`);
  });

  test('a fragment of a collection is merged, versions name the collection', async () => {
    const { stdout } = await doc('-j', 'acme.tools.hammer');
    const { doc: data } = JSON.parse(stdout)['acme.tools.hammer'];
    expect(data).toMatchObject({
      collection: 'acme.tools',
      has_action: false,
      notes: ['Mind your thumb.'],
      options: { nail: {}, size: { version_added_collection: 'acme.tools' } },
      version_added_collection: 'acme.tools',
    });
    expect(data.extends_documentation_fragment).toBeUndefined();
  });

  test('lists hold what lies in files', async () => {
    const { stdout } = await doc('-l', 'ansible.legacy');
    expect(stdout).toMatch(/^ansible\.legacy\.bare +UNDOCUMENTED *$/m);
    expect(stdout).toMatch(/^ansible\.legacy\.greet +Greets *$/m);
    expect((await doc('-F', 'acme.tools')).stdout).toBe(
      `acme.tools.hammer ${cwd}/collections/ansible_collections/acme/tools/plugins/modules/hammer.py\n`,
    );
  });

  test('a filter by the file beside it', async () => {
    expect((await doc('-t', 'filter', 'shout')).stdout).toContain('        Shouts.\n');
  });

  test('roles by their argument specifications', async () => {
    expect((await doc('-t', 'role', 'web', '-e', 'main')).stdout).toBe(
      `> WEB    (${cwd}/roles/web)

ENTRY POINT: main - A web server

OPTIONS (= is mandatory):

- port
        The port.
        default: 80
        type: int

`,
    );
    expect((await doc('-t', 'role', '-l')).stdout).toBe(
      'web main A web server\nweb stop Stops it\n',
    );
  });

  test('what has no documentation, or none that can be read', async () => {
    await expect(doc('bare')).rejects.toThrow(
      `module bare missing documentation (or could not parse documentation): No documentation available for bare (${cwd}/library/bare.py)`,
    );
    await expect(doc('broken')).rejects.toThrow(
      `Unable to parse documentation in python file '${cwd}/library/broken.py': mapping values are not allowed in this context\n  in "<unicode string>", line 2, column 5`,
    );
    await expect(doc('-l', 'not.a.collection')).rejects.toThrow('Invalid collection name');
  });
});
