import type { SshSettings } from './ssh-settings.ts';

/** What ssh(1) prints for a socket's errno. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  EACCES: 'Permission denied',
  EADDRNOTAVAIL: "Can't assign requested address",
  EINVAL: 'Invalid argument',
};

/** The text that Ansible shows for a connection that can't be made: ssh's own, with its prefix. */
export function connectFailure(error: Error, settings: SshSettings): string {
  return `Failed to connect to the host via ssh: ${sshText(error as NodeJS.ErrnoException, settings)}`;
}

function sshText(error: NodeJS.ErrnoException, { host, port }: SshSettings): string {
  const { code, message } = error;
  if (code === 'ENOTFOUND')
    return `ssh: Could not resolve hostname ${host}: Name or service not known`;
  if (code === 'EAI_AGAIN') {
    return `ssh: Could not resolve hostname ${host}: Temporary failure in name resolution`;
  }
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason) return `ssh: connect to host ${host} port ${port}: ${reason}`;
  if (/Timed out while waiting for handshake/.test(message)) {
    return `Connection timed out during banner exchange\nConnection to ${host} port ${port} timed out`;
  }
  if (/Connection lost before handshake/.test(message)) {
    return `kex_exchange_identification: Connection closed by remote host\nConnection closed by ${host} port ${port}`;
  }
  if (/no matching (.*)$/.test(message)) {
    return `Unable to negotiate with ${host} port ${port}: ${message.replace(/^Handshake failed: /, '')}`;
  }
  return message;
}

/** The text for a server that took none of the keys and passwords. */
export function authenticationFailure(
  settings: SshSettings,
  methods: readonly string[],
  notes: readonly string[],
  passwordRetries: number | undefined,
): string {
  if (passwordRetries !== undefined) {
    const prefix =
      passwordRetries > 0
        ? `Invalid/incorrect username/password. Skipping remaining ${passwordRetries} retries to prevent account lockout:`
        : 'Invalid/incorrect password:';
    return `${prefix} Permission denied, please try again.`;
  }
  const denied = `${settings.user}@${settings.host}: Permission denied (${methods.join(',')}).`;
  return `Failed to connect to the host via ssh: ${[...notes, denied].join('\n')}`;
}
