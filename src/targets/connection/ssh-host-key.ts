import { createHash } from 'node:crypto';
import { type KnownHost, keyType, rememberHost } from './known-hosts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Asks the person at the terminal; undefined when there is no answer. */
export type AskTerminal = (prompt: string) => Promise<string | undefined>;

/** Hosts met for the first time at once are asked for one after another. */
let questions: Promise<unknown> = Promise.resolve();

/** Undefined when the key that a server shows may be trusted, else the message that refuses it: ssh(1)'s words. */
export async function judgeHostKey(
  key: Buffer,
  known: KnownHost,
  settings: SshSettings,
  ask: AskTerminal | undefined,
): Promise<string | undefined> {
  const { hostKeyPolicy, host, alias } = settings;
  const judgement = known.judge(key);
  switch (judgement.verdict) {
    case 'known':
      return undefined;
    case 'revoked':
      return refusal(
        `The ${shortType(key)} host key for ${alias} is marked as revoked in ${judgement.place}.`,
      );
    case 'changed':
      if (hostKeyPolicy === 'off') return undefined;
      return refusal(
        `REMOTE HOST IDENTIFICATION HAS CHANGED! The ${shortType(key)} key of ${host} (${fingerprint(key)}) differs from the one in ${judgement.place}: someone may be intercepting the connection, or the host was installed anew. Remove that line if so.`,
        `Host key for ${alias} has changed and you have requested strict checking.`,
      );
    case 'unknown':
      return await meet(key, settings, ask);
  }
}

async function meet(
  key: Buffer,
  settings: SshSettings,
  ask: AskTerminal | undefined,
): Promise<string | undefined> {
  const { hostKeyPolicy, alias, port, knownHostsFiles, hashKnownHosts } = settings;
  if (hostKeyPolicy === 'strict') {
    return refusal(
      `No ${shortType(key)} host key is known for ${alias} and you have requested strict checking.`,
    );
  }
  if (hostKeyPolicy === 'ask') {
    if (!ask) return refusal();
    const answer = questions.then(() => confirm(key, settings, ask));
    questions = answer.catch(() => {});
    if (!(await answer)) return refusal();
  }
  const [file] = knownHostsFiles;
  if (file) rememberHost(file, alias, port, key, hashKnownHosts);
  return undefined;
}

async function confirm(key: Buffer, settings: SshSettings, ask: AskTerminal): Promise<boolean> {
  const { alias, host, port } = settings;
  const name = port === 22 ? alias : `[${alias}]:${port}`;
  const address = port === 22 ? host : `[${host}]:${port}`;
  let prompt =
    `The authenticity of host '${name} (${address})' can't be established.\n` +
    `${shortType(key)} key fingerprint is ${fingerprint(key)}.\n` +
    'This key is not known by any other names.\n' +
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ';
  for (;;) {
    const answer = (await ask(prompt))?.trim();
    if (answer === undefined || /^no$/i.test(answer)) return false;
    if (/^yes$/i.test(answer) || answer === fingerprint(key)) return true;
    prompt = "Please type 'yes', 'no' or the fingerprint: ";
  }
}

function refusal(...reasons: string[]): string {
  const lines = [...reasons, 'Host key verification failed.'];
  return `Failed to connect to the host via ssh: ${lines.join('\r\n')}`;
}

/** As ssh(1) shows a key. */
function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** ED25519, RSA, ECDSA: what ssh(1) calls a key's type. */
function shortType(key: Buffer): string {
  return keyType(key)
    .replace(/^ssh-|^ecdsa(?=-sha2)/g, (prefix) => (prefix === 'ssh-' ? '' : prefix))
    .replace(/-.*/, '')
    .toUpperCase();
}
