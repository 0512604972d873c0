import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from './state.ts';

/** Objects of a manifest file (`-` and `/dev/fd/N` too): every document, and the items of lists. */
export function readManifest(file: string, cwd: string, readInput: () => string): KubeObject[] {
  const text = file === '-' ? readInput() : readFileSync(resolve(cwd, file), 'utf8');
  return parseManifest(text);
}

export function parseManifest(text: string): KubeObject[] {
  const objects: KubeObject[] = [];
  for (const document of parseAllDocuments(text)) {
    if ('errors' in document && document.errors.length > 0) {
      throw new Error(`error converting YAML to JSON: ${document.errors[0]?.message}`);
    }
    const value = document.toJS() as (KubeObject & { items?: KubeObject[] }) | null;
    if (value === null) continue;
    if (value.kind === 'List') objects.push(...(value.items ?? []));
    else objects.push(value);
  }
  return objects;
}
