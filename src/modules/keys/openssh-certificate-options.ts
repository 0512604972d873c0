import { fail } from '../definition/failure.ts';
import type { CertificateOption } from './openssh-certificate.ts';

const CRITICAL = ['force-command', 'source-address', 'verify-required'];
const EXTENSIONS = ['x11-forwarding', 'agent-forwarding', 'port-forwarding', 'pty', 'user-rc'];

/** Permissions that certificates of users have by themselves. */
const DEFAULTS: readonly CertificateOption[] = EXTENSIONS.map((name) => ({
  critical: false,
  name: `permit-${name}`,
  data: '',
}));

/** An option as ssh-keygen takes it: `[critical:|extension:]NAME[=DATA]`. @throws ModuleFailure */
function readOption(text: string): CertificateOption {
  const [, kind, rest = ''] = /^([^:]*):(.*)$/s.exec(text.trim()) ?? [null, null, text.trim()];
  const [name = '', ...data] = rest.split('=');
  const lower = name.toLowerCase();
  if (kind !== null && kind !== 'critical' && kind !== 'extension') {
    fail("type must be either 'critical' or 'extension'");
  }
  const critical = kind === null ? CRITICAL.includes(lower) : kind === 'critical';
  if (kind === null && !critical && !DEFAULTS.some((one) => one.name === lower)) {
    fail(
      `${lower} is not a valid option. Custom options must start with 'critical:' or 'extension:' to indicate type`,
    );
  }
  return { critical, name: lower, data: data.join('=') };
}

/** The options that a certificate gets of those that a task names. @throws ModuleFailure */
export function wantedOptions(texts: readonly string[]): CertificateOption[] {
  const taken = EXTENSIONS.filter((name) =>
    texts.some((text) => text.toLowerCase() === `no-${name}`),
  );
  const directives = ['clear', ...EXTENSIONS.map((name) => `no-${name}`)];
  const cleared = texts.some((text) => text.toLowerCase() === 'clear');
  return [
    ...texts.filter((text) => !directives.includes(text.toLowerCase())).map(readOption),
    ...DEFAULTS.filter(({ name }) => !cleared && !taken.some((one) => name === `permit-${one}`)),
  ];
}

/** Whether both lists have the same options, in whatever order. */
export function sameOptions(
  one: readonly CertificateOption[],
  other: readonly CertificateOption[],
): boolean {
  const texts = (list: readonly CertificateOption[]): string =>
    [...new Set(list.map((option) => `${option.critical} ${option.name}=${option.data}`))]
      .sort()
      .join('\n');
  return texts(one) === texts(other);
}
