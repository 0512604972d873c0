import packageJson from '../../package.json' with { type: 'json' };
import type { Settings } from './settings/settings.ts';

/** The Ansible release whose behaviour is followed; `ansible_version` in playbooks. */
export const ansibleVersion = '2.14.18';

export const troupeVersion: string = packageJson.version;

/** `--version`, in Ansible's layout. */
export function versionText(
  program: string,
  context: { settings: Settings; executable: string },
): string {
  const { settings, executable } = context;
  const modulePaths = settings.DEFAULT_MODULE_PATH.map((path) => `'${path}'`).join(', ');
  return [
    `${program} [core ${ansibleVersion}]`,
    `  troupe version = ${troupeVersion}`,
    `  config file = ${settings.configFile ?? 'None'}`,
    `  configured module search path = [${modulePaths}]`,
    `  ansible collection location = ${settings.COLLECTIONS_PATHS.join(':')}`,
    `  executable location = ${executable}`,
    `  node version = ${process.versions.node} (${process.execPath})`,
  ].join('\n');
}
