import type { Play, Task } from '../playbook/nodes.ts';
import { dependencyChain, ownFolders, searchPath } from '../playbook/search-path.ts';
import { trustOfType } from '../template/ansible/trust.ts';
import type { Scope, TemplarContract } from '../template/contract.ts';
import { setTextType } from '../values/text-type.ts';
import { type Dict, type LazyDict, Template, type Value } from '../values/types.ts';
import type { FactCache } from './fact-cache.ts';
import { HostFacts } from './facts.ts';
import { HostVars, HostView } from './hostvars.ts';
import { InventoryVariables, type Variables } from './inventory-variables.ts';
import type { HostLike, InventoryLike, VarsSources } from './inventory-view.ts';
import { type Layer, LayeredScope, mergedDeep } from './layered-scope.ts';
import { MagicVariables } from './magic.ts';
import { roleDefaults, roleParams, roleVars } from './role-variables.ts';
import { includeParams, taskVars } from './task-variables.ts';
import { varsFiles } from './vars-files.ts';

interface VariableSettings {
  readonly mergeDicts: boolean;
  /** INJECT_FACTS_AS_VARS */
  readonly injectFacts: boolean;
  /** DEFAULT_PRIVATE_ROLE_VARS */
  readonly privateRoleVars: boolean;
  /** VARIABLE_PRECEDENCE */
  readonly precedence: readonly string[];
  /** PLAYBOOK_VARS_ROOT: which of a task's folders have group_vars and host_vars. */
  readonly varsRoot: string;
}

export interface VariableManagerOptions {
  readonly inventory: InventoryLike;
  readonly sources: VarsSources;
  readonly settings: VariableSettings;
  readonly extraVars: ReadonlyMap<string, Value>;
  /** Keeps facts from run to run (fact_caching). */
  readonly factCache?: FactCache | undefined;
  /** `ansible_check_mode`, `ansible_version` … */
  readonly runVars: ReadonlyMap<string, Value>;
  readonly makeTemplar: (
    scope: Scope,
    searchPath: readonly string[],
    basedir: string,
  ) => TemplarContract;
}

/** Who asks for variables. */
export interface Viewpoint {
  readonly play?: Play | undefined;
  readonly host?: HostLike | undefined;
  readonly task?: Task | undefined;
  /** Names of the hosts of the current batch (ansible_play_batch). */
  readonly batch?: readonly string[] | undefined;
  /** Variables beneath all others. */
  readonly fallback?: Layer['values'] | undefined;
}

/** Keeps what hosts have learnt (facts, registered results) and puts all levels of variables in order. */
export class VariableManager {
  readonly options: VariableManagerOptions;
  readonly #facts = new Map<string, HostFacts>();
  /** Names of facts that were refused as variables. */
  readonly #refused = new Set<string>();
  /** Hosts that the cache has been asked about: once a run, as facts do not expire while it lasts. */
  readonly #askedCache = new Set<string>();
  readonly #setFacts = new Map<string, Map<string, Value>>();
  readonly #includedVars = new Map<string, Map<string, Value>>();
  readonly #inventoryVars: InventoryVariables;
  readonly #playRoles = new WeakMap<
    Play,
    { version: number; defaults: Variables; vars: Variables }
  >();
  readonly #taskLayers = new WeakMap<Task, TaskLayers>();
  readonly #hostViews = new Map<string, LazyDict>();
  /** Variables that a person set at the task debugger. */
  readonly #overrides = new WeakMap<Task, ReadonlyMap<string, Value>>();
  readonly hostvars: LazyDict;

  constructor(options: VariableManagerOptions) {
    this.options = options;
    this.#inventoryVars = new InventoryVariables(options);
    this.hostvars = new HostVars(this);
  }

  /** All variables as seen from `view`, strongest first (Ansible's precedence list). */
  scope(view: Viewpoint): LayeredScope {
    const { play, host, task } = view;
    const { settings, extraVars } = this.options;
    const layers: Layer[] = [];
    const add = (name: string, values: Layer['values'] | undefined): void => {
      if (values !== undefined) layers.push({ name, values });
    };
    if (task !== undefined) add('debugger', this.#overrides.get(task));
    add('magic', new MagicVariables(this, view));
    add('extraVars', extraVars);
    const ofTask = task === undefined ? undefined : this.#layersOf(task);
    add('includeParams', nonEmpty(ofTask?.includeParams));
    add('roleParams', nonEmpty(ofTask?.roleParams));
    if (host !== undefined) {
      add('setFacts', this.#setFacts.get(host.name));
      add('includeVars', this.#includedVars.get(host.name));
    }
    add('taskVars', nonEmpty(ofTask?.vars));
    add('roleVars', nonEmpty(ofTask?.roleVars));
    const ofRoles = play === undefined ? undefined : this.#roleLayersOf(play);
    if (!settings.privateRoleVars) add('playRoleVars', nonEmpty(ofRoles?.vars));
    const weaker: Layer[] = [];
    if (play !== undefined) weaker.push({ name: 'playVars', values: play.vars });
    if (host !== undefined) {
      const facts = this.visibleFacts(host.name);
      if (facts.size > 0) weaker.push({ name: 'facts', values: facts });
      weaker.push({
        name: 'inventory',
        ...this.#inventoryVars.layer(host, this.#varsFolders(view)),
      });
    }
    if (ofTask?.roleDefaults !== undefined)
      weaker.push({ name: 'roleDefaults', values: ofTask.roleDefaults });
    if (ofRoles !== undefined && ofRoles.defaults.size > 0)
      weaker.push({ name: 'playRoleDefaults', values: ofRoles.defaults });
    if (play !== undefined) {
      const files = varsFiles(play, this.options.sources, view, (loaded) => {
        const own = [...loaded].reverse().map((values) => ({ name: 'varsFiles', values }));
        const all = [...layers, ...own, ...weaker];
        return this.#templarOver(new LayeredScope(all, settings.mergeDicts), view);
      });
      for (const values of files.reverse()) add('varsFiles', values);
    }
    layers.push(...weaker);
    if (view.fallback !== undefined) layers.push({ name: 'connection', values: view.fallback });
    return new LayeredScope(layers, settings.mergeDicts);
  }

  /** A templar over the scope of `view`. */
  templar(view: Viewpoint): TemplarContract {
    return this.#templarOver(this.scope(view), view);
  }

  #templarOver(scope: Scope, { play, task }: Viewpoint): TemplarContract {
    const basedir = play?.basedir ?? this.options.sources.basedir;
    return this.options.makeTemplar(
      scope,
      task === undefined ? [basedir] : searchPath(task),
      basedir,
    );
  }

  /** Variables of inventory, group_vars and host_vars, merged in VARIABLE_PRECEDENCE's order. */
  inventoryVars(host: HostLike, basedir: string): Variables {
    return this.#inventoryVars.layer(host, [basedir]).values;
  }

  /** Folders of the play whose group_vars and host_vars count. */
  #varsFolders({ play, task }: Viewpoint): readonly string[] {
    const { settings, sources } = this.options;
    if (task === undefined || settings.varsRoot === 'top')
      return [play?.basedir ?? sources.basedir];
    const folders = ownFolders(task);
    return settings.varsRoot === 'all' ? folders : folders.slice(0, 1);
  }

  /** Forgets cached inventory variables: after add_host, group_by and refresh_inventory. */
  inventoryChanged(): void {
    this.#inventoryVars.clear();
    this.#hostViews.clear();
  }

  factsOf(host: string): HostFacts | undefined {
    const known = this.#facts.get(host);
    if (known !== undefined || this.#askedCache.has(host)) return known;
    this.#askedCache.add(host);
    const cached = this.options.factCache?.load(host);
    if (cached === undefined) return undefined;
    const facts = new HostFacts();
    facts.add(cached);
    this.#facts.set(host, facts);
    return facts;
  }

  /** Facts that are variables by themselves: all of them or, without INJECT_FACTS_AS_VARS, `ansible_local`. */
  visibleFacts(host: string): ReadonlyMap<string, Value> {
    const facts = this.factsOf(host);
    if (facts === undefined) return new Map();
    if (this.options.settings.injectFacts) return facts.variables;
    const local = facts.namespaced.get('local') ?? facts.namespaced.get('ansible_local');
    return new Map(local === undefined ? [] : [['ansible_local', local]]);
  }

  /** @returns names that no fact may have as a variable, where none was met before */
  addFacts(host: string, facts: Dict): string[] {
    let known = this.factsOf(host);
    if (known === undefined) {
      known = new HostFacts();
      this.#facts.set(host, known);
    }
    const refused = known.add(facts);
    this.options.factCache?.store(host, known.raw);
    if (!this.options.settings.injectFacts) return [];
    const fresh = refused.filter((name) => !this.#refused.has(name));
    for (const name of fresh) this.#refused.add(name);
    return fresh;
  }

  clearFacts(host: string): void {
    this.#facts.delete(host);
    this.options.factCache?.remove(host);
  }

  /** set_fact and register: stronger than play and task variables, kept for the rest of the run. */
  setFact(host: string, name: string, value: Value, textType?: string): void {
    const kept = trustOfType(textType) === 'safe' ? asTemplates(value) : value;
    put(this.#setFacts, host, name, kept, this.options.settings.mergeDicts);
    setTextType(this.#setFacts.get(host) as Map<string, Value>, name, textType);
  }

  /** include_vars. */
  includeVar(host: string, name: string, value: Value): void {
    put(this.#includedVars, host, name, value, this.options.settings.mergeDicts);
  }

  /** Lays variables over all others for one task: what the task debugger's `task_vars` was given. */
  override(task: Task, values: ReadonlyMap<string, Value>): void {
    this.#overrides.set(task, values);
  }

  /** hostvars[name], rendered with that host's own variables; undefined for unknown hosts. */
  hostView(name: string): LazyDict | undefined {
    const known = this.#hostViews.get(name);
    if (known !== undefined) return known;
    const host = this.options.inventory.host(name);
    if (host === undefined) return undefined;
    const view = new HostView(this, host);
    this.#hostViews.set(name, view);
    return view;
  }

  #layersOf(task: Task): TaskLayers {
    let layers = this.#taskLayers.get(task);
    if (layers === undefined) {
      const merge = this.options.settings.mergeDicts;
      const { role } = task;
      layers = {
        includeParams: includeParams(task),
        vars: taskVars(task),
        roleParams: role === undefined ? undefined : roleParams(dependencyChain(task)),
        roleVars: role === undefined ? undefined : roleVars(role, merge),
        roleDefaults: role === undefined ? undefined : roleDefaults(role, role.dependents, merge),
      };
      this.#taskLayers.set(task, layers);
    }
    return layers;
  }

  #roleLayersOf(play: Play): { defaults: Variables; vars: Variables } {
    let layers = this.#playRoles.get(play);
    if (layers === undefined || layers.version !== play.rolesVersion) {
      const merge = this.options.settings.mergeDicts;
      let defaults = new Map<Value, Value>();
      let vars = new Map<Value, Value>();
      for (const role of play.roles) {
        defaults = merged(defaults, roleDefaults(role, [], merge), merge);
        vars = merged(vars, roleVars(role, merge), merge);
      }
      layers = { version: play.rolesVersion, defaults, vars };
      this.#playRoles.set(play, layers);
    }
    return layers;
  }
}

interface TaskLayers {
  readonly includeParams: Variables;
  readonly vars: Variables;
  readonly roleParams: Variables | undefined;
  readonly roleVars: Variables | undefined;
  readonly roleDefaults: Variables | undefined;
}

const nonEmpty = (values: Variables | undefined): Layer['values'] | undefined =>
  values === undefined || values.size === 0 ? undefined : values;

function merged(under: Map<Value, Value>, over: Variables, deep: boolean): Map<Value, Value> {
  if (deep) return mergedDeep(under, over);
  for (const [key, value] of over) under.set(key, value);
  return under;
}

/** Text of trusted origin with delimiters is a template, wherever it stands. */
function asTemplates(value: Value): Value {
  if (typeof value === 'string') return /\{[{%#]/.test(value) ? new Template(value) : value;
  if (Array.isArray(value)) return value.map(asTemplates);
  if (!(value instanceof Map)) return value;
  return new Map(Array.from(value, ([key, item]) => [key, asTemplates(item)]));
}

function put(
  store: Map<string, Map<string, Value>>,
  host: string,
  name: string,
  value: Value,
  deep: boolean,
): void {
  let values = store.get(host);
  if (values === undefined) {
    values = new Map();
    store.set(host, values);
  }
  const before = values.get(name);
  values.set(
    name,
    deep && before instanceof Map && value instanceof Map ? mergedDeep(before, value) : value,
  );
}
