import type { Value } from '../values/types.ts';
import type { RunArguments } from './controller.ts';
import type { Settings } from './settings/settings.ts';
import { ansibleVersion } from './version.ts';

/** Special variables that the command line and the configuration decide. */
export function runVars(args: RunArguments, settings: Settings): Map<string, Value> {
  const [major = 0, minor = 0, revision = 0] = ansibleVersion.split('.').map(Number);
  const vars = new Map<string, Value>([
    [
      'ansible_version',
      new Map<Value, Value>([
        ['string', ansibleVersion],
        ['full', ansibleVersion],
        ['major', major],
        ['minor', minor],
        ['revision', revision],
      ]),
    ],
    ['ansible_check_mode', args.check],
    ['ansible_diff_mode', args.diff],
    ['ansible_forks', args.forks],
    ['ansible_inventory_sources', [...args.inventory]],
    ['ansible_skip_tags', [...(args.skipTags ?? [])]],
    ['ansible_run_tags', [...(args.tags ?? ['all'])]],
    ['ansible_verbosity', args.verbosity],
    ['ansible_config_file', settings.configFile ?? null],
    ['ansible_playbook_python', '/usr/bin/python3'],
  ]);
  if (args.limit !== null && args.limit !== undefined) vars.set('ansible_limit', args.limit);
  return vars;
}
