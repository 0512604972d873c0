import { existsSync, statSync } from 'node:fs';
import { ModuleFinder } from '../bridge/module-finder.ts';
import { PythonInventory } from '../bridge/python-inventory.ts';
import { pythonPluginOption } from '../bridge/python-plugin-options.ts';
import { PythonPlugins } from '../bridge/python-plugins.ts';
import { LoadError, ParseError, TroupeError } from '../diagnostics/errors.ts';
import { RunInventory } from '../engine/run-inventory.ts';
import type { Inventory, InventoryContext, VarsKind, VarsStage } from '../inventory/index.ts';
import {
  addVarsFiles,
  inventoryFolders,
  loadInventory,
  mergeVariables,
  readLimit,
  readsVarsFiles,
  varsFromFiles,
} from '../inventory/index.ts';
import { Loader } from '../loader/loader.ts';
import { spanOf, spanOfItem, spanOfKey, spanOfValue } from '../loader/positions.ts';
import { encryptVault, VaultSecrets } from '../loader/vault/secrets.ts';
import { parseYaml, parseYamlAll } from '../loader/yaml.ts';
import type { PlaybookContext } from '../playbook/context.ts';
import { ActionGroups } from '../playbook/module-defaults.ts';
import type { LookupFinder } from '../template/ansible/lookup.ts';
import { createTemplar } from '../template/ansible/templar.ts';
import type { Scope, TemplarContract, TemplateServices } from '../template/contract.ts';
import type { Dict, Value } from '../values/types.ts';
import { type FactCache, jsonFileCache } from '../vars/fact-cache.ts';
import { VariableManager } from '../vars/manager.ts';
import type { PlaybookArguments } from './arguments/arguments.ts';
import type { Messages } from './command.ts';
import { secretsFromOptions } from './commands/vault-secrets.ts';
import { EngineAnswers } from './engine-side.ts';
import { loadExtraVars } from './extra-vars.ts';
import { knowsAction, resolveAction, unknownActionHint } from './known-actions.ts';
import { movedPlugin } from './moved-plugin.ts';
import { refusedModules } from './plugin-filter.ts';
import { pluginOption } from './plugin-options.ts';
import { lookupsWith, type PythonSide, pythonSide } from './python-plugins.ts';
import { isUnreadable } from './report-error.ts';
import { collectionCheck } from './requires-ansible.ts';
import { runVars } from './run-vars.ts';
import { collectionRoots } from './settings/collection-roots.ts';
import { settingForTemplates } from './settings/lookup.ts';
import type { Settings } from './settings/settings.ts';

/** Options that the commands which run tasks share. */
export type RunArguments = Pick<
  PlaybookArguments,
  | 'inventory'
  | 'limit'
  | 'extraVars'
  | 'vaultIds'
  | 'vaultPasswordFiles'
  | 'askVaultPass'
  | 'check'
  | 'diff'
  | 'forks'
  | 'verbosity'
> & {
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly modulePath?: readonly string[] | null;
};

/** Variables of a group or host that files and plugins give beside a folder. @throws LoadError */
type VarsBeside = (
  folder: string,
  kind: VarsKind,
  name: string,
  stage: VarsStage,
) => Dict | undefined;

/** The controller's side of a run: files, vaults, inventory, variables, templating. */
export interface Controller {
  readonly loader: Loader;
  readonly inventory: RunInventory;
  readonly vars: VariableManager;
  readonly varsBeside: VarsBeside;
  readonly playbook: PlaybookContext;
  /** Finds modules that are not native. */
  readonly modules: ModuleFinder;
  /** Runs plugins in Python. */
  readonly python: PythonSide;
  readonly services: TemplateServices;
  readonly extraVars: ReadonlyMap<string, Value>;
  /** No inventory was given: only the implicit localhost is there. */
  readonly isEmpty: boolean;
}

/** Reads vault secrets, extra vars and the inventory. @throws TroupeError */
export async function openController(
  args: RunArguments,
  settings: Settings,
  basedir: string,
  messages: Messages,
): Promise<Controller> {
  const vault = await secretsFromOptions(args, settings, messages);
  const loader = new Loader({
    basedir,
    vault,
    warn: messages.warn,
    duplicateKeys: settings.DUPLICATE_YAML_DICT_KEY as 'warn' | 'error' | 'ignore',
    yamlExtensions: settings.YAML_FILENAME_EXTENSIONS,
  });
  const refused = refusedModules(settings.PLUGIN_FILTERS_CFG, loader, messages.warn);
  const modules = new ModuleFinder({
    modulePaths: args.modulePath ?? [],
    configuredPaths: settings.DEFAULT_MODULE_PATH,
    moduleUtilsPaths: settings.DEFAULT_MODULE_UTILS_PATH,
    actionPaths: settings.DEFAULT_ACTION_PLUGIN_PATH,
    collectionsPaths: collectionRoots(settings),
    basedir,
    readYaml: (text, file) => loader.loadText(text, file, { trusted: false }),
    notices: {
      warn: messages.warn,
      deprecate: (message, { version, ...about }) => messages.deprecate(message, version, about),
    },
    collectionUsed: collectionCheck(
      settings.COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH,
      messages.warn,
    ),
  });
  const mergeDicts = settings.DEFAULT_HASH_BEHAVIOUR === 'merge';
  const extraVars = loadExtraVars(args.extraVars, loader, mergeDicts);
  const engine = new EngineAnswers({
    settings,
    loader,
    messages,
    modules,
    verbosity: args.verbosity,
    extraVars,
    plugins: () => python.finder,
    hostvars: () => vars.hostvars,
    templar: (scope, searchPath) => makeTemplar(scope, searchPath ?? [basedir], basedir),
  });
  const python = pythonSide(modules, settings, messages.warn, () => vault.entries, engine);
  const plugins = new PythonPlugins(modules, python.finder, python.python);
  const lookups = lookupsWith(plugins, modules, engine);
  const templarSettings = {
    nullRepresentation: settings.DEFAULT_NULL_REPRESENTATION as Value,
    native: settings.DEFAULT_JINJA2_NATIVE,
    failOnUndefined: settings.DEFAULT_UNDEFINED_VAR_BEHAVIOR,
    extensions: settings.DEFAULT_JINJA2_EXTENSIONS.split(','),
    foreign: {
      filter: (name: string) => plugins.filter(name),
      test: (name: string) => plugins.test(name),
      moved: (kind: 'filter' | 'test', name: string) => movedPlugin(modules.routing, kind, name),
    },
  };
  const services = (searchPath: readonly string[], folder: string): TemplateServices => ({
    searchPath,
    basedir: folder,
    readFile: (path) => loader.readFile(path),
    decryptVault: (text) => loader.vault.decrypt(text),
    encryptVault: (plain, secret, options) =>
      encryptVault(plain, Buffer.from(secret), {
        vaultId: options.vaultId,
        salt: options.salt === undefined ? undefined : Buffer.from(options.salt),
      }),
    decryptVaultWith: (text, secret) =>
      new VaultSecrets([{ id: 'default', secret: Buffer.from(secret) }]).decrypt(text),
    loadYaml: (text, file, trusted) => parseYaml(text, file, { trusted, yamlOnly: true }),
    loadYamlAll: (text, file, trusted) => parseYamlAll(text, file, { trusted, yamlOnly: true }),
    lookups,
    setting: (name, plugin) =>
      plugin === undefined
        ? settingForTemplates(settings, name)
        : (pluginOption(settings, plugin, name, plugin.variable) ??
          pythonPluginOption(python.python, python.finder, plugin, name)),
    warn: messages.warn,
    deprecate: messages.deprecate,
  });
  const pythonInventory = new PythonInventory(modules, python.finder, python.python, {
    enabled: settings.VARIABLE_PLUGINS_ENABLED,
    run: settings.RUN_VARS_PLUGINS,
  });
  const makeTemplar = (
    scope: Scope,
    searchPath: readonly string[],
    folder: string,
  ): TemplarContract =>
    createTemplar({
      scope,
      services: services(searchPath, folder),
      settings: templarSettings,
    });
  const cache = factCache(settings, loader, pythonInventory, messages.warn);
  const context: InventoryContext = {
    loader,
    extraVars,
    makeTemplar: (scope) => makeTemplar(scope, [basedir], basedir),
    warn: messages.warn,
    verbose: messages.notice,
    // The settings' choices are these types' members.
    invalidGroupNames:
      settings.TRANSFORM_INVALID_GROUP_CHARS as InventoryContext['invalidGroupNames'],
    patternMismatch: settings.HOST_PATTERN_MISMATCH as InventoryContext['patternMismatch'],
    mergeHashes: mergeDicts,
    enabled: settings.INVENTORY_ENABLED,
    ignoredExtensions: settings.INVENTORY_IGNORE_EXTS,
    ignoredPatterns: settings.INVENTORY_IGNORE_PATTERNS,
    unparsedIsFailed: settings.INVENTORY_UNPARSED_IS_FAILED,
    unparsedWarning: settings.INVENTORY_UNPARSED_WARNING,
    anyUnparsedIsFailed: settings.INVENTORY_ANY_UNPARSED_IS_FAILED,
    python: pythonInventory,
    cachedFacts: (host) => cache?.load(host),
  };
  const sources = args.inventory;
  const filesOptions = { mergeHashes: mergeDicts, warn: messages.warn };
  const staging = {
    enabled: settings.VARIABLE_PLUGINS_ENABLED,
    run: settings.RUN_VARS_PLUGINS,
    stage: settings.HOST_GROUP_VARS_STAGE,
  };
  const load = async (): Promise<Inventory> => {
    const loaded = await loadInventory(sources, context);
    if (readsVarsFiles(staging, 'inventory'))
      addVarsFiles(loaded, loader, inventoryFolders(sources), filesOptions);
    return loaded;
  };
  const inventory = await load();
  const limit = args.limit === null || args.limit === undefined ? undefined : readLimit(args.limit);
  const run = new RunInventory(inventory, limit, async () => {
    loader.clearCache();
    return load();
  });
  const varsBeside: VarsBeside = (folder, kind, name, stage) => {
    const given = pythonInventory.vars(folder, kind, name);
    const files = readsVarsFiles(staging, stage)
      ? varsFromFiles(loader, folder, kind, name, filesOptions)
      : undefined;
    if (given === undefined || files === undefined) return given ?? files;
    mergeVariables(given as Map<string, Value>, files, mergeDicts);
    return given;
  };
  const vars = new VariableManager({
    inventory: run,
    sources: {
      basedir,
      inventoryFolders: inventoryFolders(sources),
      files: (folder, kind, name) => {
        try {
          return varsBeside(folder, kind, name, 'task');
        } catch (error) {
          if (!(error instanceof LoadError)) throw error;
          throw asParseError(error);
        }
      },
      load: (path) => loader.loadFile(path),
      exists: existsSync,
      warn: messages.warn,
    },
    settings: {
      mergeDicts,
      injectFacts: settings.INJECT_FACTS_AS_VARS,
      privateRoleVars: settings.DEFAULT_PRIVATE_ROLE_VARS,
      precedence: settings.VARIABLE_PRECEDENCE,
      varsRoot: settings.PLAYBOOK_VARS_ROOT,
    },
    extraVars,
    factCache: cache,
    runVars: runVars(args, settings),
    makeTemplar,
  });
  return {
    loader,
    inventory: run,
    vars,
    varsBeside,
    modules,
    python,
    playbook: playbookContext(loader, vars, settings, messages, { modules, lookups, refused }),
    services: services([basedir], basedir),
    extraVars,
    isEmpty: inventory.hosts.size === 0,
  };
}

/** The cache that fact_caching names. @throws TroupeError for one that troupe does not have */
function factCache(
  settings: Settings,
  loader: Loader,
  python: PythonInventory,
  warn: (message: string) => void,
): FactCache | undefined {
  const kind = settings.CACHE_PLUGIN.replace(/^ansible\.builtin\.|^community\.general\./, '');
  if (kind === 'memory') return undefined;
  if (kind !== 'jsonfile') {
    const found = python.cache(settings.CACHE_PLUGIN);
    if (found !== undefined) return found;
    throw new TroupeError(`Unable to load the facts cache plugin (${settings.CACHE_PLUGIN}).`, {
      hint: 'troupe has memory and jsonfile, and finds those in Python in cache_plugins.',
    });
  }
  const folder = settings.CACHE_PLUGIN_CONNECTION;
  if (folder === null || folder === '') {
    throw new TroupeError(
      "error, 'jsonfile' cache plugin requires the 'fact_caching_connection' config option to be set (to a writeable directory path)",
    );
  }
  return jsonFileCache({
    folder: loader.resolve(folder),
    prefix:
      settings.origins.get('CACHE_PLUGIN_PREFIX') === 'default' ? '' : settings.CACHE_PLUGIN_PREFIX,
    timeout: settings.CACHE_PLUGIN_TIMEOUT,
    parse: (text, file) => loader.loadText(text, file, { trusted: false }),
    warn,
  });
}

/** A file that is there but can't be understood is the playbook's fault: the run ends. */
const asParseError = (error: LoadError): ParseError =>
  new ParseError(error.message, { span: error.span, hint: error.hint, cause: error });

function playbookContext(
  loader: Loader,
  vars: VariableManager,
  settings: Settings,
  messages: Messages,
  {
    modules,
    lookups,
    refused,
  }: { modules: ModuleFinder; lookups: LookupFinder; refused: ReadonlySet<string> },
): PlaybookContext {
  const context: PlaybookContext = {
    loadFile(path) {
      try {
        return loader.loadFile(path);
      } catch (error) {
        throw error instanceof LoadError && isUnreadable(error.cause) ? asParseError(error) : error;
      }
    },
    exists: existsSync,
    isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    spanOf,
    spanOfItem,
    spanOfKey,
    spanOfValue,
    templar: (play, task) => vars.templar({ play, task }),
    isLookup: (name) => lookups(name) !== undefined,
    roleFound: (folder) => modules.addFolder(folder),
    collectionUsed: (collection) => {
      const [namespace = '', name = ''] = collection.split('.');
      modules.collectionFolder(namespace, name);
    },
    knowsAction: (name, folders, collections) =>
      knowsAction(name, folders, collections, modules, refused),
    resolveAction: (name, collections) => resolveAction(name, collections, modules),
    actionGroup: (collection, name) => modules.actionGroup(collection, name),
    validatesActionGroups: settings.VALIDATE_ACTION_GROUP_METADATA,
    get actionGroups() {
      return groups;
    },
    unknownActionHint: (name) => unknownActionHint(name, modules),
    rolesPath: settings.DEFAULT_ROLES_PATH,
    collectionsPath: collectionRoots(settings),
    invalidTaskAttributeFailed: settings.INVALID_TASK_ATTRIBUTE_FAILED,
    warn: messages.warn,
    deprecate: messages.deprecate,
    notice: messages.notice,
  };
  const groups = new ActionGroups(context);
  return context;
}
