import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleFinder } from '../bridge/module-finder.ts';
import type { EngineSide, VariableScope } from '../bridge/own-library.ts';
import type { PluginFinder } from '../bridge/plugin-finder.ts';
import { isPluginKind } from '../bridge/plugin-kind.ts';
import { encodeVariable } from '../bridge/python-values.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { parseKeyValues, splitArgs } from '../loader/free-form.ts';
import type { Loader } from '../loader/loader.ts';
import { findLookup } from '../lookups/registry.ts';
import { callFilter, hasPlugin } from '../template/ansible/direct-call.ts';
import type { Scope, TemplarContract } from '../template/contract.ts';
import { str } from '../values/index.ts';
import { type Dict, type LazyDict, Template, type Value } from '../values/types.ts';
import type { Messages } from './command.ts';
import { PluginFiles } from './commands/doc/plugin-files.ts';
import { OverlaidScope } from './overlaid-scope.ts';
import { pluginDefinitions } from './plugin-definitions.ts';
import { settingForTemplates } from './settings/lookup.ts';
import { type SettingName, type Settings, settingRows } from './settings/settings.ts';
import { templateOptions } from './told-template.ts';

export interface EngineSideParts {
  readonly settings: Settings;
  readonly loader: Loader;
  readonly messages: Messages;
  readonly modules: ModuleFinder;
  readonly plugins: () => PluginFinder;
  readonly verbosity: number;
  readonly hostvars: () => LazyDict;
  readonly extraVars: ReadonlyMap<string, Value>;
  readonly templar: (scope: Scope, searchPath: readonly string[] | undefined) => TemplarContract;
}

/** What plugins in Python ask where no ansible-core is installed (`python/ansible/_engine.py`). */
export class EngineAnswers implements EngineSide {
  readonly #parts: EngineSideParts;
  readonly #scopes = new Map<number, Scope>();
  #count = 0;
  #docFiles: PluginFiles | undefined;

  constructor(parts: EngineSideParts) {
    this.#parts = parts;
  }

  facts(): Record<string, Value> {
    const { settings, verbosity } = this.#parts;
    const known: Dict = new Map();
    for (const name of Object.keys(settingRows) as SettingName[])
      known.set(name, settingForTemplates(settings, name) ?? null);
    return { settings: known, config_file: settings.configFile ?? null, verbosity };
  }

  /** Keeps a scope while a plugin works with it: `work` gets the number that it is asked for by. */
  within<T>(scope: Scope, work: (number: number) => T): T {
    const number = ++this.#count;
    this.#scopes.set(number, scope);
    try {
      return work(number);
    } finally {
      this.#scopes.delete(number);
    }
  }

  scope(number: number): Scope | undefined {
    return this.#scopes.get(number);
  }

  /** Names of the variables that say what a plugin's options are. */
  optionVariables(type: string, name: string): string[] {
    const known = pluginDefinitions(this.#parts.plugins(), this.#files, { type, name });
    return [...known.values()].flatMap((about) => {
      const vars = about instanceof Map ? about.get('vars') : undefined;
      return Array.isArray(vars) ? vars.map((one) => str((one as Dict).get('name') ?? '')) : [];
    });
  }

  answer(what: string, fields: Dict, own?: VariableScope): Value {
    const { loader, messages, modules, plugins } = this.#parts;
    const text = (name: string): string => str(fields.get(name) ?? '');
    const maybe = (name: string): string | undefined =>
      typeof fields.get(name) === 'string' ? text(name) : undefined;
    switch (what) {
      case 'warn':
        messages.warn(text('text'));
        return null;
      case 'deprecate': {
        const [date, collection] = [maybe('date'), maybe('collection')];
        const about = { ...(date && { date }), ...(collection && { collection }) };
        messages.deprecate(text('text'), maybe('version'), about);
        return null;
      }
      case 'yaml':
        return encodeVariable(loader.loadText(text('text'), text('file'), { trusted: true }));
      case 'decrypt':
        return Buffer.from(loader.vault.decrypt(text('text'))).toString('base64');
      case 'words':
        return splitArgs(text('text'));
      case 'key_values':
        return new Map<Value, Value>(
          parseKeyValues(text('text'), { raw: fields.get('raw') === true }),
        );
      case 'extra_vars':
        return encodeVariable(new Map<Value, Value>(this.#parts.extraVars));
      case 'hostvars':
        return encodeVariable(this.#hostVariables(text('host')));
      case 'definitions':
        return pluginDefinitions(plugins(), this.#files, {
          type: text('type'),
          name: text('name'),
        });
      case 'plugin':
        return this.#plugin(text('type'), text('name'));
      case 'moved_utility':
        return modules.routing.follow('module_utils', text('name')) ?? null;
      case 'collection_files':
        return this.#collectionFiles(text('type'), text('collection'), fields.get('below'));
      case 'has':
        return text('kind') === 'lookup'
          ? findLookup(text('name')) !== undefined
          : hasPlugin(text('kind'), text('name'));
      case 'lookup': {
        const terms = fields.get('terms') as Value[];
        const options = fields.get('options') as Map<string, Value>;
        return encodeVariable(this.#templar(fields, own).lookup(text('name'), terms, options));
      }
      case 'filter':
      case 'test': {
        const [args, kwargs] = [fields.get('args') as Value[], fields.get('kwargs') as Dict];
        return encodeVariable(
          callFilter(this.#templar(fields, own), what, text('name'), args, kwargs),
        );
      }
      case 'template':
        return encodeVariable(this.#rendered(fields, own));
      default:
        throw new TroupeError(`Plugins can't ask for ${what}`);
    }
  }

  get #files(): PluginFiles {
    const { settings, modules, loader, messages } = this.#parts;
    this.#docFiles ??= new PluginFiles({
      settings,
      basedir: modules.basedir,
      modulePaths: [],
      readYaml: (text, file) => loader.loadText(text, file, { trusted: false }),
      notices: { warn: messages.warn, deprecate: () => undefined },
      namesIn: () => [],
    });
    return this.#docFiles;
  }

  #rendered(fields: Dict, own: VariableScope | undefined): Value {
    const { options, file } = templateOptions(fields);
    const templar = this.#templar(fields, own);
    const data = fields.get('data') ?? null;
    const source = data instanceof Template ? data.source : data;
    if (file !== undefined && typeof source === 'string')
      return templar.renderTemplate(source, { name: '<template>', ...file });
    return templar.template(data, options);
  }

  /** A Templar over the scope that the question names, and what it lays over that. */
  #templar(fields: Dict, own: VariableScope | undefined): TemplarContract {
    const number = fields.get('scope');
    const below = own ?? (typeof number === 'number' ? this.#scopes.get(number) : undefined);
    const laid = fields.get('variables');
    const gone = (fields.get('gone') ?? []) as Value[];
    const scope = new OverlaidScope(
      (laid instanceof Map ? laid : new Map()) as Map<string, Value>,
      below,
      new Set(gone.map(str)),
    );
    const search = fields.get('search');
    return this.#parts.templar(scope, Array.isArray(search) ? search.map(str) : undefined);
  }

  #hostVariables(host: string): Value {
    const found = this.#parts.hostvars().get(host);
    return found ?? new Map();
  }

  #plugin(type: string, name: string): Value {
    const { modules, plugins } = this.#parts;
    if (type === 'module') {
      const found = modules.find(name);
      return found === undefined ? null : [found.name, found.path];
    }
    if (type === 'action') {
      const path = modules.findAction(name);
      return path === undefined ? null : [name, path];
    }
    const found = isPluginKind(type) ? plugins().find(type, name) : undefined;
    return found === undefined ? null : [found.name, found.path];
  }

  #collectionFiles(type: string, collection: string, below: Value | undefined): Value {
    const [namespace = '', name = ''] = collection.split('.');
    const folder = this.#parts.modules.collectionFolder(namespace, name);
    if (folder === undefined) return [];
    const inner = Array.isArray(below) ? below.map(str) : [];
    const place = join(folder, 'plugins', type, ...inner);
    try {
      return readdirSync(place)
        .filter((file) => file.endsWith('.py') && !file.startsWith('__'))
        .sort()
        .map((file) => join(place, file));
    } catch {
      return [];
    }
  }
}
