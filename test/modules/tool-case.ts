import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DirectTarget, openDirectTarget } from '../../src/targets/direct/target.ts';
import { PyFloat } from '../../src/values/types.ts';
import { buildTree, type CaseTree, readTree } from './case-folder.ts';
import { caseResult } from './case-result.ts';
import { runModule } from './system/run-module.ts';

type Result = Record<string, unknown>;

/** A module that works by programs: the programs are scripts, so that what real Ansible does could be recorded. */
export interface ToolCase {
  readonly module: string;
  readonly args: Record<string, unknown>;
  /** Program needed of the machine itself. */
  readonly needs?: string;
  /** Needs to be run as root. */
  readonly root?: true;
  /** Shell text of programs; `note WORDS` writes to the log of what was done. `{dir}` is the case's folder. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Variables of the task's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly before?: CaseTree;
  /** In check mode, when applied, and when applied again. */
  readonly check: Result;
  readonly result: Result;
  readonly again: Result;
  /** What the programs noted. */
  readonly log: readonly string[];
  readonly after: CaseTree;
}

/** The part of a case that is recorded. */
export type Recorded = Pick<ToolCase, 'check' | 'result' | 'again' | 'log' | 'after'>;

/** Runs one call of a module: `check` says whether in check mode; PATH leads to the case's tools. */
export type Runner = (
  dir: string,
  args: Record<string, unknown>,
  check: boolean,
  path: string,
) => Promise<Result>;

/** Makes a case's folder and tools, calls the module three times, and tells what became of it. */
export async function playToolCase(stated: ToolCase, run: Runner): Promise<Recorded> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'case-')));
  const bin = mkdtempSync(join(tmpdir(), 'tools-'));
  const logFile = join(bin, '.log');
  writeFileSync(logFile, '');
  const inDir = (text: string): string => text.replaceAll('{dir}', dir).replaceAll('{bin}', bin);
  try {
    mkdirSync(dir, { recursive: true });
    buildTree(dir, stated.before ?? {});
    for (const [name, text] of Object.entries(stated.tools ?? {})) {
      const note = `note() { printf '%s\\n' "$*" >> ${logFile}; }`;
      writeFileSync(join(bin, name), `#!/bin/sh\n${note}\n${inDir(text)}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const args = JSON.parse(inDir(JSON.stringify(stated.args))) as Record<string, unknown>;
    const path = `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const even = (result: Result): Result =>
      JSON.parse(
        JSON.stringify(
          caseResult(result, stated.module, {
            dir,
            http: 'http://none',
            user: 'root',
            group: 'root',
          }),
        )
          .replaceAll(bin, '{bin}')
          // How rsync packs times into bytes differs from second to second.
          .replace(
            /sent \d+ bytes {2}received \d+ bytes {2}[\d.,]+ bytes/g,
            'sent N bytes  received N bytes  N bytes',
          ),
      ) as Result;
    const check = even(await run(dir, args, true, path));
    const result = even(await run(dir, args, false, path));
    const again = even(await run(dir, args, false, path));
    const log = readFileSync(logFile, 'utf8').replaceAll(dir, '{dir}').replaceAll(bin, '{bin}');
    return {
      check,
      result,
      again,
      log: log.split('\n').slice(0, -1),
      after: withoutMoments(readTree(dir, false) as CaseTree),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
    rmSync(bin, { recursive: true, force: true });
  }
}

/** Files in which a module says when it wrote them, without that. */
function withoutMoments(tree: CaseTree): CaseTree {
  const text = JSON.stringify(tree).replace(/(Updated by Ansible - )[\d:.T-]+/g, '$1MOMENT');
  return JSON.parse(text) as CaseTree;
}

let direct: DirectTarget | undefined;

/** Runs the native module. */
export function nativeRunner({ module, environment = {} }: ToolCase): Runner {
  return async (dir, args, check, path) => {
    direct ??= openDirectTarget();
    const own = Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll('{dir}', dir),
    ]);
    const env = { ...Object.fromEntries(own), PATH: path };
    const target = direct.target.withContext({ env });
    const result = await runModule(target, module, args, { check, diff: true });
    const plain = (_key: string, value: unknown): unknown => {
      if (value instanceof PyFloat) return value.value;
      return typeof value === 'bigint' ? String(value) : value;
    };
    return shown(JSON.parse(JSON.stringify(result, plain)) as Result);
  };
}

/** A result without what Ansible's engine adds. */
function shown({ invocation: _, warnings: _w, deprecations: _d, ...result }: Result): Result {
  delete result.exception;
  if (result.failed === false) delete result.failed;
  result.changed ??= false;
  return result;
}
