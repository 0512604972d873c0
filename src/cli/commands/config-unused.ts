import { readConfigFile } from '../settings/file.ts';
import { settingRows } from '../settings/settings.ts';

/** Variables that Ansible's programs read without a setting behind them. */
const otherVariables = new Set(['ANSIBLE_CONFIG']);

/** What ansible.cfg and the environment hold that troupe does not go by, as warnings. */
export function unusedSettings(file: string | undefined, env: NodeJS.ProcessEnv): string[] {
  const warnings: string[] = [];
  const rows = Object.values(settingRows);
  const keys = new Set(rows.flatMap((row) => row.ini));
  const variables = new Set(rows.flatMap((row) => row.env));
  if (file !== undefined) {
    const unused = [...readConfigFile(file).keys()]
      .filter((key) => !keys.has(key) && !key.startsWith('galaxy_server.'))
      .map(
        (key) => `[${key.slice(0, key.lastIndexOf('.'))}] ${key.slice(key.lastIndexOf('.') + 1)}`,
      );
    if (unused.length > 0) {
      warnings.push(`Settings in ${file} that are not used: ${unused.join(', ')}`);
    }
  }
  const unknown = Object.keys(env)
    .filter((name) => /^_?ANSIBLE_/.test(name))
    .filter((name) => !variables.has(name) && !otherVariables.has(name))
    .filter((name) => !name.startsWith('ANSIBLE_GALAXY_SERVER_'));
  if (unknown.length > 0) {
    warnings.push(`Variables of the environment that are not used: ${unknown.sort().join(', ')}`);
  }
  return warnings;
}
