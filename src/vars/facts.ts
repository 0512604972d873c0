import type { Dict, Value } from '../values/types.ts';

/** What is known of one host by fact gathering: under `ansible_facts` without prefix, and as variables with it. */
export class HostFacts {
  /** As modules returned them: what a cache keeps. */
  readonly raw: Dict = new Map();
  readonly namespaced: Dict = new Map();
  readonly variables: Map<string, Value> = new Map();

  /**
   * Adds facts as a module returned them (`ansible_distribution`, `ansible_local`, own names).
   * @returns the names that are refused as variables
   */
  add(facts: Dict): string[] {
    const refused: string[] = [];
    for (const [key, value] of facts) {
      const name = String(key);
      this.raw.set(name, value);
      const bare =
        name.startsWith('ansible_') && name !== 'ansible_local'
          ? name.slice('ansible_'.length)
          : name;
      const before = this.namespaced.get(bare);
      this.namespaced.set(
        bare,
        bare === 'local' && before instanceof Map && value instanceof Map
          ? new Map([...before, ...value])
          : value,
      );
      if (isRestricted(name)) refused.push(name);
      else this.variables.set(name, value);
    }
    return refused;
  }
}

const CONNECTION_NAMES =
  /^ansible_(?:connection(?:_user)?|host|port|user|password|timeout|pipelining|private_key_file|shell_type|shell_executable|module_compression|network_os|(?:scp|sftp|docker)_extra_args|become|become_.*|playbook_python|rsync_path|facts|.*_interpreter)$/;
const CONNECTION_OPTIONS =
  /^ansible_(?:local|paramiko_ssh|psrp|ssh|winrm)_(?!(?:.*_)?(?:gw)?bridge$)/;

/** A host must not steer the controller's connection by its facts; host keys are harmless. */
function isRestricted(name: string): boolean {
  return (
    name === 'add_host' ||
    name === 'add_group' ||
    ((CONNECTION_NAMES.test(name) || CONNECTION_OPTIONS.test(name)) &&
      !name.startsWith('ansible_ssh_host_key_'))
  );
}
