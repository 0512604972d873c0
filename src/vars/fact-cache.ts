import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { dumpJson } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';

/** Keeps hosts' facts from run to run. */
export interface FactCache {
  /** Facts as they were stored; undefined where there are none or they are too old. */
  load(host: string): Dict | undefined;
  store(host: string, facts: Dict): void;
  remove(host: string): void;
}

export interface JsonFileCacheOptions {
  readonly folder: string;
  readonly prefix: string;
  /** Seconds that facts are good for; 0: for ever. */
  readonly timeout: number;
  parse(text: string, file: string): Value;
  warn(message: string): void;
}

/**
 * Ansible's `jsonfile` cache: one file a host, JSON with sorted keys. The same files serve both.
 * @throws TroupeError when the folder can't be made
 */
export function jsonFileCache(options: JsonFileCacheOptions): FactCache {
  const { folder, prefix, timeout } = options;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new TroupeError(
      `error in 'jsonfile' cache plugin while trying to create cache dir ${folder} : ${(error as Error).message}`,
    );
  }
  // A host's name must not lead out of the folder.
  const fileOf = (host: string): string => join(folder, prefix + host.replaceAll('/', '_'));
  return {
    load(host) {
      const file = fileOf(host);
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      if (timeout !== 0 && Date.now() - stats.mtimeMs > timeout * 1000) return undefined;
      let facts: Value;
      try {
        facts = options.parse(readFileSync(file, 'utf8'), file);
      } catch {
        rmSync(file, { force: true });
        throw new TroupeError(
          `The cache file ${file} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
        );
      }
      return facts instanceof Map ? facts : undefined;
    },
    store(host, facts) {
      const file = fileOf(host);
      const temporary = join(folder, `.${randomBytes(6).toString('hex')}`);
      try {
        writeFileSync(temporary, dumpJson(facts, { sortKeys: true, indent: 4 }), { mode: 0o600 });
        chmodSync(temporary, 0o600);
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        options.warn(
          `error in 'jsonfile' cache plugin while trying to write to '${file}' : ${(error as Error).message}`,
        );
      }
    },
    remove(host) {
      rmSync(fileOf(host), { force: true });
    },
  };
}
