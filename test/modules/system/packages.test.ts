import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { planModule, plannedCommands, runModule, scriptedTarget } from './run-module.ts';

const DPKG = `/usr/bin/apt-get

1000
auto libc6 
dpkg amd64 installed 1.21
bash amd64 installed 5.2-1
libc6 amd64 installed 2.36
old all config-files 1
`;

const POLICY = `tree:
  Installed: (none)
  Candidate: 2.1-1
  Version table:
     2.1-1 500
        500 http://deb.test stable/main amd64 Packages
     2.0-1 100
bash:
  Installed: 5.2-1
  Candidate: 5.2-2
  Version table:
     5.2-2 500
        500 http://deb.test stable/main amd64 Packages
 *** 5.2-1 100
        100 /var/lib/dpkg/status
`;

const target = scriptedTarget([
  [/dpkg-query/, DPKG],
  [/^apt-cache policy -- .*(tree|bash)/, POLICY],
  [/^apt-cache policy/, ''],
  [/^apt-cache showpkg -- mta/, 'Reverse Provides:\nexim4 4.9 (= )\npostfix 3 (= )\n'],
  [/^apt-cache showpkg/, 'Package: x\n'],
  [/^apt-cache pkgnames/, 'bash\ntree\ntreeline\n'],
]);

const DPKG_OPTIONS = '-o "Dpkg::Options::=--force-confdef" -o "Dpkg::Options::=--force-confold"';

describe('apt', () => {
  it.each([
    [{ name: 'tree' }, "'tree=2.1-1'"],
    [{ name: 'tree=2.0*' }, "'tree=2.0-1'"],
    [{ name: ['bash', 'tree'] }, "'tree=2.1-1'"],
    [{ name: 'bash', state: 'latest' }, "'bash=5.2-2'"],
    [{ name: 'mta' }, "'mta'"],
  ])('installs %o', async (args, packages) => {
    const [command] = plannedCommands(await planModule(target, 'apt', args));
    expect(command).toContain(`-y ${DPKG_OPTIONS}       install ${packages}\n`);
  });

  it.each([
    [{ name: 'bash' }],
    [{ name: 'tree', only_upgrade: true }],
    [{ name: 'tree', state: 'absent' }],
    [{ name: 'nosuch', state: 'absent' }],
    [{ name: 'old', state: 'absent' }],
  ])('has nothing to do for %o', async (args) => {
    const plan = await planModule(target, 'apt', args);
    expect(plan.changes).toEqual([]);
    expect(plan.result.changed).toBe(false);
  });

  it.each([
    [{ name: 'nosuch' }, "No package matching 'nosuch' is available"],
    [{ name: 'tree=9' }, 'no available installation candidate for tree=9'],
    [{ name: 'zz*' }, "No package(s) matching 'zz*' available"],
    [{ name: 'a=1=2' }, 'invalid package spec: a=1=2'],
    [{ name: 'x', upgrade: 'yes' }, 'parameters are mutually exclusive: deb|package|upgrade'],
    [{ deb: '/x.deb', state: 'absent' }, 'deb only supports state=present'],
  ])('fails for %o', async (args, msg) => {
    expect((await planModule(target, 'apt', args)).result).toMatchObject({ failed: true, msg });
  });

  it.each([
    ['C\nC.utf8\nPOSIX', 'C.utf8'],
    ['C\nPOSIX\nde_DE.utf8\nen_US.utf8', 'en_US.utf8'],
    ['C\nPOSIX', 'C'],
  ])('has programs talk English with an encoding where the host has %j', async (known, locale) => {
    const [command = ''] = plannedCommands(await planModule(target, 'apt', { name: 'tree' }));
    const script = command.replace(/^.*apt-get .*$/m, 'echo $LANG $LC_ALL $LC_MESSAGES $LC_CTYPE');
    const shell = `locale() { printf '%s\\n' '${known}'; }\n${script}`;
    const { stdout } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' });
    expect(stdout).toBe(`${locale} ${locale} ${locale} ${locale}\n`);
  });

  it('marks a dependency that is asked for by name as manual', async () => {
    const plan = await planModule(target, 'apt', { name: 'libc6' });
    expect(plannedCommands(plan)[0]).toContain('apt-mark manual libc6');
    expect(plan.result.changed).toBe(false);
  });

  it('removes packages, and configuration with purge', async () => {
    const [removal] = plannedCommands(
      await planModule(target, 'apt', { name: 'ba*', state: 'absent' }),
    );
    expect(removal).toContain("remove 'bash'");
    const [purge] = plannedCommands(
      await planModule(target, 'apt', { name: 'old', state: 'absent', purge: true }),
    );
    expect(purge).toContain("--purge    remove 'old'");
  });

  it('fetches a package file under a name of its own, and leaves nothing of it', async () => {
    const asked: string[] = [];
    const fetching = (fields: string, stored = 0) => ({
      ...scriptedTarget([
        [/dpkg-query/, DPKG],
        [/dpkg-deb --show/, fields],
        [/cat >"\$troupe_deb"/, '', stored],
        [/apt-get -s/, ''],
        [/^rm -f/, ''],
      ]),
      readFile: async () => Buffer.from('a package'),
    });
    const planned = (fields: string, stored?: number) => {
      const host = fetching(fields, stored);
      const query: typeof host.query = (command) => {
        asked.push(('argv' in command && command.argv?.join(' ')) || '');
        return host.query(command);
      };
      return planModule({ ...host, query }, 'apt', { deb: 'file:///pool/tree_1.0_amd64.deb' });
    };
    const { changes } = await planned('tree 1.0 amd64\n');
    const [, removal] = changes;
    expect(removal).toMatchObject({
      op: 'remove',
      path: expect.stringMatching(/^\/tmp\/tree_1\.0_amd64[0-9a-f]{12}\.deb$/),
    });
    const path = removal?.op === 'remove' ? removal.path : '';
    expect(plannedCommands({ changes, result: {} })[0]).toContain(`-i ${path}`);
    expect((await planned('bash 5.2-1 amd64\n')).changes).toEqual([]);
    expect(asked.at(-1)).toMatch(/^rm -f \/tmp\/tree_1\.0_amd64/);
    expect((await planned('tree 1.0 amd64\n', 2)).result).toMatchObject({
      failed: true,
      msg: expect.stringMatching(/^Failure downloading file:/),
    });
  });

  it('restores policy-rc.d', async () => {
    const [command] = plannedCommands(
      await planModule(target, 'apt', { name: 'tree', policy_rc_d: 101 }),
    );
    expect(command).toContain('exit 101');
    expect(command).toContain("trap 'restore; trap - EXIT' EXIT");
  });
});

describe('package', () => {
  it('hands its arguments to the package manager of the host', async () => {
    const variables = { ansible_pkg_mgr: 'apt' };
    const plan = await planModule(
      target,
      'package',
      { name: 'tree', state: 'present' },
      { variables },
    );
    expect(plannedCommands(plan)[0]).toContain("install 'tree=2.1-1'");
  });

  it('says when it knows no manager', async () => {
    const result = await runModule(
      target,
      'package',
      { name: 'x', state: 'present' },
      { variables: { ansible_pkg_mgr: 'unknown' } },
    );
    expect(result.msg).toBe('Could not find a module for unknown.');
  });
});

describe('yum', () => {
  const fedora = scriptedTarget([
    [/rpm -qa/, '\x1eprogram\n/usr/bin/dnf\n\x1econf\nyes\n\x1einstalled\nbash 0 5 1 x86_64\n'],
  ]);

  it.each([
    [{}, { ansible_pkg_mgr: 'dnf' }],
    [{ use_backend: 'yum4' }, { ansible_pkg_mgr: 'apt' }],
    [{ use: 'dnf' }, {}],
  ])('leaves the work to dnf: %j %j', async (options, variables) => {
    const args = { name: 'tree', allowerasing: true, ...options };
    const [command] = plannedCommands(await planModule(fedora, 'yum', args, { variables }));
    expect(command).toMatch(/^exactly dnf \/usr\/bin\/dnf .*--allowerasing.* -y install tree$/m);
  });

  it('tells the package manager where it is none of its own', async () => {
    const variables = { ansible_pkg_mgr: 'apt' };
    const result = await runModule(fedora, 'yum', { name: 'tree' }, { variables });
    expect(result).toMatchObject({ failed: true, ansible_facts: { pkg_mgr: 'apt' } });
    expect(result.msg).toHaveLength(2);
  });

  it('refuses both names of the backend', async () => {
    const result = await runModule(fedora, 'yum', { use: 'dnf', use_backend: 'yum' });
    expect(result.msg).toBe("parameters are mutually exclusive: ('use', 'use_backend')");
  });
});
