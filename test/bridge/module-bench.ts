import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bridge } from '../../src/bridge/bridge.ts';
import { Interpreters } from '../../src/bridge/interpreter.ts';
import type { Controller, Result } from '../../src/modules/contract.ts';
import type { ContextualTarget } from '../../src/targets/context.ts';
import { TargetPool } from '../../src/targets/pool.ts';
import type { Value } from '../../src/values/types.ts';
import { type FinderChoices, finder } from './support.ts';

const settings = {
  module: {
    verbosity: 2,
    debug: false,
    noTargetSyslog: false,
    syslogFacility: 'LOG_USER',
    selinuxSpecialFilesystems: ['nfs'],
    stringConversionAction: 'warn',
    shellExecutable: '/bin/sh',
    keepRemoteFiles: false,
    remoteTmp: '~/.ansible/tmp',
    mostOpenFiles: 0,
  },
  interpreters: new Interpreters({ python: 'auto', candidates: ['python3', '/usr/bin/python3'] }),
  collectionsPaths: [],
  secrets: () => [],
};

interface ModuleRun {
  args?: Record<string, unknown>;
  check?: boolean;
  variables?: Record<string, Value>;
  target?: ContextualTarget;
}

/** A bridge over the fixtures, and a session on this machine with a folder of its own. */
export interface ModuleBench {
  readonly folder: string;
  readonly pool: TargetPool;
  readonly target: ContextualTarget;
  readonly warnings: string[];
  /** Begins anew with a finder that is set up otherwise. */
  reopen(choices: FinderChoices): void;
  run(name: string, run?: ModuleRun): Promise<Result>;
  close(): Promise<void>;
}

export async function openBench(): Promise<ModuleBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  const pool = new TargetPool();
  const target = await pool.acquire({ host: 'localhost', connection: 'local', remoteTmp: folder });
  const warnings: string[] = [];
  let bridge = new Bridge(finder(), settings);
  return {
    folder,
    pool,
    target,
    warnings,
    reopen(choices) {
      bridge = new Bridge(finder(choices), settings);
    },
    async run(name, { args = {}, check = false, variables = {}, ...on } = {}) {
      const found = bridge.finder.find(name);
      if (found === undefined) throw new Error(`no module ${name}`);
      const controller = {
        variable: (one: string) => variables[one],
        warn: (message: string) => warnings.push(message),
      } as unknown as Controller;
      const plan = await bridge.module(found).plan(args, {
        target: on.target ?? target,
        controller,
        check,
        diff: true,
        calledAs: name,
        remoteUser: undefined,
        noLog: false,
      });
      return (await plan.perform?.(on.target ?? target)) as Result;
    },
    async close() {
      await pool.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
