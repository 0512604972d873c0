import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/modules/contract.ts';
import { type DirectTarget, openDirectTarget } from '../../src/targets/direct/target.ts';
import { runModule } from './system/run-module.ts';

let direct: DirectTarget;
let server: Server;
let port: number;
let certificate: string;

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

beforeAll(async () => {
  direct = openDirectTarget();
  const { csr } = await run('openssl_csr_pipe', { privatekey_content: key, common_name: 'a.test' });
  const signing = { provider: 'selfsigned', csr_content: csr, privatekey_content: key };
  certificate = String((await run('x509_certificate_pipe', signing)).certificate);
  server = createServer({ key, cert: certificate });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  await direct.close();
});

const run = (name: string, args: Record<string, unknown>): Promise<Result> =>
  runModule(direct.target, `community.crypto.${name}`, args, { check: false });

describe('get_certificate', () => {
  it('tells of the certificate that a server shows', async () => {
    const asked = { host: '127.0.0.1', port, asn1_base64: true };
    expect(await run('get_certificate', asked)).toMatchObject({
      changed: false,
      cert: certificate,
      subject: { CN: 'a.test' },
      issuer: { CN: 'a.test' },
      expired: false,
      signature_algorithm: 'ecdsa-with-SHA256',
      version: 2,
      extensions: [
        { name: 'subjectAltName', critical: false, asn1_data: 'MAiCBmEudGVzdA==' },
        { name: 'subjectKeyIdentifier', critical: false },
      ],
    });
  });

  it('says why there is none', async () => {
    const asked = { host: '127.0.0.1', port: 1 };
    expect(await run('get_certificate', asked)).toMatchObject({
      failed: true,
      msg: 'Failed to get cert from 127.0.0.1:1, error: [Errno 111] Connection refused',
    });
    const trusted = { host: '127.0.0.1', port, ca_cert: '/nonexistent' };
    expect((await run('get_certificate', trusted)).msg).toBe('ca_cert file does not exist');
  });
});
