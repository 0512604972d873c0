import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { file, galaxy, newFolder, repository, writeArchive, writeFiles } from './support.ts';

let cwd: string;
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const role = { 'meta/main.yml': 'dependencies: []\n', 'tasks/main.yml': '- debug:\n' };
const roleEntries = (top: string) =>
  Object.entries(role).map(([path, text]) => file(`${top}/${path}`, text));
const rolesPath = () => join(cwd, '.ansible/roles');

describe('role install', () => {
  test.each([
    [
      'meta/main.yml',
      'dependencies: {roles: [x]}\n',
      "meta/main.yml with dependencies {'roles': ['x']}",
    ],
    ['meta/requirements.yml', 'roles: []\n', "meta/requirements.yml {'roles': []}"],
  ])('refuses dependencies that are no list: %s', async (path, text, told) => {
    const files = { ...role, [path]: text };
    writeArchive(
      join(cwd, 'one.tar.gz'),
      Object.entries(files).map(([name, content]) => file(`one/${name}`, content)),
    );
    await expect(galaxy(cwd, ['install', `${cwd}/one.tar.gz,,one`])).rejects.toThrow(
      `Expected role dependencies to be a list. Role one has ${told}`,
    );
  });

  test('from a repository, an archive and a folder, by a requirements file', async () => {
    repository(join(cwd, 'source/one'), role);
    writeArchive(join(cwd, 'two-1.0.tar.gz'), roleEntries('two-1.0'));
    writeFiles(join(cwd, 'three'), role);
    writeFileSync(
      join(cwd, 'requirements.yml'),
      `- src: git+file://${cwd}/source/one\n  version: v1\n` +
        `- src: ${cwd}/two-1.0.tar.gz\n  name: two\n- src: ${cwd}/three\n  name: three\n`,
    );
    const { stdout, exitCode } = await galaxy(cwd, ['install', '-r', 'requirements.yml']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'Starting galaxy role install process\n' +
        ['one (v1)', 'two', 'three']
          .map((label) => {
            const [name] = label.split(' ');
            return `- extracting ${name} to ${rolesPath()}/${name}\n- ${label} was installed successfully\n`;
          })
          .join(''),
    );
    for (const name of ['one', 'two', 'three']) {
      expect(readFileSync(join(rolesPath(), name, 'tasks/main.yml'), 'utf8')).toBe('- debug:\n');
    }
    expect(existsSync(join(rolesPath(), 'one/.git'))).toBe(false);
    expect(readFileSync(join(rolesPath(), 'one/meta/.galaxy_install_info'), 'utf8')).toMatch(
      /^install_date: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\nversion: v1\n$/,
    );
    expect(readdirSync(rolesPath()).sort()).toEqual(['one', 'three', 'two']);

    const again = await galaxy(cwd, ['install', '-r', 'requirements.yml']);
    expect(again.stdout).toContain('- one (v1) is already installed, skipping.\n');
    const list = await galaxy(cwd, ['list']);
    expect(list.stdout).toContain(`# ${rolesPath()}\n- one, v1\n`);
  });

  test('dependencies are installed as well, unless told not to', async () => {
    repository(join(cwd, 'base'), role);
    repository(join(cwd, 'top'), {
      ...role,
      'meta/main.yml': `dependencies:\n  - src: git+file://${cwd}/base\n    name: acme.base\n`,
    });
    await galaxy(cwd, ['install', '-n', `git+file://${cwd}/top`]);
    expect(readdirSync(rolesPath())).toEqual(['top']);
    const { stdout } = await galaxy(cwd, ['install', '--force', `git+file://${cwd}/top`]);
    expect(stdout).toContain('- adding dependency: acme.base\n');
    expect(readdirSync(rolesPath()).sort()).toEqual(['acme.base', 'top']);
  });

  test('--force replaces the whole role, another version without it is only told', async () => {
    repository(join(cwd, 'one'), role);
    await galaxy(cwd, ['install', `git+file://${cwd}/one,v1`]);
    writeFileSync(join(rolesPath(), 'one/stale'), '');
    const told = await galaxy(cwd, ['install', `git+file://${cwd}/one,master`]);
    expect(told.stderr.replace(/\s+/g, ' ')).toContain(
      '- one (v1) is already installed - use --force to change version to master',
    );
    await galaxy(cwd, ['install', '-f', `git+file://${cwd}/one,v1`]);
    expect(existsSync(join(rolesPath(), 'one/stale'))).toBe(false);
  });

  test.each([
    [
      'a name',
      () =>
        writeArchive(join(cwd, 'bad.tar.gz'), [...roleEntries('r'), file('r/../../../evil', 'x')]),
      'Invalid name for tarfile member',
    ],
    [
      'a link',
      () => {
        writeFiles(join(cwd, 'r'), role);
        symlinkSync('../../../../etc/passwd', join(cwd, 'r/tasks/evil'));
        execFileSync('tar', ['-czf', 'bad.tar.gz', 'r'], { cwd });
      },
      'Invalid linkname for tarfile member',
    ],
    [
      'no meta/main.yml',
      () => writeArchive(join(cwd, 'bad.tar.gz'), [file('r/tasks/main.yml', '')]),
      'does not appear to have a meta/main.yml file',
    ],
    [
      'no archive',
      () => writeFileSync(join(cwd, 'bad.tar.gz'), 'text '.repeat(300)),
      'does not appear to be a valid tar archive',
    ],
  ])('an archive with %s is refused and nothing is left', async (_, make, message) => {
    make();
    const failed = galaxy(cwd, ['install', `${cwd}/bad.tar.gz,,bad`]);
    await expect(failed).rejects.toThrow('- you can use --ignore-errors to skip failed roles');
    const ignored = await galaxy(cwd, ['install', '-i', `${cwd}/bad.tar.gz,,bad`]);
    expect(ignored.stderr.replace(/\s+/g, ' ')).toContain(message);
    expect(existsSync(join(rolesPath(), 'bad'))).toBe(false);
    expect(existsSync(join(cwd, 'evil'))).toBe(false);
  });

  test('a name that leaves the folder of roles is refused', async () => {
    writeArchive(join(cwd, 'r.tar.gz'), roleEntries('r'));
    await expect(galaxy(cwd, ['install', `${cwd}/r.tar.gz,,../../out`])).rejects.toThrow();
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('a role on a server', () => {
  let server: Server;
  let url: string;
  const asked: string[] = [];
  beforeEach(async () => {
    const archive = writeArchive(join(cwd, 'web.tar.gz'), roleEntries('web-2.0'));
    const answers: Record<string, unknown> = {
      '/api/v1/roles/?owner__username=ada&name=web': {
        results: [{ id: 7, github_user: 'ada', github_repo: 'role-web' }],
      },
      '/api/v1/roles/7/versions/?page_size=50': {
        results: ['1.9', '1.10', '1.2'].map((name) => ({ name, download_url: `${name}.tar.gz` })),
      },
    };
    server = createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      if (path.endsWith('.tar.gz')) response.end(archive);
      else if (path in answers) {
        response.end(
          JSON.stringify(answers[path]).replaceAll(/"([\d.]+\.tar\.gz)"/g, `"${url}/$1"`),
        );
      } else response.end('{"results": []}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  test('its newest version is taken; what is not there is told', async () => {
    const { stdout } = await galaxy(cwd, ['install', '-s', url, 'ada.web']);
    expect(stdout).toContain(`- downloading role from ${url}/1.10.tar.gz\n`);
    expect(stdout).toContain('- ada.web (1.10) was installed successfully\n');
    const env = { ANSIBLE_GALAXY_SERVER: url };
    const missing = await galaxy(cwd, ['install', '-i', 'ada.nothing'], env);
    expect(missing.stderr.replace(/\s+/g, ' ')).toContain(
      `- sorry, ada.nothing was not found on ${url}.`,
    );
  });

  test('an address is downloaded', async () => {
    await galaxy(cwd, ['install', `${url}/some/web.tar.gz`]);
    expect(readdirSync(rolesPath())).toEqual(['web']);
  });
});

describe('roles that are there', () => {
  test('info, remove', async () => {
    writeFiles(join(rolesPath(), 'one'), { ...role, 'meta/.galaxy_install_info': 'version: v1\n' });
    const info = await galaxy(cwd, ['info', '--offline', 'one']);
    expect(info.stdout).toContain(
      '\nRole: one\n\tdescription: \n\tdependencies: []\n\tinstalled_version: v1\n',
    );
    const { stdout } = await galaxy(cwd, ['remove', 'one', 'two']);
    expect(stdout).toBe('- successfully removed one\n- two is not installed, skipping.\n');
    expect(readdirSync(rolesPath())).toEqual([]);
  });

  test('remove leaves alone what is no role', async () => {
    mkdirSync(join(rolesPath(), 'data'), { recursive: true });
    await galaxy(cwd, ['remove', 'data']);
    expect(readdirSync(rolesPath())).toEqual(['data']);
    await expect(galaxy(cwd, ['remove', '../roles/data'])).rejects.toThrow('no name of a role');
  });

  test('init makes a role that can be installed, and keeps what is there', async () => {
    const at = ['--init-path', cwd];
    expect((await galaxy(cwd, ['init', ...at, 'fresh'])).stdout).toBe(
      '- Role fresh was created successfully\n',
    );
    expect(readdirSync(join(cwd, 'fresh')).sort()).toEqual(
      'README.md defaults files handlers meta tasks templates tests vars'.split(' '),
    );
    await expect(galaxy(cwd, ['init', ...at, 'fresh'])).rejects.toThrow('already exists');
    await galaxy(cwd, ['install', `${cwd}/fresh,,copy`]);
    expect(readdirSync(rolesPath())).toEqual(['copy']);
  });

  test('a skeleton of the own is rendered, but for templates', async () => {
    writeFiles(join(cwd, 'skeleton'), {
      'README.md.j2': '# {{ role_name }} by {{ author }}\n',
      'templates/x.j2': '{{ kept }}\n',
      '.git/config': '',
    });
    await galaxy(cwd, [
      'init',
      '--init-path',
      cwd,
      '--role-skeleton',
      join(cwd, 'skeleton'),
      'mine',
    ]);
    expect(readFileSync(join(cwd, 'mine/README.md'), 'utf8')).toBe('# mine by your name\n');
    expect(readFileSync(join(cwd, 'mine/templates/x.j2'), 'utf8')).toBe('{{ kept }}\n');
    expect(existsSync(join(cwd, 'mine/.git'))).toBe(false);
  });
});
