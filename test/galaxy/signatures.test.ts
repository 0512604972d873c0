import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/galaxy/collection-artifact.ts';
import { readTar } from '../../src/galaxy/tar-archive.ts';
import { collectionArchive, galaxy, newFolder } from './support.ts';

const hasGpg = spawnSync('gpg', ['--version']).status === 0;
const title = hasGpg ? 'signatures' : 'signatures (skipped: there is no gpg here)';

const gpg = (home: string, ...args: string[]) =>
  execFileSync('gpg', ['--batch', '--quiet', '--homedir', home, ...args], { stdio: 'pipe' });

function newKey(home: string): void {
  mkdirSync(home, { mode: 0o700 });
  gpg(home, '--passphrase', '', '--quick-gen-key', 'Acme <acme@example.com>', 'ed25519', 'sign');
}

describe.skipIf(!hasGpg)(title, () => {
  let base: string;
  let cwd: string;
  let archive: Buffer;
  let server: Server;
  let url: string;
  /** What the server gives as signatures, by the names of files; undefined leaves them out. */
  let given: string[] | undefined;
  const signature = (name: string) => `file://${base}/${name}.asc`;
  const info = () => ({
    href: '/api/v3/collections/acme/tools/versions/1.0.0/',
    download_url: `${url}/archive`,
    artifact: { sha256: sha256(archive) },
    metadata: { dependencies: {} },
    signatures: given?.map((name) => ({
      signature: readFileSync(join(base, `${name}.asc`), 'utf8'),
      pubkey_fingerprint: 'AB',
    })),
  });

  beforeAll(async () => {
    base = newFolder();
    archive = collectionArchive(join(base, 'acme-tools-1.0.0.tar.gz'), {
      name: 'acme.tools',
      files: { 'README.md': 'read\n' },
    });
    const manifest = join(base, 'MANIFEST.json');
    const entry = readTar(gunzipSync(archive)).find(({ name }) => name === 'MANIFEST.json');
    writeFileSync(manifest, entry?.content ?? '');
    writeFileSync(join(base, 'other'), 'other');
    const [home, stranger] = [join(base, 'home'), join(base, 'stranger')];
    newKey(home);
    newKey(stranger);
    const sign = (who: string, name: string, file: string) =>
      gpg(who, '--armor', '--output', join(base, `${name}.asc`), '--detach-sign', file);
    sign(home, 'good', manifest);
    sign(home, 'bad', join(base, 'other'));
    sign(stranger, 'unknown', manifest);
    writeFileSync(join(base, 'ring.gpg'), gpg(home, '--export'));
    for (const one of [home, stranger]) spawnSync('gpgconf', ['--homedir', one, '--kill', 'all']);
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://x');
      const answer = (data: object) => response.end(JSON.stringify(data));
      if (pathname === '/archive') response.end(archive);
      else if (pathname.endsWith('/versions/')) answer({ data: [{ version: '1.0.0' }] });
      else if (pathname.endsWith('/acme/tools/versions/1.0.0/')) answer(info());
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(base, { recursive: true });
  });
  beforeEach(() => {
    cwd = newFolder();
    given = undefined;
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const root = () => join(cwd, '.ansible/collections/ansible_collections');
  const keyring = () => ['--keyring', join(base, 'ring.gpg')];
  const install = (...argv: string[]) =>
    galaxy(cwd, ['collection', 'install', '-s', url, ...keyring(), ...argv]);
  const verify = (...argv: string[]) =>
    galaxy(cwd, ['collection', 'verify', '-s', url, ...argv, 'acme.tools']);
  const refused = 'Not installing acme.tools because GnuPG signature verification failed.';
  const ignore = (...codes: string[]) =>
    codes.flatMap((code) => ['--ignore-signature-status-code', code]);

  test.each<[string, string[] | undefined, string[], boolean]>([
    ['one good signature', ['good'], [], true],
    ['one good among others', ['bad', 'good', 'unknown'], [], true],
    ['all must be good', ['bad', 'good'], ['all'], false],
    ['two must be good', ['bad', 'good', 'unknown'], ['2'], false],
    ['none at all', undefined, [], true],
    ['none where one must be', undefined, ['+1'], false],
    ['none where all must be', undefined, ['+all'], false],
    ['a stranger', ['unknown'], [], false],
    ['what is ignored', ['bad', 'good'], ['all', ...ignore('BADSIG', 'FAILURE')], true],
    ['all are ignored, none is good', ['bad'], ['1', ...ignore('BADSIG', 'FAILURE')], false],
    ['ignored in part', ['bad', 'good'], ['all', ...ignore('FAILURE')], false],
    ['the server ones count though not wanted', ['bad'], ['1', '--disable-gpg-verify'], false],
  ])('%s', async (_, signatures, [count = '1', ...more], isInstalled) => {
    given = signatures;
    const run = install('--required-valid-signature-count', count, ...more, 'acme.tools');
    if (isInstalled) await run;
    else await expect(run).rejects.toThrow(refused);
    expect(existsSync(join(root(), 'acme/tools'))).toBe(isInstalled);
  });

  test('that the user names, for a server and for an archive', async () => {
    await expect(install('--signature', signature('bad'), 'acme.tools')).rejects.toThrow(refused);
    await install('--signature', signature('good'), 'acme.tools');
    await expect(install('--signature', signature('none'), 'acme.tools', '-f')).rejects.toThrow(
      `Failed to get signature for collection verification from '${signature('none')}'`,
    );
    const path = join(base, 'acme-tools-1.0.0.tar.gz');
    await expect(install('--signature', signature('bad'), '-f', path)).rejects.toThrow(refused);
    await install('--signature', signature('good'), '-f', path);
    await install('--disable-gpg-verify', '--signature', signature('bad'), '-f', path);
  });

  test('of a requirements file, by settings', async () => {
    const file = join(cwd, 'requirements.yml');
    writeFileSync(
      file,
      `collections:\n  - name: acme.tools\n    signatures: ${signature('bad')}\n`,
    );
    const run = (env: Record<string, string>, ...argv: string[]) =>
      galaxy(cwd, ['collection', 'install', '-s', url, '-r', file, ...argv], env);
    await expect(run({})).rejects.toThrow(
      'Signatures were provided to verify acme.tools but no keyring was configured.',
    );
    const env = { ANSIBLE_GALAXY_GPG_KEYRING: join(base, 'ring.gpg') };
    await expect(run(env)).rejects.toThrow(refused);
    await expect(run(env, '--signature', 'x')).rejects.toThrow('are mutually exclusive');
    await run({
      ...env,
      ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT: 'all',
      ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES: 'BADSIG,FAILURE',
    });
    const both = (...argv: string[]) => galaxy(cwd, ['install', '-s', url, '-fr', file, ...argv]);
    await expect(both(...keyring())).rejects.toThrow(refused);
    await both(...keyring(), '--disable-gpg-verify');
    expect(await galaxy(cwd, ['install', 'x', ...keyring()])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('unrecognized arguments: --keyring'),
    });
    expect(await run({ ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT: 'x' })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("invalid validate_signature_count value: 'x'"),
    });
  });

  test('are told of at -vvvv, and leave no keyring behind', async () => {
    given = ['unknown'];
    const ring = join(cwd, 'new.gpg');
    const run = galaxy(cwd, [
      ...['collection', 'install', '-s', url, '--keyring', ring, '-i', '-vvvv', 'acme.tools'],
    ]);
    const { stdout } = await run;
    expect(stdout).toContain("Running command '['gpg', '--status-fd=3', '--verify', '--batch'");
    expect(stdout).toContain(
      "Signature verification failed for 'acme.tools': fewer successful signatures than required\n" +
        "Signature verification failed for 'acme.tools' (return code 2):\n" +
        '    * "It was not possible to check the signature. This may be caused\n' +
        '      by a missing public key or an unsupported algorithm.',
    );
    expect(existsSync(ring)).toBe(false);
  });

  test('vouch for what is installed', async () => {
    given = ['good'];
    await install('acme.tools');
    const label = "Successfully verified that checksums for 'acme.tools:1.0.0'";
    const own = `${label} are internally consistent with its manifest.\n`;
    const same = `${label} match the remote collection.\n`;
    expect(await verify('--offline', ...keyring())).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(own),
    });
    expect(await verify(...keyring())).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(same),
    });
    const without = await verify('--offline');
    expect(without).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(own) });
    expect(without.stderr.replace(/\s+/g, ' ')).toContain('Skipping signature verification.');
    given = ['bad'];
    expect(await verify(...keyring())).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('fewer successful signatures than required\n'),
    });
    const manifest = join(root(), 'acme/tools/MANIFEST.json');
    appendFileSync(manifest, ' ');
    expect(await verify('--offline', ...keyring())).toMatchObject({ exitCode: 1 });
    expect(await verify('--offline')).toMatchObject({ exitCode: 0 });
    given = undefined;
    expect(await verify()).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('in the following files:\n    MANIFEST.json\n'),
    });
  });
});
