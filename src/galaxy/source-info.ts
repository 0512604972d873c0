import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromPlain } from '../values/plain.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { isRecord, listOf, readYaml } from './requirements.ts';

/** A version of a collection on a server, as an installation remembers it. */
export interface SourceInfo {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly server: string;
  readonly version_url: string;
  readonly download_url: string;
  /** As the server gave them. */
  readonly signatures: readonly unknown[];
}

type Identity = Pick<SourceInfo, 'namespace' | 'name' | 'version'>;

const folderOf = (root: string, { namespace, name, version }: Identity): string =>
  join(root, `${namespace}.${name}-${version}.info`);

/** Writes `ansible_collections/NAMESPACE.NAME-VERSION.info/GALAXY.yml`. */
export function writeSourceInfo(root: string, info: SourceInfo): void {
  const folder = folderOf(root, info);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755, recursive: true });
  const data = fromPlain({ format_version: '1.0.0', ...info });
  writeFileSync(join(folder, 'GALAXY.yml'), dumpYaml(data, { defaultFlowStyle: false }), {
    mode: 0o644,
  });
}

/** The signatures that a server gave when the collection was installed; none where it did not come from one. */
export function rememberedSignatures(
  root: string,
  identity: Identity,
  warn: (message: string) => void,
): string[] {
  const file = join(folderOf(root, identity), 'GALAXY.yml');
  if (!existsSync(file)) return [];
  const info = readYaml(file);
  if (!isRecord(info)) {
    warn(`Error getting collection source information at '${file}': expected a YAML dictionary`);
    return [];
  }
  const expected = { ...identity, format_version: '1.0.0' };
  const errors = Object.entries(expected)
    .filter(([key, value]) => info[key] !== undefined && info[key] !== value)
    .map(([key, value]) => `value of ${key} must be one of: ${value}, got: ${String(info[key])}`);
  if (errors.length > 0) {
    warn(`Ignoring source metadata file at ${file} due to the following errors:`);
    warn(errors.join('\n'));
    warn('Correct the source metadata file by reinstalling the collection.');
    return [];
  }
  return signatureTexts(info.signatures);
}

/** The texts in a list of signatures as servers give it. */
export function signatureTexts(signatures: unknown): string[] {
  return listOf(signatures).flatMap((one) =>
    isRecord(one) && typeof one.signature === 'string' ? [one.signature] : [],
  );
}
