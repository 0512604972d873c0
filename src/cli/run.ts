import { isatty } from 'node:tty';
import type { Bridge } from '../bridge/bridge.ts';
import { Interpreters } from '../bridge/interpreter.ts';
import { pythonBecome } from '../bridge/python-become.ts';
import { engineActions } from '../engine/actions/registry.ts';
import { AsyncJobs } from '../engine/async-jobs.ts';
import type { EngineEvent } from '../engine/events.ts';
import { Foresight } from '../engine/foresight.ts';
import type { RunContext, RunOptions } from '../engine/run-context.ts';
import { RunStats } from '../engine/stats.ts';
import { resolveModule, resolveModuleName } from '../modules/registry.ts';
import { shortName } from '../playbook/actions.ts';
import { TargetPool } from '../targets/pool.ts';
import { bridgeSettings } from './bridge-settings.ts';
import type { Controller } from './controller.ts';
import { orPython } from './native-or-python.ts';
import type { Settings } from './settings/settings.ts';
import { askLine } from './terminal.ts';
import { terminalPrompter } from './terminal-prompter.ts';

/** Puts together what the engine needs for one run. */
export function createRun(
  controller: Controller,
  options: RunOptions,
  emit: (event: EngineEvent) => void,
  settings: Settings,
): RunContext {
  const interpreters = new Interpreters({
    python: settings.INTERPRETER_PYTHON,
    candidates: settings.INTERPRETER_PYTHON_FALLBACK,
  });
  let made: Bridge | undefined;
  const bridge = async (): Promise<Bridge> => {
    const { Bridge } = await import('../bridge/bridge.ts');
    made ??= new Bridge(
      controller.modules,
      bridgeSettings(settings, options, interpreters, {
        secrets: () => controller.loader.vault.entries,
        engine: controller.python.engine,
      }),
    );
    return made;
  };
  const { inventory, vars, playbook, services, extraVars } = controller;
  return {
    options,
    inventory,
    vars,
    playbook,
    services,
    extraVars,
    emit,
    pool: new TargetPool({
      sshExecutable: settings.SSH_EXECUTABLE,
      askTerminal: isatty(0) ? (prompt) => askLine(prompt, { echo: true }) : undefined,
      exchange: async (spec) => {
        const name = connectionPlugin(controller, spec.connection);
        const folders = controller.python.finder.folders('connection');
        return name === undefined ? undefined : (await bridge()).connection(name, spec, folders);
      },
      exchangeOptions: (spec) => {
        const name = connectionPlugin(controller, spec.connection);
        if (name === undefined) return '';
        const names = controller.python.engine.optionVariables('connection', name);
        return JSON.stringify(names.map((one) => spec.variable?.(one) ?? null));
      },
      becomePlugin: (become, commandLine) => {
        const { python, finder } = controller.python;
        return pythonBecome(python, finder, become, commandLine);
      },
      observe: (message) => emit({ type: 'notice', message, verbosity: 3 }),
    }),
    foresight: options.foresee ? new Foresight() : undefined,
    stats: new RunStats(),
    jobs: new AsyncJobs(),
    prompter: terminalPrompter(),
    unreachable: new Set(),
    failed: new Set(),
    foreignStrategy: (name) => foreignStrategy(controller, name),
    async resolveModule(name, collections) {
      const { modules } = controller;
      const ownAction = modules.findOwnAction(name);
      if (ownAction !== undefined) return (await bridge()).action(name, ownAction);
      const own = modules.findOwn(name);
      const native =
        own === undefined || modules.lacksCore(own)
          ? await firstOf([
              name,
              modules.moved(name),
              ...collections.map((collection) => modules.moved(`${collection}.${name}`)),
            ])
          : undefined;
      if (native !== undefined) {
        if (own !== undefined)
          services.warn(
            `The native ${native.name} stands in for the module ${own.path}, which needs an ansible-core on this controller.`,
          );
        return orPython(native, async () => {
          const python = modules.find(native.name);
          if (python === undefined) return undefined;
          const action = modules.findAction(native.name);
          return action !== undefined && modules.isDocumentation(python.path)
            ? (await bridge()).action(native.name, action)
            : (await bridge()).module(python);
        });
      }
      const action = modules.findAction(name, collections);
      if (action !== undefined) return (await bridge()).action(name, action);
      const found = own ?? modules.find(name, collections);
      return found && (await bridge()).module(found);
    },
    findPython: (target, variables) => interpreters.find(target, variables),
    pythonTold: new Map(),
    resolvedName(name) {
      const short = shortName(name);
      if (engineActions.has(short)) return `ansible.builtin.${short}`;
      const { modules } = controller;
      if (modules.findOwn(name) !== undefined || modules.findOwnAction(name) !== undefined)
        return name;
      return resolveModuleName(name) ?? name;
    },
  };
}

/** The full name of a connection plugin that users bring; ansible-core's own are not for here. */
function connectionPlugin({ python, modules }: Controller, name: string): string | undefined {
  const core = modules.installed()?.folder ?? '';
  const isTheirs = (one: string): boolean => {
    const found = python.finder.find('connection', one);
    return found !== undefined && (core === '' || !found.path.startsWith(core));
  };
  return [name, `community.general.${name}`, `community.docker.${name}`].find(isTheirs);
}

/** Says that a strategy is there, but in Python: only Ansible itself can run it. */
function foreignStrategy({ python, modules }: Controller, name: string): string | undefined {
  const found = python.finder.find('strategy', name);
  const core = modules.installed()?.folder ?? '';
  if (found === undefined || (core !== '' && found.path.startsWith(core))) return undefined;
  return ` (${found.path} is a strategy plugin in Python: these run inside of Ansible itself, and can't be run here)`;
}

async function firstOf(names: readonly string[]): ReturnType<typeof resolveModule> {
  for (const name of names) {
    const module = await resolveModule(name);
    if (module !== undefined) return module;
  }
  return undefined;
}
