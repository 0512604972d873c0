import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from './state.ts';

/** Objects of a manifest (a file, a URL, `-` or `/dev/fd/N`): every document, and the items of lists. */
export function readManifest(file: string, cwd: string, readInput: () => string): KubeObject[] {
  if (file === '-') return parseManifest(readInput());
  if (/^https?:/.test(file)) return parseManifest(download(file));
  return parseManifest(readFileSync(resolve(cwd, file), 'utf8'));
}

/** Programs answer synchronously, and Node fetches only otherwise: another one does. */
function download(url: string): string {
  const script = `fetch(${JSON.stringify(url)}).then(async (r) => {
    if (!r.ok) throw new Error(r.status + ' ' + r.statusText);
    process.stdout.write(await r.text());
  }).catch((e) => { console.error(String(e.cause ?? e)); process.exitCode = 1; })`;
  try {
    return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr).trim();
    throw new Error(`unable to read URL "${url}", server reported ${said}`);
  }
}

function parseManifest(text: string): KubeObject[] {
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
