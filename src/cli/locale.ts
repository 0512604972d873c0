/**
 * Gives an environment without an encoding (no locale, C or POSIX) that of UTF-8, which programs and ssh then inherit: so
 * does Python when it starts (PEP 538), and Ansible with it.
 */
export function coerceLocale(env: NodeJS.ProcessEnv): void {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  if (env.LC_ALL || !['C', 'POSIX'].includes(locale)) return;
  env.LC_CTYPE = process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8';
}
