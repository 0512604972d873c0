import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TargetSpec } from '../spec.ts';
import { needsAuthority } from './known-hosts.ts';
import { type AlgorithmList, algorithmList } from './ssh-algorithms.ts';
import { parseSshArguments, type SshOption } from './ssh-arguments.ts';
import { matchesPatterns, readSshConfig } from './ssh-config.ts';
import { sessionEnvironment } from './ssh-environment.ts';
import { isForeign } from './ssh-keywords.ts';

/** All that a connection depends on, after command line, specification and configuration files were weighed. */
export interface SshSettings {
  /** Name that the user gave: what known_hosts is asked for, together with the port. */
  readonly alias: string;
  /** Where to connect. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Path of the agent's socket. */
  readonly agent: string | undefined;
  readonly forwardAgent: boolean;
  /** `ask` asks where there is somebody to ask, and is `strict` where there is nobody. */
  readonly hostKeyPolicy: 'strict' | 'ask' | 'accept-new' | 'off';
  readonly knownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  /** ms */
  readonly connectTimeout: number;
  readonly proxyJump: string | undefined;
  readonly proxyCommand: string | undefined;
  /** ms; 0 for none. */
  readonly aliveInterval: number;
  readonly aliveCount: number;
  readonly family: 0 | 4 | 6;
  readonly bindAddress: string | undefined;
  readonly compression: boolean;
  readonly ciphers: readonly string[];
  readonly kex: AlgorithmList | undefined;
  readonly macs: AlgorithmList | undefined;
  readonly hostKeyAlgorithms: AlgorithmList | undefined;
  /** Ways to authenticate in the order of preference; undefined for the usual ones. */
  readonly preferred: readonly string[] | undefined;
  /** Ways to authenticate that were switched off. */
  readonly refused: readonly string[];
  /** The configuration file that was named in place of the usual ones. */
  readonly configFile: string | undefined;
  /** Variables that a session begins with. */
  readonly environment: Readonly<Record<string, string>>;
  /** What only the ssh program can do: then that is used. */
  readonly foreign: readonly string[];
}

/** Ways to authenticate, and the options that switch them off. */
const SWITCHED: readonly (readonly [name: string, ...keywords: string[]])[] = [
  ['publickey', 'pubkeyauthentication'],
  ['password', 'passwordauthentication'],
  ['keyboard-interactive', 'kbdinteractiveauthentication', 'challengeresponseauthentication'],
];

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_dsa'];

/** Weighs what was said about a host; as in ssh(1), the first value found for an option counts. */
export function resolveSshSettings(spec: TargetSpec): SshSettings {
  const address = spec.address ?? spec.host;
  const [sshArgs = '', ...moreArgs] = spec.sshArgs ?? [];
  const first = parseSshArguments([sshArgs]);
  const rest = parseSshArguments(moreArgs);
  const configFile = rest.configFile ?? first.configFile;
  const config = readSshConfig(address, configFile);
  const options = [...first.options, ...specOptions(spec), ...rest.options, ...config.options];
  const values = new Map<string, string>();
  for (const [keyword, value] of options) if (!values.has(keyword)) values.set(keyword, value);
  const isYes = (keyword: string) => /^(yes|true)$/i.test(values.get(keyword) ?? '');
  const isNo = (keyword: string) => /^(no|false)$/i.test(values.get(keyword) ?? '');

  const ignored = (values.get('ignoreunknown') ?? '').split(',');
  const isIgnored = (keyword: string) => matchesPatterns(keyword, ignored);
  const host = (values.get('hostname') ?? address).replaceAll('%h', address);
  const port = Number(values.get('port') ?? 22);
  const user = values.get('user') ?? userInfo().username;
  const expand = (text: string) => expandTokens(text, { host, port, user, alias: address });
  const identityFiles = options.filter(([keyword]) => keyword === 'identityfile');
  const agent = values.get('identityagent') ?? 'SSH_AUTH_SOCK';
  const files = (keyword: string, fallback: string) =>
    (values.get(keyword) ?? fallback).split(/\s+/).filter(Boolean).map(expand);
  const alias = values.get('hostkeyalias') ?? address;
  const keys = (
    identityFiles.length > 0
      ? identityFiles.map(([, value]) => value)
      : DEFAULT_KEYS.map((name) => join('~/.ssh', name))
  ).map(expand);
  const knownHostsFiles = [
    ...files('userknownhostsfile', '~/.ssh/known_hosts ~/.ssh/known_hosts2'),
    ...files('globalknownhostsfile', '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2'),
  ];
  const hostKeys = hostKeyPolicy(values.get('stricthostkeychecking'));
  return {
    alias,
    host,
    port,
    user,
    identityFiles: keys,
    identitiesOnly: isYes('identitiesonly'),
    agent: agentPath(agent, expand),
    forwardAgent: isYes('forwardagent'),
    hostKeyPolicy: hostKeys,
    knownHostsFiles,
    hashKnownHosts: isYes('hashknownhosts'),
    connectTimeout: Number(values.get('connecttimeout') ?? 10) * 1000,
    proxyJump: noneOf(values.get('proxyjump')),
    proxyCommand: mapDefined(noneOf(values.get('proxycommand')), expand),
    // Where nothing was said, a network that is gone is noticed after five minutes, rather than never.
    aliveInterval: Number(values.get('serveraliveinterval') ?? 30) * 1000,
    aliveCount: Number(
      values.get('serveralivecountmax') ?? (values.has('serveraliveinterval') ? 3 : 10),
    ),
    family: familyOf(values.get('addressfamily')),
    bindAddress: values.get('bindaddress'),
    compression: isYes('compression'),
    ciphers: (values.get('ciphers') ?? '').split(',').filter((name) => /^[a-z0-9@.-]+$/.test(name)),
    kex: algorithmList(values.get('kexalgorithms')),
    macs: algorithmList(values.get('macs')),
    hostKeyAlgorithms: algorithmList(values.get('hostkeyalgorithms')),
    preferred: values.get('preferredauthentications')?.split(','),
    refused: SWITCHED.filter(([, ...keywords]) => keywords.some(isNo)).map(([name]) => name),
    configFile,
    environment: sessionEnvironment(options),
    foreign: [
      ...first.foreign,
      ...rest.foreign,
      ...[...values]
        .filter(([keyword, value]) => isForeign(keyword, value) && !isIgnored(keyword))
        .map(([keyword]) => keyword),
      ...(config.foreign ? ['match'] : []),
      ...(keys.some(hasCertificate) ? ['certificatefile'] : []),
      ...(hostKeys !== 'off' && needsAuthority(knownHostsFiles, alias, port)
        ? ['@cert-authority']
        : []),
    ],
  };
}

/** What Ansible passes as `-o` between ssh_args and the other strings. */
function specOptions(spec: TargetSpec): SshOption[] {
  return [
    ...(spec.hostKeyChecking === false ? [['stricthostkeychecking', 'no'] as const] : []),
    ...(spec.port === undefined ? [] : [['port', String(spec.port)] as const]),
    ...(spec.privateKeyFile ? [['identityfile', spec.privateKeyFile] as const] : []),
    ...(spec.user ? [['user', spec.user] as const] : []),
    ...(spec.connectTimeout === undefined
      ? []
      : [['connecttimeout', String(spec.connectTimeout)] as const]),
  ];
}

const certificates = new Map<string, boolean>();

/** Whether ssh(1) would show a certificate along with a key: ssh2 can't. */
function hasCertificate(keyFile: string): boolean {
  const known = certificates.get(keyFile) ?? existsSync(`${keyFile}-cert.pub`);
  certificates.set(keyFile, known);
  return known;
}

function hostKeyPolicy(value: string | undefined): SshSettings['hostKeyPolicy'] {
  switch (value?.toLowerCase()) {
    case 'no':
    case 'off':
      return 'off';
    case 'accept-new':
      return 'accept-new';
    case 'yes':
      return 'strict';
    default:
      return 'ask';
  }
}

function agentPath(value: string, expand: (text: string) => string): string | undefined {
  if (value === 'none') return undefined;
  if (value === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || undefined;
  if (value.startsWith('$')) return process.env[value.replace(/[${}]/g, '')];
  return expand(value);
}

function familyOf(value: string | undefined): 0 | 4 | 6 {
  return value === 'inet' ? 4 : value === 'inet6' ? 6 : 0;
}

function noneOf(value: string | undefined): string | undefined {
  return value === undefined || /^none$/i.test(value) ? undefined : value;
}

function mapDefined<T>(value: T | undefined, map: (value: T) => T): T | undefined {
  return value === undefined ? undefined : map(value);
}

/** `~` and the percent tokens of ssh_config(5) that have a meaning before a connection. */
function expandTokens(
  text: string,
  names: { host: string; port: number; user: string; alias: string },
): string {
  const { username } = userInfo();
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    h: names.host,
    p: String(names.port),
    r: names.user,
    n: names.alias,
    d: homedir(),
    u: username,
  };
  return text
    .replace(/^~(?=\/|$)/, process.env.HOME ?? homedir())
    .replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
}
