import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route, RoutedKind } from './runtime-metadata.ts';

let moved: Map<string, string> | undefined;

/** Where a plugin went that ansible-core once had, for controllers that have no ansible-core to ask. */
export function formerPlugin(kind: RoutedKind, name: string): Route | undefined {
  moved ??= readMoved();
  const redirect = moved.get(`${kind} ${name}`);
  return redirect === undefined
    ? undefined
    : { redirect, deprecation: undefined, tombstone: undefined, actionPlugin: undefined };
}

/** New full names by kind and former name. */
function readMoved(): Map<string, string> {
  const names = new Map<string, string>();
  const file = join(dirname(fileURLToPath(import.meta.url)), 'former-plugins.txt');
  const text = readFileSync(file, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replaceAll('\n  ', ' ');
  for (const line of text.trimEnd().split('\n')) {
    const [kind, collection, ...plugins] = line.split(' ');
    for (const plugin of plugins) {
      const [former = '', now = former] = plugin.split('=');
      names.set(`${kind} ${former}`, `${collection}.${now}`);
    }
  }
  return names;
}
