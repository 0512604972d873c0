import { engineActions } from '../engine/actions/registry.ts';
import { AsyncJobs } from '../engine/async-jobs.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { RunContext, RunOptions } from '../engine/run-context.ts';
import { RunStats } from '../engine/stats.ts';
import { resolveModule, resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';
import { TargetPool } from '../targets/pool.ts';
import type { Controller } from './controller.ts';
import { terminalPrompter } from './terminal-prompter.ts';

/** Puts together what the engine needs for one run. */
export function createRun(
  controller: Controller,
  options: RunOptions,
  emit: (event: EngineEvent) => void,
  sshExecutable: string,
): RunContext {
  const { inventory, vars, playbook, services, extraVars } = controller;
  return {
    options,
    inventory,
    vars,
    playbook,
    services,
    extraVars,
    emit,
    pool: new TargetPool({ sshExecutable }),
    stats: new RunStats(),
    jobs: new AsyncJobs(),
    prompter: terminalPrompter(),
    unreachable: new Set(),
    failed: new Set(),
    async resolveModule(name, collections) {
      return (
        (await resolveModule(name)) ??
        firstOf(collections.map((collection) => `${collection}.${name}`))
      );
    },
    resolvedName(name) {
      const short = shortName(name);
      if (engineActions.has(short) || !short.includes('.')) {
        return (
          resolveModuleName(name) ?? (engineActions.has(short) ? `ansible.builtin.${short}` : name)
        );
      }
      return resolveModuleName(name) ?? name;
    },
  };
}

async function firstOf(names: readonly string[]): ReturnType<typeof resolveModule> {
  for (const name of names) {
    const module = await resolveModule(name);
    if (module !== undefined) return module;
  }
  return undefined;
}
