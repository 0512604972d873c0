import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadVaultSecrets } from '../../src/loader/vault/secret-sources.ts';
import { encryptVault, VaultSecrets } from '../../src/loader/vault/secrets.ts';

const secret = Buffer.from('pw');
const known = new VaultSecrets([{ id: 'default', secret }]);

/** Made by ansible-vault with a fixed salt. */
const RECORDED = `$ANSIBLE_VAULT;1.1;AES256
33303331333233333334333533363337333833393631363236333634363536363330333133323333
3334333533363337333833393631363236333634363536360a643766323130613030653439323034
30653064633636303737656262653637343463386339383062313362393463346334343461663365
6332393462343033390a626530333364343263366534343930396639666133626131316631313263
6432
`;
const RECORDED_WITH_ID = `$ANSIBLE_VAULT;1.2;AES256;dev
37330a36643963646132623735383636316466323233376332353638346437626464653436626266
3961316637333336346433393561633632393464366163303832650a326366373064396630376334
62613835623764336134663664643034323136303165393237396634343730663664666331326237
623037353238383966383932
`;

describe('format', () => {
  test('opens what ansible-vault made', () => {
    expect(known.decrypt(RECORDED).toString()).toBe('grüße\n');
    expect(known.decrypt(RECORDED_WITH_ID).toString()).toBe('x'.repeat(16));
  });

  test('makes what ansible-vault makes', () => {
    const salt = Buffer.from('0123456789abcdef0123456789abcdef');
    expect(encryptVault(Buffer.from('grüße\n'), secret, { salt })).toBe(RECORDED);
    const named = { salt: Buffer.from('s'), vaultId: 'dev' };
    expect(encryptVault(Buffer.from('x'.repeat(16)), secret, named)).toBe(RECORDED_WITH_ID);
  });

  test('the salt is another one each time', () => {
    const plain = Buffer.from('a');
    expect(encryptVault(plain, secret)).not.toBe(encryptVault(plain, secret));
  });

  test('a vault is not encrypted again', () => {
    expect(() => encryptVault(Buffer.from(RECORDED), secret)).toThrow('input is already encrypted');
  });
});

describe('secrets', () => {
  const other = { id: 'dev', secret: Buffer.from('other') };

  test('all are tried, whatever their id', () => {
    const both = new VaultSecrets([other, { id: 'x', secret }]);
    expect(both.open(RECORDED_WITH_ID).used.id).toBe('x');
  });

  test('with id matching only those of that id', () => {
    const both = new VaultSecrets([other, { id: 'x', secret }], { idMatch: true });
    expect(() => both.decrypt(RECORDED_WITH_ID, '/f')).toThrow(
      'Decryption failed (no vault secrets were found that could decrypt) on /f',
    );
  });

  test.each([
    ['no secret', new VaultSecrets(), RECORDED, 'Attempting to decrypt but no vault secrets found'],
    [
      'no vault',
      known,
      'text',
      'input is not vault encrypted data. /f is not a vault encrypted file',
    ],
    [
      'no header',
      known,
      '$ANSIBLE_VAULT',
      'Vault envelope format error in /f: list index out of range',
    ],
    ['other cipher', known, '$ANSIBLE_VAULT;1.1;AES\n00', 'AES cipher could not be found'],
    [
      'odd',
      known,
      '$ANSIBLE_VAULT;1.1;AES256\n616',
      'Vault format unhexlify error: Odd-length string',
    ],
    [
      'short',
      known,
      '$ANSIBLE_VAULT;1.1;AES256\n6162',
      'Vault vaulttext format error: not enough values to unpack (expected 3, got 1)',
    ],
  ])('%s', (_, secrets, text, message) => {
    expect(() => secrets.decrypt(text, '/f')).toThrow(message);
  });

  test('choice for encryption', () => {
    const both = new VaultSecrets([{ id: 'a', secret }, other]);
    expect(both.encryptionSecret()?.id).toBe('a');
    expect(both.encryptionSecret('dev')?.id).toBe('dev');
    expect(() => both.encryptionSecret('c')).toThrow(
      "Did not find a match for --encrypt-vault-id=c in the known vault-ids ['a', 'dev']",
    );
  });
});

describe('sources', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string, mode = 0o600) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const read = async (
    vaultIds: string[],
    options: { answers?: string[]; creating?: boolean; promptWithoutSource?: boolean } = {},
  ) => {
    const warnings: string[] = [];
    const prompts: string[] = [];
    const answers = [...(options.answers ?? [])];
    const result = await loadVaultSecrets(
      { vaultIds, passwordFiles: [], askPassword: false, ...options },
      {
        warn: (message) => warnings.push(message),
        prompt: async (text) => {
          prompts.push(text);
          return answers.shift();
        },
      },
    ).catch((error: Error) => error.message);
    const found =
      typeof result === 'string'
        ? result
        : result.entries.map(({ id, secret: bytes }) => `${id}=${Buffer.from(bytes)}`);
    return { found, warnings, prompts };
  };

  test('files, scripts and client scripts', async () => {
    const plain = file('plain', ' pw1 \n');
    const script = file('script', '#!/bin/sh\necho pw2\n', 0o700);
    const client = file('my-client.sh', '#!/bin/sh\necho "$1 $2"\n', 0o700);
    const { found } = await read([plain, `b@${script}`, `c@${client}`]);
    expect(found).toEqual(['default=pw1', 'b=pw2', 'c=--vault-id c']);
  });

  test('a password file may be a vault itself', async () => {
    const first = file('first', 'pw');
    const second = file('second', RECORDED);
    expect((await read([first, `b@${second}`])).found).toEqual(['default=pw', 'b=grüße']);
  });

  test('a failing source is warned about; none that works is an error', async () => {
    const good = file('good', 'pw');
    const missing = join(folder, 'missing');
    const message = `The vault password file ${missing} was not found`;
    expect(await read([`x@${missing}`, good])).toMatchObject({
      found: ['default=pw'],
      warnings: [`Error getting vault password file (x): ${message}`],
    });
    expect((await read([missing])).found).toBe(message);
    const empty = file('empty', '\n');
    expect((await read([empty])).found).toBe(
      `Invalid vault password was provided from file (${empty})`,
    );
  });

  test('prompts', async () => {
    expect(await read(['dev@prompt'], { answers: ['pw'] })).toMatchObject({
      found: ['dev=pw'],
      prompts: ['Vault password (dev): '],
    });
    const creating = { promptWithoutSource: true, creating: true, answers: ['a', 'b'] };
    expect(await read([], creating)).toMatchObject({
      found: 'Passwords do not match',
      prompts: ['New Vault password: ', 'Confirm New Vault password: '],
    });
  });
});
