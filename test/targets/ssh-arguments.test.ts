import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSshArguments, splitWords } from '../../src/targets/connection/ssh-arguments.ts';
import { matchesPatterns } from '../../src/targets/connection/ssh-config.ts';
import { sessionEnvironment } from '../../src/targets/connection/ssh-environment.ts';
import { resolveSshSettings } from '../../src/targets/connection/ssh-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('ssh arguments', () => {
  it('are split as by a shell', () => {
    expect(splitWords(`-o 'A b' "c \\" d"e\\ f  g''`)).toEqual(['-o', 'A b', 'c " de f', 'g']);
  });

  it('are read as ssh(1) reads them', () => {
    const { options, configFile, foreign } = parseSshArguments([
      '-C -o ControlMaster=auto -oControlPersist=60s -o "ProxyCommand ssh -W %h:%p jump"',
      '-p 2200 -l ann -i ~/key -J a,b -vvv -4 -F /my/config -w 3',
    ]);
    expect(Object.fromEntries(options)).toEqual({
      compression: 'yes',
      controlmaster: 'auto',
      controlpersist: '60s',
      proxycommand: 'ssh -W %h:%p jump',
      port: '2200',
      user: 'ann',
      identityfile: '~/key',
      proxyjump: 'a,b',
      addressfamily: 'inet',
    });
    expect(configFile).toBe('/my/config');
    expect(foreign).toEqual(['-w', '3']);
  });

  it('compress when somebody asks for it, not because Ansible does by default', () => {
    const usual = '-C -o ControlMaster=auto -o ControlPersist=60s';
    expect(parseSshArguments([usual, '-4']).options).toEqual([['addressfamily', 'inet']]);
    expect(parseSshArguments([usual, '-C']).options).toEqual([['compression', 'yes']]);
  });
});

describe('ssh settings', () => {
  const settings = (config: string, over: object = {}) => {
    const path = join(folder, `config-${Math.random()}`);
    writeFileSync(path, config);
    return resolveSshSettings({
      host: 'web1',
      connection: 'ssh',
      sshArgs: ['', `-F ${path}`],
      ...over,
    });
  };

  it('take the first value found, the specification before files', () => {
    const text =
      'Host web*\n Port 1111\n User ann\n HostName %h.example\nHost *\n Port 2222\n ConnectTimeout 3\n';
    expect(settings(text)).toMatchObject({
      host: 'web1.example',
      port: 1111,
      user: 'ann',
      connectTimeout: 3000,
    });
    expect(settings(text, { port: 99, user: 'bob', connectTimeout: 7 })).toMatchObject({
      port: 99,
      user: 'bob',
      connectTimeout: 7000,
    });
  });

  it('sends along what SendEnv and SetEnv name', () => {
    const env = { LANG: 'de_DE.UTF-8', LC_TIME: 'C', LC_ALL: 'x', OTHER: '1' };
    const options = [
      ['sendenv', 'LANG LC_*'],
      ['sendenv', '-LC_ALL'],
      ['setenv', 'A=1 "B=two words"'],
      ['setenv', 'C=2'],
    ] as const;
    expect(sessionEnvironment(options, env)).toEqual({
      LANG: 'de_DE.UTF-8',
      LC_TIME: 'C',
      A: '1',
      B: 'two words',
    });
    expect(sessionEnvironment([], env)).toEqual({});
  });

  it('lets ssh_args speak first and ssh_extra_args last', () => {
    const all = resolveSshSettings({
      host: 'h',
      connection: 'ssh',
      port: 5,
      hostKeyChecking: false,
      sshArgs: [
        '-F none -o Port=1 -o StrictHostKeyChecking=yes',
        '-o Port=2 -o User=u',
        '-o User=v',
      ],
    });
    expect(all).toMatchObject({ port: 1, hostKeyPolicy: 'strict', user: 'u' });
  });

  it('gather identity files and expand their tokens', () => {
    const text =
      'Host *\n IdentityFile ~/.ssh/%h-%r\n IdentityFile "/keys/two words"\n IdentitiesOnly yes\n User ann\n';
    expect(settings(text, { privateKeyFile: '/keys/first' })).toMatchObject({
      identityFiles: ['/keys/first', `${process.env.HOME}/.ssh/web1-ann`, '/keys/two words'],
      identitiesOnly: true,
    });
  });

  it('know what only the ssh program can do', () => {
    expect(settings('Host *\n PKCS11Provider /x.so\n').foreign).toEqual(['pkcs11provider']);
    expect(settings('Match exec "true"\n Port 5\n').foreign).toEqual(['match']);
    expect(settings('Match host web1\n Port 5\n')).toMatchObject({ port: 5, foreign: [] });
    expect(
      settings('Host *\n GSSAPIAuthentication yes\n HashKnownHosts yes\n SendEnv LANG LC_*\n')
        .foreign,
    ).toEqual([]);
  });
});

describe('pattern lists', () => {
  it.each([
    ['web1', ['web?'], true],
    ['web1', ['web*', '!web1'], false],
    ['web1', ['!web2'], false],
    ['a.b', ['a?b'], true],
    ['axb', ['a.b'], false],
    ['[10.0.0.1]:2222', ['[10.0.0.*]:2222'], true],
  ])('%s in %j: %s', (name, patterns, expected) => {
    expect(matchesPatterns(name, patterns)).toBe(expected);
  });
});
