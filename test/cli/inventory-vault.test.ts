import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Display } from '../../src/callbacks/display.ts';
import { type CommandName, parseArguments } from '../../src/cli/arguments/arguments.ts';
import { type CommandContext, messagesOf } from '../../src/cli/command.ts';
import { inventoryCommand } from '../../src/cli/commands/inventory.ts';
import { vaultCommand } from '../../src/cli/commands/vault.ts';
import { loadSettings } from '../../src/cli/settings/settings.ts';
import { encryptVault, VaultSecrets } from '../../src/loader/vault/secrets.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);

async function run(name: CommandName & ('inventory' | 'vault'), argv: string[], env = {}) {
  const settings = loadSettings({ env: { HOME: cwd }, cwd });
  const parsed = parseArguments(name, argv, { settings, cwd, env, executable: 'troupe' });
  if (parsed.kind === 'exit') throw new Error(parsed.stderr);
  const out = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      out[stream] += text;
    },
    flush: () => undefined,
  });
  const display = new Display({ stdout: output('stdout'), stderr: output('stderr') });
  const messages = messagesOf(display);
  const context: CommandContext = {
    settings,
    cwd,
    env,
    verbosity: 0,
    display,
    messages,
    live: undefined,
  };
  const command = name === 'inventory' ? inventoryCommand : vaultCommand;
  const exitCode = await command(parsed.arguments as never, context);
  return { ...out, exitCode };
}

describe('inventory', () => {
  beforeAll(() => {
    write(
      'hosts',
      'alone\n[web]\nw1 port=80 t="{{ x }}"\n[web:vars]\nansible_group_priority=5\nv=[1]\n',
    );
    mkdirSync(join(cwd, 'group_vars'));
    writeFileSync(join(cwd, 'group_vars', 'web.yml'), 'g: !unsafe "{{ y }}"\n');
  });
  const hosts = () => ['-i', join(cwd, 'hosts')];

  test('--list has all variables of hosts; unsafe text is marked', async () => {
    const { stdout } = await run('inventory', [...hosts(), '--list', '-e', 'e=1']);
    expect(JSON.parse(stdout)).toEqual({
      _meta: {
        hostvars: {
          alone: { e: '1' },
          w1: { e: '1', g: { __ansible_unsafe: '{{ y }}' }, port: 80, t: '{{ x }}', v: [1] },
        },
      },
      all: { children: ['ungrouped', 'web'] },
      ungrouped: { hosts: ['alone'] },
      web: { hosts: ['w1'] },
    });
    expect(stdout).toMatch(/^\{\n {4}"_meta": \{\n/);
  });

  test('--export keeps group variables with their groups', async () => {
    const { stdout } = await run('inventory', [...hosts(), '--list', '--export', '-y']);
    expect(stdout).toBe(
      [
        'all:',
        '  children:',
        '    ungrouped:',
        '      hosts:',
        '        alone: {}',
        '    web:',
        '      hosts:',
        '        w1:',
        '          port: 80',
        "          t: '{{ x }}'",
        '      vars:',
        '        ansible_group_priority: 5',
        "        g: '{{ y }}'",
        '        v:',
        '        - 1',
        '',
      ].join('\n'),
    );
  });

  test('--toml, --graph and --host', async () => {
    const toml = await run('inventory', [...hosts(), '--list', '--toml']);
    expect(toml.stdout).toContain(
      '[web.hosts.w1]\nv = [ 1,]\ng = "{{ y }}"\nport = 80\nt = "{{ x }}"\n',
    );
    const graph = await run('inventory', [...hosts(), '--graph', '--vars', 'web']);
    expect(graph.stdout).toBe(
      '@web:\n  |--w1\n  |  |--{g = {{ y }}}\n  |  |--{port = 80}\n  |  |--{t = {{ x }}}\n  |  |--{v = [1]}\n' +
        '  |--{ansible_group_priority = 5}\n  |--{g = {{ y }}}\n  |--{v = [1]}\n',
    );
    const host = await run('inventory', [...hosts(), '--host', 'alone']);
    expect(host.stdout).toBe('{}\n');
    await expect(run('inventory', [...hosts(), '--host', 'all'])).rejects.toThrow(
      'You must pass a single valid host to --host parameter',
    );
  });

  test('--output', async () => {
    const file = join(cwd, 'out.json');
    const { stdout } = await run('inventory', [...hosts(), '--list', '--output', file]);
    expect(stdout).toBe('');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('_meta');
  });
});

describe('vault', () => {
  const path = (name: string) => join(cwd, name);
  const first = new VaultSecrets([{ id: 'default', secret: Buffer.from('one') }]);
  const second = new VaultSecrets([{ id: 'dev', secret: Buffer.from('two') }]);
  beforeAll(() => {
    write('p1', 'one\n');
    write('p2', 'two\n');
  });

  test('encrypt, view, rekey, decrypt', async () => {
    write('f', 'secret\n');
    const id = ['--vault-id', path('p1')];
    await run('vault', ['encrypt', ...id, path('f')]);
    expect(statSync(path('f')).mode & 0o777).toBe(0o600);
    expect(first.decrypt(readFileSync(path('f'))).toString()).toBe('secret\n');
    expect((await run('vault', ['view', ...id, path('f')])).stdout).toBe('secret\n');
    const rekey = ['rekey', ...id, '--new-vault-id', `dev@${path('p2')}`, path('f')];
    expect((await run('vault', rekey)).stderr).toBe('Rekey successful\n');
    expect(readFileSync(path('f'), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;dev\n/);
    expect(second.decrypt(readFileSync(path('f'))).toString()).toBe('secret\n');
    await run('vault', ['decrypt', '--vault-id', path('p2'), path('f')]);
    expect(readFileSync(path('f'), 'utf8')).toBe('secret\n');
  });

  test('edit keeps the id, and the file when nothing changes', async () => {
    const before = encryptVault(Buffer.from('old'), Buffer.from('two'), { vaultId: 'dev' });
    write('e', before);
    const edit = (editor: string) =>
      run('vault', ['edit', '--vault-id', path('p2'), path('e')], { EDITOR: editor });
    await edit('true');
    expect(readFileSync(path('e'), 'utf8')).toBe(before);
    await edit('sed -i s/old/new/');
    expect(second.decrypt(readFileSync(path('e'))).toString()).toBe('new');
    expect(readFileSync(path('e'), 'utf8')).toMatch(/;dev\n/);
  });

  test('create', async () => {
    const args = ['create', '--vault-id', path('p1'), path('made/new.yml')];
    const { stderr } = await run('vault', args, { EDITOR: 'true' });
    expect(stderr).toContain('does not exist, creating...');
    expect(first.decrypt(readFileSync(path('made/new.yml'))).toString()).toBe('');
    await expect(run('vault', args)).rejects.toThrow("exists, please use 'edit' instead");
  });

  test('encrypt_string', async () => {
    const file = path('strings');
    const args = ['encrypt_string', '--vault-id', `a@${path('p1')}`, '--output', file];
    await run('vault', [...args, '-n', 'x', 'one']);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(
      /^x: !vault \|\n {10}\$ANSIBLE_VAULT;1\.2;AES256;a\n( {10}[0-9a-f]+\n?)+$/,
    );
    const block = text.split('\n').slice(1);
    expect(first.decrypt(block.map((line) => line.trim()).join('\n')).toString()).toBe('one');
    await expect(run('vault', [...args, ''])).rejects.toThrow('was empty, not encrypting');
  });

  test('what can not be done', async () => {
    write('plain', 'x');
    const id = ['--vault-id', path('p1')];
    await expect(run('vault', ['decrypt', ...id, path('plain')])).rejects.toThrow(
      `input is not vault encrypted data. ${path('plain')} is not a vault encrypted file for ${path('plain')}`,
    );
    await expect(run('vault', ['view', ...id, path('none')])).rejects.toThrow(
      `Unable to read source file (${path('none')}): [Errno 2] No such file or directory: '${path('none')}'`,
    );
    await expect(
      run('vault', ['encrypt', ...id, '--vault-id', path('p2'), path('plain')]),
    ).rejects.toThrow('The vault-ids default,default are available to encrypt.');
  });
});
