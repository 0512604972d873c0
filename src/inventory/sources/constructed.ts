import { InventoryError } from '../../diagnostics/errors.ts';
import type { TemplarContract } from '../../template/contract.ts';
import { equals } from '../../values/equality.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { type Dict, Template, type Value } from '../../values/types.ts';
import { mergeVariables } from '../combine.ts';
import { safeGroupName } from '../group-name.ts';
import type { Host } from '../host.ts';
import { type Inventory, pythonClass } from '../inventory.ts';
import { mapScope } from '../scope.ts';
import { errorText, type InventorySource, isConfigFile, type SourceContext } from '../source.ts';
import { checkOption, readConfig } from '../source-config.ts';
import { inventoryFolders, varsFromFiles } from '../vars-plugin.ts';

/** Groups and variables made by Jinja2 expressions over the hosts that earlier sources brought. */
export const constructed: InventorySource = {
  name: 'constructed',
  verify: isConfigFile,
  parse(inventory, source, context) {
    const config = readConfig(source, 'constructed', context);
    for (const [name, type] of optionTypes) checkOption(config, 'constructed', name, type);
    try {
      const work = new Construction(inventory, config, context);
      for (const host of [...inventory.hosts.values()]) work.construct(host);
    } catch (error) {
      // Ansible tells the fault twice: in its own sentence, and as what caused it.
      const reason = errorText(error);
      throw new InventoryError(`failed to parse ${source}: ${reason} . ${reason}`);
    }
  },
};

const optionTypes = [
  ['keyed_groups', 'list'],
  ['compose', 'dict'],
  ['groups', 'dict'],
] as const;

const TRUE_TEXTS: readonly string[] = ['y', 'yes', 'on', '1', 'true', 't'];
const FALSE_TEXTS: readonly string[] = ['n', 'no', 'off', '0', 'false', 'f'];

class Construction {
  readonly #inventory: Inventory;
  readonly #context: SourceContext;
  readonly #config: Dict;
  readonly #strict: boolean;

  constructor(inventory: Inventory, config: Dict, context: SourceContext) {
    this.#inventory = inventory;
    this.#context = context;
    this.#config = config;
    this.#strict = this.#flag('strict', false);
  }

  #flag(name: string, fallback: boolean): boolean {
    const value = this.#config.get(name);
    return value === undefined || value === null ? fallback : truthy(value);
  }

  construct(host: Host): void {
    const facts = this.#context.cachedFacts?.(host.name);
    const withFacts = (): Map<string, Value> => {
      const vars = this.#varsOf(host);
      if (facts !== undefined) mergeVariables(vars, facts, this.#inventory.mergeHashes);
      return vars;
    };
    this.#compose(host, withFacts());
    const vars = withFacts();
    this.#conditionalGroups(host, vars);
    this.#keyedGroups(host, vars);
  }

  #varsOf(host: Host): Map<string, Value> {
    const vars = new Map<string, Value>();
    const { mergeHashes } = this.#inventory;
    const folders = this.#flag('use_vars_plugins', false)
      ? inventoryFolders(this.#context.sources)
      : [];
    const groups = host.sortedGroups();
    for (const group of groups) mergeVariables(vars, group.vars, mergeHashes);
    for (const folder of folders) {
      for (const group of groups) {
        const added = varsFromFiles(this.#context.loader, folder, 'group_vars', group.name);
        if (added !== undefined) mergeVariables(vars, added, mergeHashes);
      }
    }
    mergeVariables(vars, host.vars, mergeHashes);
    mergeVariables(vars, host.magicVars(), mergeHashes);
    for (const folder of folders) {
      const added = varsFromFiles(this.#context.loader, folder, 'host_vars', host.name);
      if (added !== undefined) mergeVariables(vars, added, mergeHashes);
    }
    return vars;
  }

  #templar(vars: ReadonlyMap<string, Value>): TemplarContract {
    if (this.#context.makeTemplar === undefined) {
      throw new InventoryError('This inventory source needs templating.');
    }
    const all = new Map(vars);
    if (this.#flag('use_extra_vars', false)) {
      for (const [name, value] of this.#context.extraVars ?? []) all.set(name, value);
    }
    return this.#context.makeTemplar(mapScope(all));
  }

  #expression(expression: Value, templar: TemplarContract): Value {
    return templar.renderText(`{{${sourceText(expression)}}}`, { disableLookups: true });
  }

  /** `compose`: variables from expressions. Those that fail are left out unless `strict`. */
  #compose(host: Host, vars: ReadonlyMap<string, Value>): void {
    const compose = this.#config.get('compose');
    if (!(compose instanceof Map) || compose.size === 0) return;
    const templar = this.#templar(vars);
    for (const [name, expression] of compose) {
      let value: Value;
      try {
        value = this.#expression(expression, templar);
      } catch (error) {
        if (!this.#strict) continue;
        throw new InventoryError(
          `Could not set ${str(name)} for host ${host.name}: ${errorText(error)}`,
        );
      }
      this.#inventory.setVariable(host.name, str(name), value);
    }
  }

  /** `groups`: a host joins where the condition holds. */
  #conditionalGroups(host: Host, vars: ReadonlyMap<string, Value>): void {
    const groups = this.#config.get('groups');
    if (!(groups instanceof Map) || groups.size === 0) return;
    const templar = this.#templar(vars);
    for (const [name, condition] of groups) {
      const group = safeGroupName(str(name));
      try {
        const text = `{% if ${sourceText(condition)} %} True {% else %} False {% endif %}`;
        if (!toBoolean(templar.renderText(text))) continue;
      } catch (error) {
        if (!this.#strict) continue;
        throw new InventoryError(
          `Could not add host ${host.name} to group ${group}: ${errorText(error)}`,
        );
      }
      this.#inventory.addChild(this.#inventory.addGroup(group), host.name);
    }
  }

  #keyedGroups(host: Host, vars: ReadonlyMap<string, Value>): void {
    const keyed = this.#config.get('keyed_groups');
    if (!Array.isArray(keyed) || keyed.length === 0) return;
    const templar = this.#templar(vars);
    for (const entry of keyed) {
      if (!(entry instanceof Map) || entry.size === 0) {
        throw new InventoryError(
          `Invalid keyed group entry, it must be a dictionary: ${str(entry)} `,
        );
      }
      this.#keyedGroup(host, entry, templar);
    }
  }

  #keyedGroup(host: Host, entry: Dict, templar: TemplarContract): void {
    const expression = entry.get('key') ?? null;
    let key: Value;
    try {
      key = this.#expression(expression, templar);
    } catch (error) {
      if (!this.#strict) return;
      throw new InventoryError(
        `Could not generate group for host ${host.name} from ${sourceText(expression)} entry: ${errorText(error)}`,
      );
    }
    const fallback = entry.get('default_value') ?? null;
    const trailing = entry.get('trailing_separator') ?? null;
    if (trailing !== null && fallback !== null) {
      throw new InventoryError(
        'parameters are mutually exclusive for keyed groups: default_value|trailing_separator',
      );
    }
    if (!truthy(key) && !(key === '' && fallback !== null)) {
      if (this.#strict && !equals(key, []) && !equals(key, new Map())) {
        throw new InventoryError(
          `No key or key resulted empty for ${sourceText(expression)} in host ${host.name}, invalid entry`,
        );
      }
      return;
    }
    const prefix = str(entry.get('prefix') ?? '');
    const separator = str(entry.get('separator') ?? '_');
    const parent = this.#parentGroup(entry, key, templar);
    if (parent === null) return;
    for (const name of keyNames(key, fallback, trailing, separator)) {
      const joint = prefix === '' && !this.#flag('leading_separator', true) ? '' : separator;
      const group = this.#inventory.addGroup(safeGroupName(`${prefix}${joint}${name}`));
      this.#inventory.addHost(host.name, group);
      if (parent !== undefined) {
        const above = this.#inventory.addGroup(safeGroupName(parent));
        this.#inventory.addChild(above, group);
      }
    }
  }

  /** Name of the parent group; undefined without one, null when it can't be made. */
  #parentGroup(entry: Dict, key: Value, templar: TemplarContract): string | undefined | null {
    const parent = entry.get('parent_group') ?? null;
    if (!truthy(parent)) return undefined;
    try {
      return str(templar.template(parent));
    } catch (error) {
      if (!this.#strict) return null;
      throw new InventoryError(
        `Could not generate parent group ${sourceText(parent)} for group ${str(key)}: ${errorText(error)}`,
      );
    }
  }
}

function keyNames(key: Value, fallback: Value, trailing: Value, separator: string): string[] {
  const named = (name: Value) => (name === '' && fallback !== null ? str(fallback) : str(name));
  if (typeof key === 'string') return [named(key)];
  if (Array.isArray(key)) return key.map(named);
  if (key instanceof Map) {
    return [...key].map(([name, value]) => {
      if (value === '' && fallback === null && trailing === false) return str(name);
      return `${str(name)}${separator}${named(value)}`;
    });
  }
  throw new InventoryError(
    `Invalid group name format, expected a string or a list of them or dictionary, got: ${pythonClass(key)}`,
  );
}

function sourceText(value: Value): string {
  return value instanceof Template ? value.source : str(value);
}

function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const text = str(value).trim().toLowerCase();
  if (TRUE_TEXTS.includes(text)) return true;
  if (FALSE_TEXTS.includes(text)) return false;
  throw new InventoryError(`The value '${text}' is not a valid boolean.`);
}
