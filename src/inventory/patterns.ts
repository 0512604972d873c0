import { existsSync, readFileSync, statSync } from 'node:fs';
import { InventoryError } from '../diagnostics/errors.ts';
import { compileRegex } from '../values/python-regex.ts';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import { parseAddress } from './address.ts';
import { fnmatchRegExp } from './fnmatch.ts';
import type { Group } from './group.ts';
import type { Host } from './host.ts';
import { LOCALHOST } from './localhost.ts';

/** HOST_PATTERN_MISMATCH */
export type MismatchPolicy = 'warning' | 'error' | 'ignore';

/** Single patterns of a text: separated by commas, or else by colons that are no port, address or range. */
export function splitHostPattern(pattern: Value | readonly string[]): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap((part: Value) => splitHostPattern(part));
  const text = typeof pattern === 'string' ? pattern : str(pattern as Value);
  const parts = text.includes(',')
    ? text.split(',')
    : parseAddress(text, true) !== undefined
      ? [text]
      : (text.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Patterns of `--limit`; `@file` brings one pattern a line. @throws InventoryError when the file is missing */
export function readLimit(limit: string): string[] {
  return splitHostPattern(limit).flatMap((pattern) => {
    if (!pattern.startsWith('@')) return [pattern];
    const file = pattern.slice(1);
    if (!existsSync(file)) throw new InventoryError(`Unable to find limit file ${bytes(file)}`);
    if (!statSync(file).isFile()) {
      throw new InventoryError(
        `Limit starting with "@" must be a file, not a directory: ${bytes(file)}`,
      );
    }
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim());
  });
}

const bytes = (path: string): string => `b'${path}'`;

/** Where patterns look for hosts. */
export interface HostSource {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly groups: ReadonlyMap<string, Group>;
  /** A host by name, an implicit localhost included. */
  host(name: string): Host | undefined;
}

interface Subscript {
  readonly start: number;
  readonly end: number | undefined;
}

/** Finds hosts by patterns and remembers what it found until the inventory changes. */
export class HostPatterns {
  readonly #inventory: HostSource;
  readonly #warn: (message: string) => void;
  readonly #mismatch: MismatchPolicy;
  readonly #found = new Map<string, readonly Host[]>();

  constructor(
    inventory: HostSource,
    options: { warn: (message: string) => void; mismatch: MismatchPolicy },
  ) {
    this.#inventory = inventory;
    this.#warn = options.warn;
    this.#mismatch = options.mismatch;
  }

  clear(): void {
    this.#found.clear();
  }

  select(pattern: Value | readonly string[], limit: readonly string[] | undefined): Host[] {
    const hosts = this.#evaluate(splitHostPattern(pattern));
    if (limit === undefined || limit.length === 0) return [...hosts];
    const allowed = this.#evaluate(limit);
    return [...hosts].filter((host) => allowed.has(host));
  }

  /** Plain patterns first, then intersections, then exclusions. */
  #evaluate(patterns: readonly string[]): Set<Host> {
    const given = patterns.filter((pattern) => pattern !== '');
    const plain = given.filter((pattern) => !/^[!&]/.test(pattern));
    let hosts = new Set<Host>();
    for (const pattern of plain.length > 0 ? plain : ['all']) {
      for (const host of this.#exactOr(pattern)) hosts.add(host);
    }
    for (const pattern of given.filter((one) => one.startsWith('&'))) {
      const those = new Set(this.#match(pattern.slice(1)));
      hosts = new Set([...hosts].filter((host) => those.has(host)));
    }
    for (const pattern of given.filter((one) => one.startsWith('!'))) {
      for (const host of this.#match(pattern.slice(1))) hosts.delete(host);
    }
    return hosts;
  }

  #exactOr(pattern: string): readonly Host[] {
    const host = this.#inventory.hosts.get(pattern);
    return host === undefined ? this.#match(pattern) : [host];
  }

  #match(pattern: string): readonly Host[] {
    let hosts = this.#found.get(pattern);
    if (hosts === undefined) {
      const { expression, subscript } = this.#splitSubscript(pattern);
      hosts = applySubscript(this.#enumerate(expression), subscript, pattern);
      this.#found.set(pattern, hosts);
    }
    return hosts;
  }

  #splitSubscript(pattern: string): { expression: string; subscript: Subscript | undefined } {
    const match = pattern.startsWith('~')
      ? null
      : /^(.+)\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\]$/.exec(pattern);
    if (match === null) return { expression: pattern, subscript: undefined };
    const expression = match[1] as string;
    if (match[2] !== undefined) {
      return { expression, subscript: { start: Number(match[2]), end: undefined } };
    }
    if (match[4] === '-') {
      this.#warn('Use [x:y] inclusive subscripts instead of [x-y] which has been removed');
    }
    const end = match[5] === '' || match[5] === undefined ? -1 : Number(match[5]);
    return { expression, subscript: { start: Number(match[3]), end } };
  }

  #enumerate(pattern: string): Host[] {
    const { groups, hosts } = this.#inventory;
    const matches = matcher(pattern);
    const found: Host[] = [];
    const matchingGroups = [...groups.values()].filter(({ name }) => matches(name));
    for (const group of matchingGroups) found.push(...group.allHosts());
    if (matchingGroups.length === 0 || /^~|[.?*[]/.test(pattern)) {
      for (const host of hosts.values()) if (matches(host.name)) found.push(host);
    }
    if (found.length === 0 && LOCALHOST.includes(pattern)) {
      const host = this.#inventory.host(pattern);
      if (host !== undefined) found.push(host);
    }
    if (found.length === 0 && matchingGroups.length === 0 && pattern !== 'all') {
      const message = `Could not match supplied host pattern, ignoring: ${pattern}`;
      if (this.#mismatch === 'error') throw new InventoryError(message);
      if (this.#mismatch === 'warning') this.#warn(message);
    }
    return found;
  }
}

function matcher(pattern: string): (name: string) => boolean {
  try {
    if (pattern.startsWith('~')) {
      const regex = compileRegex(pattern.slice(1));
      return (name) => regex.match(name) !== undefined;
    }
    const regExp = fnmatchRegExp(pattern);
    return (name) => regExp.test(name);
  } catch (error) {
    throw new InventoryError(`Invalid host list pattern: ${pattern}`, { cause: error });
  }
}

function applySubscript(
  hosts: readonly Host[],
  subscript: Subscript | undefined,
  pattern: string,
): readonly Host[] {
  if (hosts.length === 0 || subscript === undefined) return hosts;
  const { start, end } = subscript;
  if (end) return hosts.slice(start, end === -1 ? hosts.length : end + 1);
  const host = hosts.at(start);
  if (host === undefined) {
    throw new InventoryError(`No hosts matched the subscripted pattern '${pattern}'`);
  }
  return [host];
}
