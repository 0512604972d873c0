import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  dir = mkdtempSync(join(tmpdir(), 'certificates-'));
});

afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await direct.close();
});

const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const keys = { ca: newKey(), web: newKey() };

function run(name: string, args: Record<string, unknown>, check = false): Promise<Result> {
  return runModule(direct.target, `community.crypto.${name}`, args, { check });
}

const request = (name: 'ca' | 'web', args: Record<string, unknown>): Promise<Result> =>
  run('openssl_csr', { path: join(dir, `${name}.csr`), privatekey_content: keys[name], ...args });

const selfSigned = (args: Record<string, unknown> = {}, check = false): Promise<Result> =>
  run(
    'x509_certificate',
    {
      path: join(dir, 'ca.crt'),
      csr_path: join(dir, 'ca.csr'),
      privatekey_content: keys.ca,
      provider: 'selfsigned',
      selfsigned_not_before: '20260101000000Z',
      selfsigned_not_after: '205101010000Z',
      ...args,
    },
    check,
  );

const byOwnCa = (args: Record<string, unknown> = {}): Promise<Result> =>
  run('x509_certificate', {
    path: join(dir, 'web.crt'),
    csr_path: join(dir, 'web.csr'),
    provider: 'ownca',
    ownca_path: join(dir, 'ca.crt'),
    ownca_privatekey_content: keys.ca,
    ...args,
  });

const certificate = (name: string): X509Certificate =>
  new X509Certificate(readFileSync(join(dir, `${name}.crt`)));

describe('x509_certificate', () => {
  it('makes a CA that signs itself', async () => {
    await request('ca', {
      common_name: 'CA',
      use_common_name_for_san: false,
      basic_constraints: ['CA:TRUE', 'pathlen:0'],
      basic_constraints_critical: true,
      key_usage: ['keyCertSign', 'cRLSign'],
    });
    const planned = await selfSigned({}, true);
    expect(planned).toMatchObject({ changed: true, notAfter: '20510101000000Z' });
    expect(existsSync(join(dir, 'ca.crt'))).toBe(false);
    const made = await selfSigned();
    const ca = certificate('ca');
    expect(made).toMatchObject({
      changed: true,
      serial_number: BigInt(`0x${ca.serialNumber}`),
      notBefore: '20260101000000Z',
      diff: {
        before: {},
        after: {
          subject: { commonName: 'CA' },
          key_usage: ['CRL Sign', 'Certificate Sign'],
          basic_constraints: ['CA:TRUE', 'pathlen:0'],
          signature_algorithm: 'ecdsa-with-SHA256',
          not_after: '20510101000000Z',
          expired: false,
        },
      },
    });
    expect([ca.ca, ca.subject, ca.verify(ca.publicKey)]).toEqual([true, 'CN=CA', true]);
    expect(Date.parse(ca.validTo)).toBe(Date.UTC(2051, 0, 1));
  });

  it('keeps a certificate that is as it is wanted', async () => {
    expect((await selfSigned({ ignore_timestamps: false })).changed).toBe(false);
    expect((await selfSigned({ selfsigned_not_after: '+1d' })).changed).toBe(false);
    const strict = { ignore_timestamps: false, selfsigned_not_after: '20520101000000Z' };
    expect((await selfSigned(strict, true)).changed).toBe(true);
    expect((await selfSigned({ privatekey_content: keys.web }, true)).changed).toBe(true);
    expect((await selfSigned({ force: true }, true)).changed).toBe(true);
  });

  it('signs by a CA of its own', async () => {
    await request('web', { common_name: 'www.example.com', subject_alt_name: ['DNS:a.example'] });
    expect(await byOwnCa()).toMatchObject({ changed: true, ca_cert: join(dir, 'ca.crt') });
    const [ca, web] = [certificate('ca'), certificate('web')];
    expect(web.checkIssued(ca)).toBe(true);
    expect(web.verify(ca.publicKey)).toBe(true);
    expect(web.subjectAltName).toBe('DNS:a.example');
    expect((await byOwnCa()).changed).toBe(false);
    await request('web', { common_name: 'www.example.com', subject_alt_name: ['DNS:b.example'] });
    expect(await byOwnCa({ backup: true })).toMatchObject({
      changed: true,
      backup_file: expect.stringContaining(join(dir, 'web.crt.')),
    });
    expect(certificate('web').subjectAltName).toBe('DNS:b.example');
  });

  it('makes a broken certificate anew', async () => {
    writeFileSync(join(dir, 'web.crt'), 'broken\n');
    expect(await byOwnCa()).toMatchObject({
      changed: true,
      diff: { before: { can_parse_certificate: false } },
    });
  });

  it.each([
    [
      { ownca_privatekey_content: keys.web },
      'The CA private key does not belong to the CA certificate',
    ],
    [{ csr_path: '/none' }, 'The certificate signing request file /none does not exist'],
    [{ ownca_path: '/none' }, 'The CA certificate file /none does not exist'],
    [{ csr_path: null }, 'csr_path or csr_content is required for ownca provider'],
    [{ ownca_digest: 'crc' }, 'The digest crc is not supported with the cryptography backend'],
    [{ ownca_not_after: 'never' }, 'The time spec "never" for ownca_not_after is invalid'],
    [{ ownca_version: 2 }, 'The cryptography backend does not support v2 certificates'],
    [
      { provider: 'selfsigned' },
      'One of privatekey_path and privatekey_content must be specified for the selfsigned provider.',
    ],
  ])('refuses %j', async (args, msg) => {
    expect(await byOwnCa(args)).toMatchObject({ failed: true, msg });
  });

  it('removes a certificate', async () => {
    expect(await byOwnCa({ state: 'absent' })).toMatchObject({ changed: true });
    expect(existsSync(join(dir, 'web.crt'))).toBe(false);
    expect(await byOwnCa({ state: 'absent' })).toMatchObject({ changed: false });
  });
});
