import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/galaxy/collection-artifact.ts';
import { meetsRequirement } from '../../src/galaxy/versions.ts';
import { collectionArchive, galaxy, newFolder, repository } from './support.ts';

let cwd: string;
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const root = () => join(cwd, '.ansible/collections/ansible_collections');
const files = { 'README.md': 'read\n', 'plugins/modules/x.py': 'pass\n' };
const install = (...argv: string[]) => galaxy(cwd, ['collection', 'install', ...argv]);

describe('collection install', () => {
  test('from an archive, once', async () => {
    const path = join(cwd, 'acme-tools-1.0.0.tar.gz');
    collectionArchive(path, { name: 'acme.tools', files });
    const { stdout } = await install(path);
    expect(stdout).toBe(
      'Starting galaxy collection install process\nProcess install dependency map\n' +
        'Starting collection install process\n' +
        `Installing 'acme.tools:1.0.0' to '${root()}/acme/tools'\n` +
        'acme.tools:1.0.0 was installed successfully\n',
    );
    expect(readFileSync(join(root(), 'acme/tools/plugins/modules/x.py'), 'utf8')).toBe('pass\n');
    expect((await install(path)).stdout).toContain('Nothing to do.');
    expect(readdirSync(join(root(), 'acme'))).toEqual(['tools']);
    const list = await galaxy(cwd, ['collection', 'list', '--format', 'json']);
    expect(JSON.parse(list.stdout)).toEqual({ [root()]: { 'acme.tools': { version: '1.0.0' } } });
  });

  test.each([
    ['a file', { forged: { 'README.md': 'other\n' } }, "Checksum mismatch for 'README.md'"],
    [
      'the list of files',
      { forged: { 'FILES.json': '{"files": []}' } },
      "Checksum mismatch for 'FILES.json'",
    ],
    ['a path', { files: { '../../evil': 'x' } }, 'placed outside the collection directory'],
  ])('%s that is not right is refused and the old collection stays', async (_, wrong, message) => {
    const path = join(cwd, 'x.tar.gz');
    collectionArchive(path, { name: 'acme.tools', files });
    await install(path);
    collectionArchive(path, { name: 'acme.tools', version: '2.0.0', files, ...wrong });
    await expect(install(path, '--force')).rejects.toThrow(message);
    expect(readFileSync(join(root(), 'acme/tools/README.md'), 'utf8')).toBe('read\n');
    expect(existsSync(join(cwd, 'evil'))).toBe(false);
  });

  test('dependencies must be there; --no-deps does not ask', async () => {
    const top = join(cwd, 'top.tar.gz');
    const base = join(cwd, 'base.tar.gz');
    collectionArchive(top, { name: 'acme.top', dependencies: { 'acme.base': '>=1.0.0' } });
    collectionArchive(base, { name: 'acme.base', version: '1.5.0' });
    await expect(install('--offline', top)).rejects.toThrow(
      'Failed to resolve the requested dependencies map. Could not satisfy the following requirements:\n' +
        '* acme.base:>=1.0.0 (dependency of acme.top:1.0.0)',
    );
    await install('--offline', top, base);
    expect(readdirSync(join(root(), 'acme')).sort()).toEqual(['base', 'top']);
    await install('--offline', '--no-deps', '--force', top);
    collectionArchive(base, { name: 'acme.base', version: '0.5.0' });
    await expect(install('--offline', '--force', top, base)).rejects.toThrow('* acme.base:>=1.0.0');
  });

  test('from a repository, built, verified, changed', async () => {
    await galaxy(cwd, ['collection', 'init', '--init-path', cwd, 'acme.made']);
    repository(join(cwd, 'acme/made'), {});
    await install(`git+file://${cwd}/acme/made`);
    const verify = () => galaxy(cwd, ['collection', 'verify', '--offline', 'acme.made']);
    expect(await verify()).toMatchObject({ exitCode: 0 });
    appendFileSync(join(root(), 'acme/made/README.md'), 'more');
    expect(await verify()).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('modified content in the following files:\n    README.md\n'),
    });
    const out = join(cwd, 'out');
    const built = await galaxy(cwd, [
      'collection',
      'build',
      `${cwd}/acme/made`,
      '--output-path',
      out,
    ]);
    expect(built.stdout).toBe(
      `Created collection for acme.made at ${out}/acme-made-1.0.0.tar.gz\n`,
    );
    await install('--force', `${out}/acme-made-1.0.0.tar.gz`);
    expect(await verify()).toMatchObject({ exitCode: 0 });
  });

  test('a requirements file with roles and collections', async () => {
    collectionArchive(join(cwd, 'x.tar.gz'), { name: 'acme.x' });
    writeFileSync(
      join(cwd, 'requirements.yml'),
      `roles: []\ncollections:\n  - name: ${cwd}/x.tar.gz\n    type: file\n`,
    );
    await galaxy(cwd, ['install', '-r', 'requirements.yml']);
    expect(existsSync(join(root(), 'acme/x/MANIFEST.json'))).toBe(true);
    const ignored = await galaxy(cwd, ['install', '-r', 'requirements.yml', '-p', `${cwd}/roles`]);
    expect(ignored.stderr.replace(/\s+/g, ' ')).toContain(
      'contains collections which will be ignored',
    );
  });
});

describe('a server', () => {
  let server: Server;
  let url: string;
  let tokens: (string | undefined)[];
  let paths: string[];
  beforeEach(async () => {
    tokens = [];
    paths = [];
    const archives: Record<string, Buffer> = {};
    const collection = (name: string, version: string, dependencies = {}) => {
      const path = `${name.replace('.', '-')}-${version}.tar.gz`;
      archives[path] = collectionArchive(join(cwd, path), { name, version, dependencies });
      const artifact = { sha256: sha256(archives[path] as Buffer) };
      return { download_url: `/download/${path}`, artifact, metadata: { dependencies } };
    };
    const data: Record<string, Record<string, ReturnType<typeof collection>>> = {
      'acme/top': {
        '1.0.0': collection('acme.top', '1.0.0'),
        '2.0.0': collection('acme.top', '2.0.0', { 'acme.base': '<2.0.0' }),
        '3.0.0-beta': collection('acme.top', '3.0.0-beta'),
      },
      'acme/base': {
        '1.9.0': collection('acme.base', '1.9.0'),
        '1.10.0': collection('acme.base', '1.10.0'),
        '2.0.0': collection('acme.base', '2.0.0'),
      },
      'acme/other': {
        '1.0.0': collection('acme.other', '1.0.0'),
        '2.0.0': collection('acme.other', '2.0.0', { 'acme.base': '>=2.0.0' }),
      },
      'acme/over': { '1.0.0': collection('acme.over', '1.0.0', { 'acme.top': '*' }) },
      'acme/forged': {
        '1.0.0': { ...collection('acme.forged', '1.0.0'), artifact: { sha256: 'other' } },
      },
    };
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://x');
      tokens.push(request.headers.authorization);
      paths.push(pathname);
      const name = /collections\/(\w+\/\w+)\//.exec(pathname)?.[1] ?? '';
      const version = /versions\/([^/]+)\/$/.exec(pathname)?.[1];
      if (pathname === '/hub/content/') response.end('{"available_versions": {"v3": "v3/"}}');
      else if (pathname.startsWith('/download/')) response.end(archives[pathname.slice(10)]);
      else if (data[name] === undefined) response.writeHead(404).end();
      else if (version !== undefined) response.end(JSON.stringify(data[name][version]));
      else {
        const versions = Object.keys(data[name]).map((one) => ({ version: one }));
        response.end(JSON.stringify({ data: versions, links: { next: null } }));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  test('the newest versions that fit, with the token', async () => {
    const { stdout } = await install('-s', url, '--token', 'secret', 'acme.top');
    expect(stdout).toContain('acme.top:2.0.0 was installed successfully\n');
    expect(stdout).toContain('acme.base:1.10.0 was installed successfully\n');
    expect(new Set(tokens)).toEqual(new Set(['Token secret']));
  });

  test('whose API is at its own address', async () => {
    await install('-s', `${url}/hub/content/`, 'acme.base');
    expect(paths).toContain('/hub/content/v3/collections/acme/base/versions/');
    await install('-s', `${url}/below`, '--force', 'acme.base');
    expect(paths).toContain('/below/api/v3/collections/acme/base/versions/');
  });

  test('versions that are asked for, and those that are not there', async () => {
    expect((await install('-s', url, 'acme.top:1.0.0')).stdout).toContain('acme.top:1.0.0 was');
    expect((await install('-s', url, '--pre', '-U', 'acme.top')).stdout).toContain(
      '3.0.0-beta was',
    );
    await expect(install('-s', url, 'acme.top:>=9.0.0')).rejects.toThrow(
      '* acme.top:>=9.0.0 (direct request)',
    );
    await expect(install('-s', url, 'no.thing')).rejects.toThrow('* no.thing:* (direct request)');
  });

  test('an older version where the newest does not go with the others', async () => {
    const { stdout } = await install('-s', url, 'acme.top', 'acme.other');
    const told = [...stdout.matchAll(/^(\S+) was installed successfully$/gm)].map(([, one]) => one);
    expect(told).toEqual(['acme.top:2.0.0', 'acme.other:1.0.0', 'acme.base:1.10.0']);
    await expect(
      install('-s', url, '--force', 'acme.top:2.0.0', 'acme.other:2.0.0'),
    ).rejects.toThrow(
      '* acme.base:<2.0.0 (dependency of acme.top:2.0.0)\n* acme.base:>=2.0.0 (dependency of acme.other:2.0.0)',
    );
  });

  test('what is installed is kept with what it depends on, as long as it fits', async () => {
    const told = async (...argv: string[]) => {
      const { stdout } = await install('-s', url, ...argv);
      const lines = stdout.matchAll(/^'?(\S+?)'? (was installed|is already installed, skipping)/gm);
      return [...lines].map(([, name, what]) => `${name} ${what?.split(' ')[1]}`);
    };
    await told('--no-deps', 'acme.top:2.0.0');
    expect(await told('acme.over')).toEqual([
      'acme.over:1.0.0 installed',
      'acme.top:2.0.0 already',
      'acme.base:1.10.0 installed',
    ]);
    rmSync(root(), { recursive: true });
    await told('acme.base:1.9.0');
    expect((await told('acme.base', 'acme.other:2.0.0')).sort()).toEqual([
      'acme.base:2.0.0 installed',
      'acme.other:2.0.0 installed',
    ]);
    const newer = join(cwd, 'newer.tar.gz');
    collectionArchive(newer, { name: 'acme.base', version: '9.0.0' });
    await told(newer);
    expect(await told('-U', 'acme.base')).toEqual(['acme.base:9.0.0 already']);
  });

  test('archives for later, with the requirements file to install them by', async () => {
    const { stdout } = await galaxy(cwd, ['collection', 'download', '-s', url, 'acme.top']);
    const folder = join(cwd, 'collections');
    expect(stdout).toBe(
      `Process download dependency map\nStarting collection download process to '${folder}'\n` +
        `Downloading collection 'acme.top:2.0.0' to '${folder}'\n` +
        "Collection 'acme.top:2.0.0' was downloaded successfully\n" +
        `Downloading collection 'acme.base:1.10.0' to '${folder}'\n` +
        "Collection 'acme.base:1.10.0' was downloaded successfully\n" +
        `Writing requirements.yml file of downloaded collections to '${join(folder, 'requirements.yml')}'\n`,
    );
    expect(readFileSync(join(folder, 'requirements.yml'), 'utf8')).toBe(
      'collections:\n- name: acme-top-2.0.0.tar.gz\n  version: 2.0.0\n' +
        '- name: acme-base-1.10.0.tar.gz\n  version: 1.10.0\n',
    );
    const top = readFileSync(join(folder, 'acme-top-2.0.0.tar.gz'));
    expect(sha256(top)).toBe(sha256(readFileSync(join(cwd, 'acme-top-2.0.0.tar.gz'))));
  });

  test('an archive that is not what the server promised', async () => {
    await expect(install('-s', url, 'acme.forged')).rejects.toThrow('Mismatch artifact hash');
    expect(existsSync(join(root(), 'acme'))).toBe(false);
  });
});

test.each([
  ['1.2.3', '*', true],
  ['1.2.3', '>=1.0.0,<2.0.0', true],
  ['2.0.0', '>=1.0.0,<2.0.0', false],
  ['1.10.0', '>1.9.0', true],
  ['1.0.0-rc1', '>=1.0.0', false],
  ['1.0.0', '!=1.0.0', false],
  ['1.0.0', '1.0.0', true],
])('%s meets %s: %s', (version, requirement, met) => {
  expect(meetsRequirement(version, requirement)).toBe(met);
});
