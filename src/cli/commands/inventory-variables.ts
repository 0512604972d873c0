import type { Group, Host } from '../../inventory/index.ts';
import { inventoryFolders } from '../../inventory/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import type { Controller } from '../controller.ts';

/** Variables that ansible-inventory leaves out: they speak of the run, not of the inventory. */
const INTERNAL: readonly string[] = [
  'ansible_diff_mode',
  'ansible_config_file',
  'ansible_facts',
  'ansible_forks',
  'ansible_inventory_sources',
  'ansible_limit',
  'ansible_playbook_python',
  'ansible_run_tags',
  'ansible_skip_tags',
  'ansible_verbosity',
  'ansible_version',
  'inventory_dir',
  'inventory_file',
  'inventory_hostname',
  'inventory_hostname_short',
  'groups',
  'group_names',
  'omit',
  'playbook_dir',
];

/** Variables of hosts and groups as a dump of the inventory shows them. */
export class InventoryVariables {
  readonly #controller: Controller;
  readonly #basedir: string;
  readonly #folders: readonly string[];

  /** `playbookDir` is `--playbook-dir`, where it was given. */
  constructor(
    controller: Controller,
    sources: readonly string[],
    playbookDir: string | null,
    basedir: string,
  ) {
    this.#controller = controller;
    this.#basedir = basedir;
    this.#folders = [...inventoryFolders(sources), ...(playbookDir === null ? [] : [playbookDir])];
  }

  /** A group's own variables: from sources, then from group_vars. */
  ofGroup(group: Group): Dict {
    const vars = this.#withFiles(group.vars, 'group_vars', group.name);
    if (group.priority !== 1) vars.set('ansible_group_priority', group.priority);
    return withoutInternal(vars);
  }

  /** A host's own variables: from sources, then from host_vars. */
  ownOf(host: Host): Dict {
    return withoutInternal(this.#withFiles(host.vars, 'host_vars', host.name));
  }

  /**
   * All variables of a host, those of its groups, cached facts and extra variables included. `marksUnsafe`: text of
   * facts is told apart, as Ansible's JSON does.
   */
  allOf(host: Host, marksUnsafe: boolean): Dict {
    const { vars, extraVars } = this.#controller;
    const facts = [...vars.visibleFacts(host.name)].map(([name, value]): [Value, Value] => [
      name,
      marksUnsafe ? markedUnsafe(value) : value,
    ]);
    return withoutInternal(
      new Map([...vars.inventoryVars(host, this.#basedir), ...facts, ...extraVars]),
    );
  }

  #withFiles(
    own: ReadonlyMap<string, Value>,
    kind: 'group_vars' | 'host_vars',
    name: string,
  ): Dict {
    const vars: Dict = new Map(own);
    for (const folder of this.#folders) {
      const added = this.#controller.varsBeside(folder, kind, name, 'all');
      for (const [key, value] of added ?? []) vars.set(key, value);
    }
    return vars;
  }
}

function markedUnsafe(value: Value): Value {
  if (typeof value === 'string') return new Map([['__ansible_unsafe', value]]);
  if (Array.isArray(value)) return value.map(markedUnsafe);
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]): [Value, Value] => [key, markedUnsafe(entry)]));
  return value;
}

function withoutInternal(vars: Dict): Dict {
  for (const name of INTERNAL) vars.delete(name);
  return vars;
}
