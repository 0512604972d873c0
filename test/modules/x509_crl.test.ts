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
  dir = mkdtempSync(join(tmpdir(), 'crl-'));
});

afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await direct.close();
});

// Signatures of such keys have no random part: what is made is the same each time.
const KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEII9Kwea8IFEqlVd9a37CdnsLoRtKoklN/LkDdR+Emwdr
-----END PRIVATE KEY-----
`;

const run = (name: string, args: Record<string, unknown>, check = false): Promise<Result> =>
  runModule(direct.target, `community.crypto.${name}`, args, { check });

const wanted = () => ({
  path: join(dir, 'ca.crl'),
  privatekey_content: KEY,
  issuer: { CN: 'CA', O: 'Example' },
  last_update: '20240101000000Z',
  next_update: '20250101000000Z',
  revoked_certificates: [
    {
      serial_number: 1234,
      revocation_date: '20231201000000Z',
      reason: 'key_compromise',
      invalidity_date: '20231101000000Z',
      issuer: ['DNS:ca.example'],
      issuer_critical: true,
    },
  ],
});

const ENTRY = {
  serial_number: 1234n,
  revocation_date: '20231201000000Z',
  issuer: ['DNS:ca.example'],
  issuer_critical: true,
  reason: 'key_compromise',
  reason_critical: false,
  invalidity_date: '20231101000000Z',
  invalidity_date_critical: false,
};

describe('lists of revoked certificates', () => {
  it('are signed, found as they are wanted, and told of', async () => {
    expect(await run('x509_crl', wanted(), true)).toMatchObject({
      changed: true,
      digest: 'sha256',
    });
    const made = await run('x509_crl', { ...wanted(), return_content: true });
    expect(made).toMatchObject({
      changed: true,
      digest: 'ED25519',
      issuer_ordered: [
        ['commonName', 'CA'],
        ['organizationName', 'Example'],
      ],
      last_update: '20240101000000Z',
      revoked_certificates: [ENTRY],
    });
    expect(made.crl).toBe(readFileSync(join(dir, 'ca.crl'), 'utf8'));
    expect(await run('x509_crl', wanted())).toMatchObject({ changed: false });
    expect(await run('x509_crl_info', { path: join(dir, 'ca.crl') })).toMatchObject({
      changed: false,
      format: 'pem',
      revoked_certificates: [ENTRY],
    });
    expect(await run('x509_crl_info', { content: made.crl })).toMatchObject({ format: 'pem' });
  });

  it('keep their entries when they are updated, and change their format', async () => {
    await run('x509_crl', wanted());
    const more = {
      ...wanted(),
      crl_mode: 'update',
      revoked_certificates: [{ serial_number: 5, revocation_date: '20231202000000Z' }],
    };
    const serials = ({ revoked_certificates: entries }: Result): unknown[] =>
      (entries as unknown as { serial_number: bigint }[]).map((entry) => entry.serial_number);
    expect(serials(await run('x509_crl', more))).toEqual([1234n, 5n]);
    expect(await run('x509_crl', more)).toMatchObject({ changed: false });
    expect(await run('x509_crl', { ...more, format: 'der' })).toMatchObject({ changed: true });
    const info = await run('x509_crl_info', { path: join(dir, 'ca.crl') });
    expect(info.format).toBe('der');
    expect(serials(info)).toEqual([1234n, 5n]);
    const coded = readFileSync(join(dir, 'ca.crl')).toString('base64');
    expect(await run('x509_crl_info', { content: coded })).toMatchObject({ format: 'der' });
  });

  it('are made anew for times that are counted from now, unless these are not looked at', async () => {
    const relative = { ...wanted(), last_update: '+0s' };
    expect(await run('x509_crl', relative)).toMatchObject({ changed: true });
    expect(await run('x509_crl', relative)).toMatchObject({ changed: true });
    expect(await run('x509_crl', { ...relative, ignore_timestamps: true })).toMatchObject({
      changed: false,
    });
  });

  it('say what is wrong', async () => {
    const messageOf = async (name: string, args: Record<string, unknown>) =>
      (await run(name, args)).msg;
    const refused = { ...wanted(), path: join(dir, 'other.crl') };
    expect(await messageOf('x509_crl', { ...refused, digest: 'crc' })).toBe(
      'The digest "crc" is not supported',
    );
    expect(
      await messageOf('x509_crl', { ...refused, revoked_certificates: [{ path: `${dir}/nope` }] }),
    ).toBe(
      `Cannot read certificate "${dir}/nope" from revoked_certificates[0].path: [Errno 2] No such file or directory: '${dir}/nope'`,
    );
    expect(await messageOf('x509_crl', { ...refused, mode: 'update', crl_mode: 'update' })).toBe(
      'You cannot use both `mode` and `crl_mode`. Use `crl_mode`.',
    );
    writeFileSync(join(dir, 'key.pem'), KEY);
    expect(await messageOf('x509_crl_info', { path: join(dir, 'key.pem') })).toBe(
      'Error while decoding CRL: Valid PEM but no BEGIN X509 CRL/END X509 delimiters. Are you sure this is a CRL?',
    );
  });
});
