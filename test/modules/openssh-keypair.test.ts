import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/modules/contract.ts';
import { type DirectTarget, openDirectTarget } from '../../src/targets/direct/target.ts';
import { runModule } from './system/run-module.ts';

let direct: DirectTarget;
let dir: string;

beforeAll(() => {
  direct = openDirectTarget();
  dir = mkdtempSync(join(tmpdir(), 'pairs-'));
});

afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await direct.close();
});

const keypair = (args: Record<string, unknown>, check = false): Promise<Result> =>
  runModule(direct.target, 'community.crypto.openssh_keypair', args, { check });

describe('keys of OpenSSH as a library makes them', () => {
  it('are locked by a phrase, and found again with it alone', async () => {
    const path = join(dir, 'locked');
    const wanted = { path, type: 'ed25519', passphrase: `a "phrase" of $HOME's`, comment: 'me' };
    const made = await keypair(wanted);
    expect(made).toMatchObject({ changed: true, size: 256, comment: 'me' });
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    expect(readFileSync(`${path}.pub`, 'utf8')).toBe(`${made.public_key} me`);
    const { fingerprint } = made;
    expect(await keypair(wanted)).toMatchObject({ changed: false, fingerprint });
    for (const other of [{ passphrase: 'another phrase' }, { passphrase: '' }]) {
      expect((await keypair({ ...wanted, ...other })).msg).toMatch(/^Unable to read the key\. /);
    }
    const again = { ...wanted, passphrase: 'another phrase', regenerate: 'full_idempotence' };
    expect(await keypair(again, true)).toMatchObject({ changed: true });
  });

  it('get back a public key that is lost, with their comment', async () => {
    const path = join(dir, 'lost');
    const wanted = { path, type: 'ed25519', backend: 'cryptography', comment: 'one' };
    const { public_key } = await keypair(wanted);
    rmSync(`${path}.pub`);
    expect(await keypair(wanted)).toMatchObject({ changed: true, public_key });
    expect(readFileSync(`${path}.pub`, 'utf8')).toBe(`${public_key} one\n`);
    expect(await keypair({ ...wanted, comment: 'two' })).toMatchObject({ comment: 'two' });
  });

  it('are made anew for another format', async () => {
    const path = join(dir, 'formatted');
    const wanted = { path, size: 1024, backend: 'cryptography', mode: '0644' };
    expect(await keypair(wanted)).toMatchObject({ changed: true });
    const formatted = { ...wanted, private_key_format: 'pkcs8' };
    expect(await keypair(formatted)).toMatchObject({ changed: true });
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(await keypair(formatted)).toMatchObject({ changed: false });
  });

  it('refuse what there is none of', async () => {
    const path = join(dir, 'none');
    expect((await keypair({ path, type: 'rsa1', backend: 'cryptography' })).msg).toBe(
      'RSA1 keys are not supported by the cryptography backend',
    );
    expect((await keypair({ path, private_key_format: 'pkcs8' })).msg).toBe(
      "'auto' is the only valid option for 'private_key_format' when 'backend' is not 'cryptography'",
    );
    const pem = { path, type: 'ed25519', backend: 'cryptography', private_key_format: 'pkcs1' };
    expect((await keypair(pem)).msg).toBe(
      'unexpected error occurred: ed25519 keys cannot be represented in PKCS1 format',
    );
    writeFileSync(path, 'no key');
    expect((await keypair({ path, backend: 'cryptography' })).msg).toMatch(/^Unable to read/);
  });
});
