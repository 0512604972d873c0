import type { SshOption } from './ssh-arguments.ts';
import { matchesPatterns } from './ssh-config.ts';

/** Variables that a session begins with, where the server accepts them: SendEnv and SetEnv of ssh_config(5). */
export function sessionEnvironment(
  options: readonly SshOption[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
  const patterns = options
    .filter(([keyword]) => keyword === 'sendenv')
    .flatMap(([, value]) => value.split(/\s+/).filter(Boolean));
  const sent = patterns.filter((pattern) => !pattern.startsWith('-'));
  const kept = patterns.filter((pattern) => pattern.startsWith('-')).map((one) => one.slice(1));
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !matchesPatterns(name, sent)) continue;
    if (!matchesPatterns(name, kept)) environment[name] = value;
  }
  const [, set = ''] = options.find(([keyword]) => keyword === 'setenv') ?? [];
  for (const [, quoted, bare = ''] of set.matchAll(/"([^"]*)"|(\S+)/g)) {
    const [name = '', ...value] = (quoted ?? bare).split('=');
    environment[name] = value.join('=');
  }
  return environment;
}
