import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, machine, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { distribution } from '../../../src/modules/facts/distribution.ts';
import { parseIni } from '../../../src/modules/facts/ini.ts';
import { ipv4Facts, parseAddresses } from '../../../src/modules/facts/interface-address.ts';
import { parseObservation } from '../../../src/modules/facts/observation.ts';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { runModule } from './run-module.ts';

const { target, close } = openDirectTarget();
const folder = mkdtempSync(join(tmpdir(), 'facts-'));
afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

async function gather(args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const result = await runModule(target, 'setup', args);
  expect(result.failed).toBeUndefined();
  return result.ansible_facts as Record<string, unknown>;
}

describe('setup', () => {
  it('agrees with what this process knows of the machine', async () => {
    const facts = await gather();
    expect(facts).toMatchObject({
      ansible_nodename: hostname(),
      ansible_hostname: hostname().split('.')[0],
      ansible_machine: machine(),
      ansible_user_id: userInfo().username,
      ansible_user_dir: homedir(),
      ansible_real_user_id: userInfo().uid,
      gather_subset: ['all'],
      module_setup: true,
    });
    expect(facts).toHaveProperty('ansible_date_time.epoch', expect.stringMatching(/^\d+$/));
    expect(facts).toHaveProperty('ansible_env.HOME', process.env.HOME);
  });

  it.each([
    [
      ['!all'],
      ['ansible_distribution', 'ansible_env'],
      ['ansible_mounts', 'ansible_interfaces', 'ansible_is_chroot'],
    ],
    [['!all', '!min'], ['gather_subset'], ['ansible_distribution', 'ansible_mounts']],
    [
      ['!all', '!min', 'network'],
      ['ansible_interfaces', 'ansible_distribution'],
      ['ansible_env', 'ansible_mounts'],
    ],
    [['!hardware'], ['ansible_distribution'], ['ansible_mounts', 'ansible_interfaces']],
    [['min', 'loadavg'], ['ansible_loadavg'], ['ansible_mounts']],
  ])('gathers %o', async (subset, present, absent) => {
    const names = Object.keys(await gather({ gather_subset: subset }));
    expect(names).toEqual(expect.arrayContaining(present));
    for (const name of absent) expect(names).not.toContain(name);
  });

  it('refuses an unknown subset', async () => {
    const result = await runModule(target, 'setup', { gather_subset: ['nonsense'] });
    expect(result.msg).toMatch(
      /^Bad subset 'nonsense' given to Ansible\. gather_subset options allowed: all, all_ipv4_addresses, /,
    );
  });

  it('filters names', async () => {
    const names = Object.keys(await gather({ filter: ['ansible_user_*', 'machine'] }));
    expect(names).toContain('ansible_machine');
    expect(names.every((name) => /^ansible_(user_|machine$)/.test(name))).toBe(true);
  });

  it('reads custom facts', async () => {
    writeFileSync(join(folder, 'a.fact'), '{"x": [1, null]}');
    writeFileSync(join(folder, 'b.fact'), '[One]\nKey = value\n');
    writeFileSync(join(folder, 'c.fact'), '#!/bin/sh\necho \'{"ran": true}\'\n');
    writeFileSync(join(folder, 'd.fact'), '#!/bin/sh\necho oops >&2; exit 4\n');
    for (const name of ['c', 'd']) chmodSync(join(folder, `${name}.fact`), 0o755);
    const warnings: string[] = [];
    const result = await runModule(
      target,
      'setup',
      { gather_subset: ['!all', '!min', 'local'], fact_path: folder },
      { warnings },
    );
    const failure = `Failure executing fact script (${folder}/d.fact), rc: 4, err: oops`;
    expect(result.ansible_facts).toMatchObject({
      ansible_local: {
        a: { x: [1, null] },
        b: { One: { key: 'value' } },
        c: { ran: true },
        d: failure,
      },
    });
    expect(warnings).toEqual([failure]);
  });
});

describe('distribution', () => {
  const identify = (files: Record<string, string>): Record<string, unknown> => {
    const paths = Object.keys(files);
    const lines = Object.entries(files).flatMap(([path, text]) =>
      text.split('\n').map((line) => `${path}:${line}`),
    );
    const output = `\x1efiles\n${lines.join('\n')}\n\x1erelease_files\n${paths.join('\n')}\n`;
    return distribution.collect(parseObservation(output, paths), {
      platform: {
        kernel: 'Linux',
        machine: 'x86_64',
        user: { name: 'root', uid: 0, gid: 0, home: '/root' },
      },
      environment: {},
      known: {},
      factPath: '',
      warn: () => {},
    });
  };

  it.each([
    [
      'Debian',
      {
        '/etc/os-release':
          'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm',
        '/etc/debian_version': '12.11',
      },
      {
        distribution: 'Debian',
        distribution_version: '12',
        distribution_major_version: '12',
        distribution_minor_version: '11',
        distribution_release: 'bookworm',
        os_family: 'Debian',
      },
    ],
    [
      'Ubuntu',
      {
        '/etc/os-release':
          'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\nID_LIKE=debian\nPRETTY_NAME="Ubuntu 22.04.1 LTS"\nVERSION_CODENAME=jammy',
      },
      {
        distribution: 'Ubuntu',
        distribution_version: '22.04',
        distribution_release: 'jammy',
        os_family: 'Debian',
      },
    ],
    [
      'CentOS 7',
      {
        '/etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)',
        '/etc/redhat-release': 'CentOS Linux release 7.9.2009 (Core)',
        '/etc/os-release': 'ID="centos"\nVERSION_ID="7"',
      },
      {
        distribution: 'CentOS',
        distribution_version: '7.9',
        distribution_major_version: '7',
        distribution_release: 'Core',
        os_family: 'RedHat',
      },
    ],
    [
      'Rocky',
      {
        '/etc/redhat-release': 'Rocky Linux release 9.1 (Blue Onyx)',
        '/etc/os-release': 'ID="rocky"\nVERSION_ID="9.1"\nVERSION="9.1 (Blue Onyx)"',
      },
      {
        distribution: 'Rocky',
        distribution_version: '9.1',
        distribution_release: 'Blue Onyx',
        os_family: 'RedHat',
      },
    ],
    [
      'Alpine',
      {
        '/etc/alpine-release': '3.18.2',
        '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.2',
      },
      { distribution: 'Alpine', distribution_version: '3.18.2', os_family: 'Alpine' },
    ],
    [
      'openSUSE',
      {
        '/etc/os-release':
          'NAME="openSUSE Leap"\nID="opensuse-leap"\nVERSION_ID="15.4"\nPRETTY_NAME="openSUSE Leap 15.4"',
      },
      {
        distribution: 'openSUSE Leap',
        distribution_version: '15.4',
        distribution_release: '4',
        os_family: 'Suse',
      },
    ],
    [
      'Amazon',
      {
        '/etc/os-release': 'NAME="Amazon Linux"\nID="amzn"\nVERSION_ID="2"\nHOME_URL="x"',
        '/etc/system-release': 'Amazon Linux release 2 (Karoo)',
      },
      {
        distribution: 'Amazon',
        distribution_version: '2',
        distribution_minor_version: 'NA',
        os_family: 'RedHat',
      },
    ],
  ])('%s', (_name, files, facts) => {
    expect(identify(files)).toMatchObject(facts);
  });
});

describe('addresses', () => {
  const output = `2: eth0: <UP> mtu 1500
    inet 10.0.0.5/20 brd 10.0.15.255 scope global eth0
    inet 10.0.0.6/32 scope global secondary eth0:1
    inet6 fe80::1/64 scope link
3: tun0@x: <UP>
    inet 1.2.3.4 peer 1.2.3.5/32 scope global tun0
    inet6 fd00::1 peer fd00::2/128 scope global
`;

  it('are read by interface', () => {
    const addresses = parseAddresses(output);
    expect(
      addresses.get('eth0')?.map(({ address, secondary, label }) => [address, secondary, label]),
    ).toEqual([
      ['10.0.0.5', false, 'eth0'],
      ['10.0.0.6', true, 'eth0:1'],
      ['fe80::1', false, ''],
    ]);
    expect(addresses.get('tun0')?.map(({ prefix, scope }) => [prefix, scope])).toEqual([
      ['32', ''],
      ['128', 'global'],
    ]);
  });

  it('give netmask and network', () => {
    const [first] = parseAddresses(output).get('eth0') ?? [];
    expect(first && ipv4Facts(first)).toEqual({
      address: '10.0.0.5',
      broadcast: '10.0.15.255',
      netmask: '255.255.240.0',
      network: '10.0.0.0',
      prefix: '20',
    });
  });
});

describe('ini files', () => {
  it.each([
    ['[a]\nX: 1\ny = 2\n  more\n', { a: { x: '1', y: '2\nmore' } }],
    ['[DEFAULT]\nd=0\n[a]\n', { a: { d: '0' } }],
    ['no section', undefined],
    ['[a]\nnothing', undefined],
  ])('%j', (text, sections) => {
    expect(parseIni(text)).toEqual(sections);
  });
});
