import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InventoryError } from '../diagnostics/errors.ts';
import { resolvePath } from '../loader/paths.ts';
import { DEFAULT_SOURCE, ENABLED_SOURCES, IGNORED_EXTENSIONS } from './defaults.ts';
import { Inventory, type InventoryOptions } from './inventory.ts';
import { type PythonSources, pythonSource } from './python-source.ts';
import { errorText, type InventorySource, type SourceContext } from './source.ts';
import { findSource } from './source-registry.ts';

/** What loading an inventory needs: the sources' context and the settings of the `inventory` section. */
export interface InventoryContext
  extends Omit<SourceContext, 'sources' | 'findSource'>,
    InventoryOptions {
  warn(message: string): void;
  /** INVENTORY_ENABLED */
  readonly enabled?: readonly string[] | undefined;
  /** INVENTORY_IGNORE_EXTS */
  readonly ignoredExtensions?: readonly string[] | undefined;
  /** INVENTORY_IGNORE_PATTERNS: regular expressions. */
  readonly ignoredPatterns?: readonly string[] | undefined;
  /** INVENTORY_UNPARSED_IS_FAILED */
  readonly unparsedIsFailed?: boolean | undefined;
  /** INVENTORY_UNPARSED_WARNING */
  readonly unparsedWarning?: boolean | undefined;
  /** INVENTORY_ANY_UNPARSED_IS_FAILED */
  readonly anyUnparsedIsFailed?: boolean | undefined;
  /** Inventory plugins in Python, for names that no native kind of source has. */
  readonly python?: PythonSources | undefined;
}

/**
 * Reads all sources (files, folders, scripts, lists of hosts) into one inventory. A source that nothing can
 * read is warned about.
 * @throws InventoryError where the settings make that a failure
 */
export async function loadInventory(
  sources: readonly string[],
  context: InventoryContext,
): Promise<Inventory> {
  const inventory = new Inventory(context);
  await readInventory(inventory, sources, context);
  return inventory;
}

/** @throws InventoryError */
async function readInventory(
  inventory: Inventory,
  sources: readonly string[],
  context: InventoryContext,
): Promise<void> {
  const paths = sources
    .filter((source) => source !== '')
    .map((source) => (source.includes(',') ? source : resolvePath(source)));
  const { python } = context;
  const find = async (name: string): Promise<InventorySource | undefined> =>
    (await findSource(name)) ?? (python?.has(name) ? pythonSource(python, name) : undefined);
  const reader = new SourceReader(
    inventory,
    { ...context, sources: paths, findSource: find },
    context,
  );
  let parsed = false;
  for (const path of paths) parsed = (await reader.read(path)) || parsed;
  if (parsed) inventory.reconcile();
  else if (context.unparsedIsFailed === true) {
    throw new InventoryError(
      'No inventory was parsed, please check your configuration and options.',
    );
  } else if (context.unparsedWarning !== false) {
    context.warn('No inventory was parsed, only implicit localhost is available');
  }
}

class SourceReader {
  readonly #inventory: Inventory;
  readonly #context: SourceContext;
  readonly #settings: InventoryContext;
  readonly #ignored: RegExp;
  #kinds: readonly InventorySource[] | undefined;

  constructor(inventory: Inventory, context: SourceContext, settings: InventoryContext) {
    this.#inventory = inventory;
    this.#context = context;
    this.#settings = settings;
    const extensions = (settings.ignoredExtensions ?? IGNORED_EXTENSIONS).map(
      (extension) => `${extension.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`,
    );
    const always = ['^\\.', '^host_vars$', '^group_vars$', '^vars_plugins$'];
    const patterns = settings.ignoredPatterns ?? [];
    this.#ignored = new RegExp([...always, ...patterns, ...extensions].join('|'));
  }

  /** Whether any kind of source could read it. */
  async read(source: string): Promise<boolean> {
    if (statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
      const parsed = await this.#readFolder(source);
      if (!parsed) this.#tellFailure(source, []);
      return parsed;
    }
    this.#inventory.currentSource = source;
    const failures: string[] = [];
    let parsed = false;
    for (const kind of await this.#enabled()) {
      if (!kind.verify(source, this.#context)) {
        this.#context.verbose?.(
          `${kind.name} declined parsing ${source} as it did not pass its verify_file() method`,
          3,
        );
        continue;
      }
      try {
        await kind.parse(this.#inventory, source, this.#context);
        parsed = true;
        this.#context.verbose?.(`Parsed ${source} inventory source with ${kind.name} plugin`, 3);
        break;
      } catch (error) {
        failures.push(
          `\n* Failed to parse ${source} with ${kind.name} plugin: ${errorText(error)}`,
        );
      }
    }
    if (parsed) this.#inventory.processedSources.push(source);
    else this.#tellFailure(source, failures);
    this.#inventory.currentSource = undefined;
    return parsed;
  }

  async #readFolder(folder: string): Promise<boolean> {
    let parsed = false;
    for (const name of readdirSync(folder).sort()) {
      if (this.#ignored.test(name)) continue;
      parsed = (await this.read(join(folder, name))) || parsed;
    }
    return parsed;
  }

  async #enabled(): Promise<readonly InventorySource[]> {
    if (this.#kinds !== undefined) return this.#kinds;
    const kinds: InventorySource[] = [];
    for (const name of this.#settings.enabled ?? ENABLED_SOURCES) {
      const kind = await this.#context.findSource(name);
      if (kind !== undefined) kinds.push(kind);
      else this.#context.warn(`Failed to load inventory plugin, skipping ${name}`);
    }
    if (kinds.length === 0) {
      throw new InventoryError(
        'No inventory plugins available to generate inventory, make sure you have at least one enabled.',
      );
    }
    this.#kinds = kinds;
    return kinds;
  }

  #tellFailure(source: string, failures: readonly string[]): void {
    if (source === DEFAULT_SOURCE && !existsSync(source)) return;
    for (const failure of failures) this.#context.warn(failure);
    if (this.#settings.anyUnparsedIsFailed === true) {
      throw new InventoryError(`Completely failed to parse inventory source ${source}`);
    }
    this.#context.warn(`Unable to parse ${source} as an inventory source`);
  }
}
