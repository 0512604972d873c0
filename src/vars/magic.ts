import type { Play, Role, Task } from '../playbook/nodes.ts';
import { collectedKeyword } from '../playbook/nodes.ts';
import { searchPath } from '../playbook/search-path.ts';
import { OMIT } from '../template/ansible/omit.ts';
import { touch } from '../template/ansible/trust.ts';
import { LazyDict, Template, type Value } from '../values/types.ts';
import type { Layer } from './layered-scope.ts';
import type { VariableManager, Viewpoint } from './manager.ts';

const names = [
  'playbook_dir',
  'ansible_role_names',
  'ansible_play_role_names',
  'ansible_dependent_role_names',
  'role_names',
  'ansible_play_name',
  'role_name',
  'role_path',
  'role_uuid',
  'ansible_collection_name',
  'ansible_role_name',
  'groups',
  'ansible_play_hosts_all',
  'ansible_play_hosts',
  'ansible_play_batch',
  'play_hosts',
  'omit',
  'hostvars',
  'vars',
  'environment',
  'ansible_facts',
  'ansible_search_path',
];

const playsHosts = new WeakMap<Play, readonly string[]>();

/** Ansible's special variables ("Special Variables" in its documentation), made when asked for. */
export class MagicVariables implements NonNullable<Layer['values']> {
  readonly #manager: VariableManager;
  readonly #view: Viewpoint;

  constructor(manager: VariableManager, view: Viewpoint) {
    this.#manager = manager;
    this.#view = view;
  }

  get(name: string): Value | undefined {
    const fixed = this.#manager.options.runVars.get(name);
    if (fixed !== undefined) return fixed;
    const { play, host, task } = this.#view;
    switch (name) {
      case 'omit':
        return OMIT;
      case 'hostvars':
        return this.#manager.hostvars;
      case 'groups':
        return this.#manager.options.inventory.groupsDict();
      case 'vars':
        return task === undefined && play === undefined
          ? undefined
          : new AllVars(this.#manager, { ...this.#view, fallback: undefined });
      case 'ansible_facts':
        return host === undefined
          ? undefined
          : (this.#manager.factsOf(host.name)?.namespaced ?? new Map());
      case 'playbook_dir':
        return play?.basedir ?? this.#manager.options.sources.basedir;
      case 'ansible_search_path': {
        if (task === undefined) return undefined;
        const basedir = play?.basedir ?? this.#manager.options.sources.basedir;
        const folders = searchPath(task);
        return folders.includes(basedir) ? [...folders] : [...folders, basedir];
      }
      case 'environment':
        return task === undefined ? undefined : collectedKeyword(task, 'environment');
    }
    const own = ofRole(name, task);
    return own === undefined && play !== undefined ? this.#ofPlay(name, play) : own;
  }

  #ofPlay(name: string, play: Play): Value | undefined {
    switch (name) {
      case 'ansible_play_name':
        return play.name;
      case 'ansible_play_role_names':
      case 'role_names':
        return play.roles.map((role) => role.fullName);
      case 'ansible_dependent_role_names':
        return dependencyNames(play);
      case 'ansible_role_names':
        return [...new Set([...dependencyNames(play), ...play.roles.map((role) => role.fullName)])];
      case 'ansible_play_hosts_all':
        return [...this.#allHosts(play)];
      case 'ansible_play_hosts':
        return this.#allHosts(play).filter((one) => !play.removedHosts.has(one));
      case 'ansible_play_batch':
      case 'play_hosts':
        return (this.#view.batch ?? this.#allHosts(play)).filter(
          (one) => !play.removedHosts.has(one),
        );
      default:
        return undefined;
    }
  }

  #allHosts(play: Play): readonly string[] {
    let hosts = playsHosts.get(play);
    if (hosts === undefined) {
      const written = play.keywords.get('hosts') ?? 'all';
      const open = [written].flat().some((one) => one instanceof Template);
      hosts = this.#manager.options.inventory.select(open ? 'all' : written);
      if (this.#view.batch !== undefined) playsHosts.set(play, hosts);
    }
    return hosts;
  }

  *keys(): Iterable<string> {
    yield* this.#manager.options.runVars.keys();
    for (const name of names) if (name === 'vars' || this.get(name) !== undefined) yield name;
  }
}

function dependencyNames(play: Play): string[] {
  const found = new Set<string>();
  for (const role of play.roles) for (const one of role.allDependencies) found.add(one.fullName);
  return [...found];
}

function ofRole(name: string, task: Task | undefined): Value | undefined {
  const role: Role | undefined = task?.role;
  if (role === undefined) return undefined;
  switch (name) {
    case 'role_name':
      return role.name;
    case 'role_path':
      return role.path;
    case 'role_uuid':
      return role.identity;
    case 'ansible_role_name':
      return role.fullName;
    case 'ansible_collection_name':
      return role.collection ?? null;
    default:
      return undefined;
  }
}

/** `vars`: every variable by name, as its source has it. */
class AllVars extends LazyDict {
  readonly #manager: VariableManager;
  readonly #view: Viewpoint;
  constructor(manager: VariableManager, view: Viewpoint) {
    super();
    this.#manager = manager;
    this.#view = view;
  }
  override get(key: string): Value | undefined {
    if (key === 'vars') return undefined;
    const scope = this.#manager.scope(this.#view);
    touch(scope.trust(key));
    return scope.get(key);
  }
  override *keys(): Iterable<string> {
    for (const name of this.#manager.scope(this.#view).names()) if (name !== 'vars') yield name;
  }
}
