import { accessSync, constants, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { TemplateError, TroupeError } from '../diagnostics/errors.ts';
import { extendedMessage } from '../diagnostics/frame.ts';
import type { Loader } from '../loader/loader.ts';
import type { Scope, TemplarContract } from '../template/contract.ts';
import type { Value } from '../values/types.ts';
import type { Inventory } from './inventory.ts';

/** What sources may use of the controller. */
export interface SourceContext {
  readonly loader: Loader;
  warn(message: string): void;
  /** Told with -v and more. */
  verbose?(message: string, level: number): void;
  /** A Templar over some variables: the constructed and generator sources need it. */
  makeTemplar?(scope: Scope): TemplarContract;
  /** Facts of earlier runs (fact_caching), which constructed expressions see. */
  cachedFacts?(host: string): ReadonlyMap<Value, Value> | undefined;
  readonly extraVars?: ReadonlyMap<string, Value> | undefined;
  /** Extensions that the yaml source takes (INVENTORY_YAML extensions). */
  readonly yamlExtensions?: readonly string[] | undefined;
  /** All sources named on the command line, for vars beside them. */
  readonly sources: readonly string[];
  /** Another kind of source, by name. */
  findSource(name: string): Promise<InventorySource | undefined>;
}

/** A kind of inventory source, in Ansible's name. */
export interface InventorySource {
  readonly name: string;
  /** Whether it wants to try this source: a path, or a list of hosts. */
  verify(source: string, context: SourceContext): boolean;
  /** Adds the source's hosts and groups. @throws TroupeError when it can't read the source */
  parse(inventory: Inventory, source: string, context: SourceContext): void | Promise<void>;
}

/** Whether a path is there and may be read. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Readable, and named as a plugin's configuration: `.yml`, `.yaml`, `.json`, `.config` or no extension. */
export function isConfigFile(path: string, context: SourceContext): boolean {
  const extension = extname(path);
  const extensions = ['', '.config', ...context.loader.yamlExtensions];
  return isReadable(path) && extensions.includes(extension);
}

/** An error's text with its place, as it appears within a warning. */
export function errorText(error: unknown): string {
  if (!(error instanceof TroupeError) || error instanceof TemplateError)
    return (error as Error).message;
  return extendedMessage(error, (file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  });
}
