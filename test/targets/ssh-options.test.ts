import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { algorithmList } from '../../src/targets/connection/ssh-algorithms.ts';
import { resolveSshSettings } from '../../src/targets/connection/ssh-settings.ts';
import { TargetPool, type TargetSpec } from '../../src/targets/pool.ts';
import { sshdObstacle, startSshd, type TestSshd } from './support/sshd.ts';

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
const PREFIX = 'Failed to connect to the host via ssh: ';

describe.skipIf(sshdObstacle())('options of ssh', () => {
  let sshd: TestSshd;
  let count = 0;
  beforeAll(async () => {
    delete process.env.SSH_AUTH_SOCK;
    sshd = await startSshd({
      config: [
        'ListenAddress ::1',
        'UsePAM yes',
        'Match User trusty*',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication yes',
        'Match all',
      ],
    });
  });
  afterAll(() => sshd.stop());

  const file = (text: string): string => {
    const path = join(sshd.folder, `file${++count}`);
    writeFileSync(path, text);
    return path;
  };
  const spec = (common: string, over: Partial<TargetSpec> = {}): TargetSpec => ({
    host: 'web1',
    connection: 'ssh',
    address: '127.0.0.1',
    port: sshd.port,
    user: 'root',
    privateKeyFile: sshd.keyFile,
    sshArgs: ['', `-F none ${common}`],
    ...over,
  });
  const known = () => `-o UserKnownHostsFile=${sshd.knownHosts}`;
  /** Who one is there, or why one is not. */
  const outcome = async (
    wanted: TargetSpec,
    askTerminal?: (prompt: string) => Promise<string | undefined>,
  ): Promise<string> => {
    const pool = new TargetPool({ askTerminal });
    try {
      return (await pool.acquire(wanted)).platform.user.name;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await pool.close();
    }
  };

  it('asks about a host that it meets for the first time', async () => {
    const fingerprint = createHash('sha256')
      .update(Buffer.from(sshd.hostKey.split(' ')[1] ?? '', 'base64'))
      .digest('base64')
      .replace(/=+$/, '');
    const question = [
      `The authenticity of host '[127.0.0.1]:${sshd.port} ([127.0.0.1]:${sshd.port})' can't be established.`,
      `ED25519 key fingerprint is SHA256:${fingerprint}.`,
      'This key is not known by any other names.',
      'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    ].join('\n');
    for (const [answers, end] of [
      [['what?', 'yes'], 'root'],
      [[`SHA256:${fingerprint}`], 'root'],
      [['No'], `${PREFIX}Host key verification failed.`],
      [[undefined], `${PREFIX}Host key verification failed.`],
    ] as const) {
      const path = file('');
      const asked: string[] = [];
      const left = [...answers];
      const ask = async (prompt: string) => {
        asked.push(prompt);
        return left.shift();
      };
      expect(await outcome(spec(`-o UserKnownHostsFile=${path}`), ask)).toBe(end);
      const again = "Please type 'yes', 'no' or the fingerprint: ";
      expect(asked).toEqual([question, again].slice(0, answers.length));
      const line = `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`;
      expect(readFileSync(path, 'utf8')).toBe(end === 'root' ? line : '');
    }
  });

  it('does not ask where nobody is, nor where it was told not to', async () => {
    const none = `-o UserKnownHostsFile=${file('')}`;
    const ask = async () => 'yes';
    expect(await outcome(spec(none))).toBe(`${PREFIX}Host key verification failed.`);
    expect(await outcome(spec(`${none} -o StrictHostKeyChecking=yes`), ask)).toBe(
      `${PREFIX}No ED25519 host key is known for 127.0.0.1 and you have requested strict checking.\r\nHost key verification failed.`,
    );
  });

  it('goes through other hosts', async () => {
    const config = file(
      `Host jump\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User root\nHost *\n` +
        `  IdentityFile ${sshd.keyFile}\n  UserKnownHostsFile ${sshd.knownHosts}\n  HostKeyAlias [127.0.0.1]:${sshd.port}\n`,
    );
    const aliased = file(`[[127.0.0.1]:${sshd.port}]:${sshd.port} ${sshd.hostKey}\n`);
    const through = (jump: string, more = '') =>
      outcome({
        ...spec(''),
        sshArgs: [`-F ${config} -o UserKnownHostsFile=${aliased} ${more}`, `-J ${jump}`],
      });
    writeFileSync(sshd.knownHosts, `${readFileSync(sshd.knownHosts)}${readFileSync(aliased)}`);
    expect(await through('jump')).toBe('root');
    expect(await through(`jump,root@127.0.0.1:${sshd.port}`)).toBe('root');
    expect(await through('root@127.0.0.1:1')).toBe(
      `${PREFIX}ssh: connect to host 127.0.0.1 port 1: Connection refused`,
    );
  });

  it('tells why a proxy command failed', async () => {
    const closed =
      'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535';
    expect(await outcome(spec(`${known()} -o ProxyCommand=false`))).toBe(PREFIX + closed);
    const talking = `-o "ProxyCommand=sh -c 'echo no way >&2; exit 1'"`;
    expect(await outcome(spec(`${known()} ${talking}`))).toBe(`${PREFIX}no way\r\n${closed}`);
  });

  it('leaves to the ssh program what only that can do or refuse', async () => {
    expect(await outcome(spec(`${known()} -o NoSuchOption=1`))).toBe(
      `${PREFIX}command-line: line 0: Bad configuration option: nosuchoption`,
    );
    expect(await outcome(spec(`${known()} -o IgnoreUnknown=NoSuch* -o NoSuchOption=1`))).toBe(
      'root',
    );
    const foreign = (text: string) => resolveSshSettings(spec(text)).foreign;
    expect(foreign(known())).toEqual([]);
    expect(foreign('-o ControlMaster=auto -o ControlPersist=60s -o LogLevel=ERROR')).toEqual([]);
    expect(foreign('-o CertificateFile=/x -o PKCS11Provider=none')).toEqual(['certificatefile']);
    const key = file('');
    writeFileSync(`${key}-cert.pub`, '');
    expect(foreign(`-i ${key}`)).toEqual(['certificatefile']);
    const authority = file(`@cert-authority * ${sshd.hostKey}\n`);
    expect(foreign(`-o UserKnownHostsFile=${authority}`)).toEqual(['@cert-authority']);
  });

  it('trusts a host for its certificate', async () => {
    const authority = join(sshd.folder, 'authority');
    const keygen = (...args: string[]) => execFileSync('ssh-keygen', ['-q', ...args]);
    keygen('-t', 'ed25519', '-N', '', '-f', authority);
    keygen('-s', authority, '-I', 'web', '-h', '-n', '127.0.0.1', join(sshd.folder, 'host.pub'));
    const certified = await startSshd({
      config: [
        `HostKey ${join(sshd.folder, 'host')}`,
        `HostCertificate ${join(sshd.folder, 'host-cert.pub')}`,
        `AuthorizedKeysFile ${join(sshd.folder, 'authorized_keys')}`,
      ],
    });
    try {
      const [type, key] = readFileSync(`${authority}.pub`, 'utf8').split(' ');
      const trusting = file(`@cert-authority *,[127.0.0.1]:* ${type} ${key}\n`);
      const wanted = { port: certified.port };
      expect(await outcome(spec(`-o UserKnownHostsFile=${trusting}`, wanted))).toBe('root');
    } finally {
      certified.stop();
    }
  });

  it('authenticates as it is told to', async () => {
    const secret = { user: sshd.trusty, password: 'trusty-secret', privateKeyFile: undefined };
    expect(await outcome(spec(known(), secret))).toBe(sshd.trusty);
    expect(await outcome(spec(`${known()} -o PubkeyAuthentication=no`))).toMatch(
      /^Failed .*Permission denied \(publickey,password/,
    );
    expect(await outcome(spec(`${known()} -o PreferredAuthentications=hostbased`))).toMatch(
      /Permission denied/,
    );
  });

  it.runIf(hasIPv6)('connects by IPv6', async () => {
    const path = file(`[::1]:${sshd.port} ${sshd.hostKey}\n`);
    const args = `-o UserKnownHostsFile=${path}`;
    expect(await outcome(spec(args, { address: '::1' }))).toBe('root');
  });

  it('chooses among algorithms', async () => {
    const chosen =
      '-o KexAlgorithms=ecdh-sha2-nistp256 -o MACs=hmac-sha2-512 -o Ciphers=aes256-ctr';
    expect(await outcome(spec(`${known()} ${chosen}`))).toBe('root');
    expect(await outcome(spec(`${known()} -o KexAlgorithms=+diffie-hellman-group1-sha1`))).toBe(
      'root',
    );
    expect(await outcome(spec(`${known()} -o KexAlgorithms=diffie-hellman-group1-sha1`))).toMatch(
      /^Failed to connect to the host via ssh: Unable to negotiate with 127\.0\.0\.1 port \d+: no matching key exchange/,
    );
    expect(algorithmList(undefined)).toBeUndefined();
    expect(algorithmList('-*-sha1')).toEqual({ remove: [/^.*-sha1$/], append: [], prepend: [] });
    expect(algorithmList('^a,b')?.prepend).toEqual([/^b$/, /^a$/]);
  });
});
