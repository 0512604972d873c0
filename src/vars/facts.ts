import type { Dict, Value } from '../values/types.ts';

/** What is known of one host by fact gathering: under `ansible_facts` without prefix, and as variables with it. */
export class HostFacts {
  /** As modules returned them: what a cache keeps. */
  readonly raw: Dict = new Map();
  readonly namespaced: Dict = new Map();
  readonly variables: Map<string, Value> = new Map();

  /** Adds facts as a module returned them (`ansible_distribution`, `ansible_local`, own names). */
  add(facts: Dict): void {
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
      if (!isRestricted(name)) this.variables.set(name, value);
    }
  }
}

const connectionNames =
  /^ansible_(?:(?:ssh_|docker_|become_|winrm_|paramiko_|psrp_|network_).*|connection|host|port|user|password|private_key_file|shell_type|shell_executable|become|(?:.+_)?interpreter|remote_tmp|pipelining|transport|timeout|executable|su(?:_.*)?|sudo(?:_.*)?)$/;

/** A host must not steer the controller's connection by its facts; host keys are harmless. */
function isRestricted(name: string): boolean {
  return (
    connectionNames.test(name) &&
    !name.startsWith('ansible_ssh_host_key_') &&
    name !== 'ansible_discovered_interpreter_python'
  );
}
