import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  dir = mkdtempSync(join(tmpdir(), 'pipes-'));
});

afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await direct.close();
});

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'sec1', format: 'pem' })
  .toString();

const run = (name: string, args: Record<string, unknown>, check = false): Promise<Result> =>
  runModule(direct.target, `community.crypto.${name}`, args, { check });

describe('pipes', () => {
  it('make a key, and keep one that fits', async () => {
    const made = await run('openssl_privatekey_pipe', { type: 'ECC', curve: 'secp256r1' });
    expect(made).toMatchObject({ changed: true, type: 'ECC', curve: 'secp256r1' });
    const content = String(made.privatekey);
    expect(content).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    const same = { type: 'ECC', curve: 'secp256r1', content };
    const kept = await run('openssl_privatekey_pipe', same);
    expect(kept).not.toHaveProperty('privatekey');
    expect(kept).toMatchObject({ changed: false, fingerprint: made.fingerprint });
    const shown = await run('openssl_privatekey_pipe', { ...same, return_current_key: true });
    expect(shown).toMatchObject({ changed: false, privatekey: content });
  });

  it('bring a key into another format', async () => {
    const converted = await run('openssl_privatekey_pipe', {
      type: 'ECC',
      curve: 'secp256r1',
      content: key,
      format: 'pkcs8',
      format_mismatch: 'convert',
      regenerate: 'never',
    });
    expect(converted).toMatchObject({ changed: true });
    const refused = await run('openssl_privatekey_pipe', { content: key, regenerate: 'fail' });
    expect(refused.msg).toMatch(/^Key has wrong type and\/or size\. Will not proceed\./);
  });

  it('give requests and certificates as text', async () => {
    const wanted = { privatekey_content: key, common_name: 'a.example' };
    expect(await run('openssl_csr_pipe', wanted, true)).toMatchObject({ changed: true, csr: null });
    const { csr } = await run('openssl_csr_pipe', wanted);
    expect(await run('openssl_csr_pipe', { ...wanted, content: csr })).toMatchObject({
      changed: false,
      csr,
      subjectAltName: ['DNS:a.example'],
    });
    const signing = { provider: 'selfsigned', csr_content: csr, privatekey_content: key };
    const { certificate } = await run('x509_certificate_pipe', signing);
    const again = await run('x509_certificate_pipe', { ...signing, content: certificate });
    expect(again).toMatchObject({ changed: false, certificate });
  });
});

describe('openssl_csr_pipe', () => {
  const extension = async (oid: string, args: Record<string, unknown>): Promise<unknown> => {
    const { diff } = await run('openssl_csr_pipe', { privatekey_content: key, ...args });
    const { extensions_by_oid: found } = (diff as { after: Record<string, unknown> }).after;
    return (found as Record<string, unknown>)[oid];
  };

  it('asks for names of other kinds', async () => {
    const subject_alt_name = 'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:username@localhost';
    expect(await extension('2.5.29.17', { subject_alt_name })).toEqual({
      critical: false,
      value: 'MCSgIgYKKwYBBAGCNxQCA6AUDBJ1c2VybmFtZUBsb2NhbGhvc3Q=',
    });
  });

  it('tells where revoked certificates are listed', async () => {
    const crl_distribution_points = [
      {
        full_name: ['URI:https://ca.example.com/revocations.crl'],
        crl_issuer: ['URI:https://ca.example.com/'],
        reasons: ['key_compromise', 'ca_compromise', 'cessation_of_operation'],
      },
    ];
    expect(await extension('2.5.29.31', { crl_distribution_points })).toEqual({
      critical: false,
      value:
        'ME0wS6AqoCiGJmh0dHBzOi8vY2EuZXhhbXBsZS5jb20vcmV2b2NhdGlvbnMuY3JsgQICZKIZhhdodHRwczovL2NhLmV4YW1wbGUuY29tLw==',
    });
  });
});

describe('openssl_publickey', () => {
  it('writes the public half in both formats', async () => {
    const path = join(dir, 'key.pub');
    const args = { path, privatekey_content: key, return_content: true };
    expect(await run('openssl_publickey', args, true)).toMatchObject({
      changed: true,
      fingerprint: {},
      publickey: null,
    });
    const made = await run('openssl_publickey', args);
    expect(made).toMatchObject({ changed: true, filename: path, format: 'PEM' });
    expect(readFileSync(path, 'utf8')).toBe(made.publickey);
    expect(await run('openssl_publickey', args)).toMatchObject({ changed: false });
    const ssh = { ...args, format: 'OpenSSH', backup: true };
    expect((await run('openssl_publickey', ssh)).publickey).toMatch(
      /^ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB/,
    );
    writeFileSync(path, `${readFileSync(path, 'utf8')} with a comment\n`);
    expect(await run('openssl_publickey', ssh)).toMatchObject({ changed: false });
  });

  it('tells of a public key', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const content = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await run('openssl_publickey_info', { content })).toMatchObject({
      type: 'RSA',
      public_data: { size: 1024, exponent: 65537 },
      key_is_consistent: null,
    });
  });

  it('misses a private key', async () => {
    const args = { path: join(dir, 'new.pub'), privatekey_path: join(dir, 'nope.pem') };
    expect(await run('openssl_publickey', args)).toMatchObject({
      failed: true,
      msg: `The private key ${dir}/nope.pem does not exist`,
    });
    expect(await run('openssl_publickey', args, true)).toMatchObject({ changed: true });
  });
});

describe('what is no certificate', () => {
  const broken = /^Unable to load PEM file\. .* MalformedFraming$/;

  it('is told apart from what is no PEM', async () => {
    for (const name of ['x509_certificate_info', 'openssl_csr_info']) {
      expect((await run(name, { content: 'junk' })).msg).toMatch(broken);
    }
    expect(await run('x509_certificate_info', { content: key })).toMatchObject({
      failed: true,
      msg: 'Valid PEM but no BEGIN CERTIFICATE/END CERTIFICATE delimiters. Are you sure this is a certificate?',
    });
    expect((await run('openssl_csr_info', { content: key })).msg).toBe(
      'Valid PEM but no BEGIN CERTIFICATE REQUEST/END CERTIFICATE REQUEST delimiters. Are you sure this is a CSR?',
    );
    const args = { provider: 'selfsigned', privatekey_content: key, csr_content: 'junk' };
    expect((await run('x509_certificate_pipe', args)).msg).toMatch(broken);
  });

  it('may be a file in DER, or follow another block', async () => {
    const args = { provider: 'selfsigned', privatekey_content: key };
    const pem = String((await run('x509_certificate_pipe', args)).certificate);
    const path = join(dir, 'own.der');
    writeFileSync(path, new X509Certificate(pem).raw);
    const { fingerprints } = await run('x509_certificate_info', { path });
    expect(fingerprints).toEqual(
      (await run('x509_certificate_info', { content: key + pem })).fingerprints,
    );
    expect(await run('x509_certificate_info', { path, valid_at: { soon: 3 } })).toMatchObject({
      msg: "The value for valid_at.soon must be of type string (got <class 'int'>)",
    });
  });

  it('may be signed by a DSA key', async () => {
    const { privateKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    const privatekey_content = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const args = { provider: 'selfsigned', privatekey_content };
    const { certificate } = await run('x509_certificate_pipe', args);
    const found = new X509Certificate(String(certificate));
    expect(found.verify(found.publicKey)).toBe(true);
    const again = await run('x509_certificate_pipe', { ...args, content: certificate });
    expect(again.changed).toBe(false);
  });
});

describe('openssl_signature', () => {
  it('signs a file, and tells whether a signature holds', async () => {
    const path = join(dir, 'signed');
    writeFileSync(path, 'text');
    const privatekey_path = join(dir, 'signing.pem');
    writeFileSync(privatekey_path, key, { mode: 0o600 });
    const { signature } = await run('openssl_signature', { path, privatekey_path });
    const issued = await run('x509_certificate_pipe', {
      provider: 'selfsigned',
      privatekey_content: key,
    });
    const asked = { path, signature, certificate_content: issued.certificate };
    expect(await run('openssl_signature_info', asked)).toMatchObject({ valid: true });
    writeFileSync(path, 'another text');
    expect(await run('openssl_signature_info', asked)).toMatchObject({ valid: false });
    expect(await run('openssl_signature', { path: dir, privatekey_path })).toMatchObject({
      failed: true,
      msg: `The file ${dir} does not exist`,
    });
  });
});

describe('openssl_pkcs12', () => {
  it('bundles a key and a certificate, and takes them apart', async () => {
    const signed = await run('x509_certificate_pipe', {
      provider: 'selfsigned',
      privatekey_content: key,
    });
    const certificate_path = join(dir, 'own.crt');
    writeFileSync(certificate_path, String(signed.certificate));
    const path = join(dir, 'own.p12');
    const bundle = {
      path,
      friendly_name: 'own key',
      passphrase: 'phrase',
      privatekey_content: key,
      certificate_path,
    };
    expect(await run('openssl_pkcs12', bundle)).toMatchObject({ changed: true, mode: '0400' });
    expect(statSync(path).mode & 0o777).toBe(0o400);
    expect(await run('openssl_pkcs12', bundle, true)).toMatchObject({ changed: false });
    expect(await run('openssl_pkcs12', { ...bundle, friendly_name: 'other' }, true)).toMatchObject({
      changed: true,
    });
    const apart = { action: 'parse', src: path, path: join(dir, 'own.pem'), passphrase: 'phrase' };
    expect(await run('openssl_pkcs12', apart)).toMatchObject({ changed: true });
    expect(readFileSync(apart.path, 'utf8')).toBe(`${key}${signed.certificate}`);
    expect(await run('openssl_pkcs12', apart)).toMatchObject({ changed: false });
    expect(await run('openssl_pkcs12', { ...apart, passphrase: 'wrong' })).toMatchObject({
      failed: true,
      msg: 'Invalid password or PKCS12 data',
    });
  });

  it('bundles certificates without a key', async () => {
    const sign = () =>
      run('x509_certificate_pipe', { provider: 'selfsigned', privatekey_content: key });
    const [one, two] = [await sign(), await sign()].map(({ certificate }) => String(certificate));
    const file = join(dir, 'others.crt');
    writeFileSync(file, `${one}${two}`);
    const bundle = {
      path: join(dir, 'others.p12'),
      friendly_name: 'others',
      other_certificates: [file],
      other_certificates_parse_all: true,
    };
    expect(await run('openssl_pkcs12', bundle)).toMatchObject({ changed: true });
    expect(await run('openssl_pkcs12', bundle)).toMatchObject({ changed: false });
    const first = { ...bundle, other_certificates_parse_all: false };
    expect(await run('openssl_pkcs12', first, true)).toMatchObject({ changed: true });
    const apart = { action: 'parse', src: bundle.path, path: join(dir, 'others.pem') };
    expect(await run('openssl_pkcs12', apart)).toMatchObject({ changed: true });
    expect(readFileSync(apart.path, 'utf8')).toBe(`${one}${two}`);
  });

  it('writes a key in another format, and under another phrase', async () => {
    const dest_path = join(dir, 'converted.key');
    const wanted = { src_content: key, dest_path, dest_passphrase: 'phrase', format: 'pkcs8' };
    const convert = (args: Record<string, unknown>, check = false) =>
      run('openssl_privatekey_convert', args, check);
    expect(await convert(wanted, true)).toMatchObject({ changed: true });
    expect(await convert(wanted)).toMatchObject({ changed: true });
    expect(readFileSync(dest_path, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    expect(statSync(dest_path).mode & 0o777).toBe(0o600);
    expect(await convert(wanted)).toMatchObject({ changed: false });
    expect(await convert({ ...wanted, dest_passphrase: 'other' }, true)).toMatchObject({
      changed: true,
    });
    const back = { src_path: dest_path, dest_path: join(dir, 'back.pem'), format: 'pkcs1' };
    expect((await convert(back)).msg).toBe('Password was not given but private key is encrypted');
    expect(await convert({ ...back, src_passphrase: 'phrase' })).toMatchObject({ changed: true });
    expect(readFileSync(back.dest_path, 'utf8')).toBe(key);
    const missing = { ...back, src_path: join(dir, 'nope') };
    expect((await convert(missing)).msg).toBe(
      `Error while loading ${missing.src_path} - [Errno 2] No such file or directory: '${missing.src_path}'`,
    );
  });

  it('complete a chain by what files and folders have', async () => {
    const request = async (args: Record<string, unknown>): Promise<string> =>
      String((await run('openssl_csr_pipe', { privatekey_content: key, ...args })).csr);
    const ca = { basic_constraints: ['CA:TRUE'] };
    const issued = async (csr_content: string, ownca_content?: string): Promise<string> => {
      const issuer =
        ownca_content === undefined
          ? { provider: 'selfsigned', privatekey_content: key }
          : { provider: 'ownca', ownca_content, ownca_privatekey_content: key };
      return String((await run('x509_certificate_pipe', { csr_content, ...issuer })).certificate);
    };
    const root = await issued(await request({ common_name: 'Root', ...ca }));
    const inner = await issued(await request({ common_name: 'Inner', ...ca }), root);
    const leaf = await issued(await request({ common_name: 'a.example' }), inner);
    const roots = join(dir, 'roots');
    mkdirSync(roots);
    writeFileSync(join(roots, 'one.pem'), `of whom?\n${root}\n`);
    const inners = join(dir, 'inners.pem');
    writeFileSync(inners, inner);
    const complete = (args: Record<string, unknown>) =>
      run('certificate_complete_chain', { root_certificates: [roots], ...args });
    expect(
      await complete({ input_chain: leaf.trim(), intermediate_certificates: [inners] }),
    ).toMatchObject({
      changed: false,
      root,
      chain: [inner, root],
      complete_chain: [leaf, inner, root],
    });
    expect(await complete({ input_chain: `${leaf}${inner}` })).toMatchObject({ chain: [root] });
    expect(await complete({ input_chain: root })).toMatchObject({ chain: [], root });
    expect((await complete({ input_chain: leaf })).msg).toBe(
      'Cannot complete chain. Stuck at certificate <Certificate(subject=<Name(CN=a.example)>, ...)>',
    );
    expect((await complete({ input_chain: `${leaf}${root}` })).msg).toMatch(
      /^Cannot verify input chain: certificate #2: /,
    );
    expect((await complete({ input_chain: 'none' })).msg).toBe(
      'Input chain must contain at least one certificate',
    );
  });
});
