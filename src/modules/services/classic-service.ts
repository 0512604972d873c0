import { failedStep, type Step, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { quoteWord } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { type InitState, readInit } from './init-state.ts';
import { detachedStep } from './quiet-start.ts';
import type { ServiceArguments } from './service-arguments.ts';
import { runningFromStatus } from './service-status.ts';
import { parseProperties } from './systemctl-show.ts';

type Enabler = 'systemctl' | 'rc-update' | 'update-rc.d' | 'insserv' | 'chkconfig';

/** The service module where no other module fits the service manager: init scripts, OpenRC, or systemctl. */
export async function planClassicService(context: ModuleContext<ServiceArguments>): Promise<Plan> {
  const { args, target, check } = context;
  const scriptArguments = args.arguments ?? '';
  const state = await readInit(target, args.name, args.pattern, scriptArguments);
  const enabler = enablerOf(state);
  if (enabler === undefined) fail(`Could not find the requested service ${args.name}: host`);
  const enableSteps = args.enabled === null ? [] : enabling(args, args.enabled, enabler, state);
  const result: Result = { name: args.name };
  if (args.enabled !== null) result.enabled = args.enabled;
  const enables = enableSteps.length > 0;
  if (args.state === null) {
    return check
      ? { changes: [], result: { ...result, changed: enables } }
      : planSteps(enableSteps, { ...result, changed: enables });
  }
  const running = isRunning(args, state, enabler);
  if (running === null) fail('failed determining service state, possible typo of service name?');
  const action = actionFor(args.state, running);
  if (check && action !== undefined) {
    return { changes: [], result: { changed: true, msg: 'service state changed' } };
  }
  const control = action === undefined ? [] : controlSteps(args, action, state, enabler);
  result.state = args.state === 'stopped' ? 'stopped' : 'started';
  result.changed = enables || action !== undefined;
  return check ? { changes: [], result } : planSteps([...enableSteps, ...control], result);
}

function enablerOf(state: InitState): Enabler | undefined {
  if (state.systemd) return 'systemctl';
  if (state.tools.has('rc-service')) return 'rc-update';
  if (state.script === undefined) return undefined;
  return (['update-rc.d', 'insserv', 'chkconfig'] as const).find((tool) => state.tools.has(tool));
}

function enabling(
  args: ServiceArguments,
  enable: boolean,
  enabler: Enabler,
  state: InitState,
): Step[] {
  const { name } = args;
  switch (enabler) {
    case 'systemctl': {
      const { rc, stdout } = state.systemctlEnabled;
      const enabled =
        rc === 0 ||
        (!stdout.startsWith('disabled') &&
          state.script !== undefined &&
          state.startLevels.size > 0);
      return enabled === enable ? [] : [['systemctl', enable ? 'enable' : 'disable', name]];
    }
    case 'rc-update': {
      const line = state.rcUpdate.split('\n').find((row) => row.split('|')[0]?.trim() === name);
      const levels = (line?.split('|')[1] ?? '').split(/\s+/);
      return levels.includes(args.runlevel) === enable
        ? []
        : [['rc-update', enable ? 'add' : 'delete', name, args.runlevel]];
    }
    case 'update-rc.d':
      if (state.startLevels.size > 0 === enable) return [];
      return [
        ...(enable && !state.hasStopLinks ? [['update-rc.d', name, 'defaults']] : []),
        ['update-rc.d', name, enable ? 'enable' : 'disable'],
      ];
    case 'insserv':
      if (state.startLevels.size > 0 === enable) return [];
      return [['insserv', ...(enable ? [] : ['-r']), name]];
    case 'chkconfig': {
      const word = enable ? 'on' : 'off';
      if (state.chkconfig.includes(`3:${word}`) && state.chkconfig.includes(`5:${word}`)) return [];
      return [
        {
          shell: `chkconfig --list ${quoteWord(name)} >/dev/null 2>&1 || chkconfig --add ${quoteWord(name)}`,
        },
        ['chkconfig', name, word],
      ];
    }
  }
}

function isRunning(args: ServiceArguments, state: InitState, enabler: Enabler): boolean | null {
  if (args.pattern !== null) return state.matched;
  if (enabler === 'systemctl') {
    const { rc, stdout, stderr } = state.systemctlShow;
    if (rc !== 0) fail(`failure ${rc} running systemctl show for '${args.name}': ${stderr}`);
    const properties = parseProperties(stdout);
    if (properties.LoadState === 'not-found') {
      fail(`systemd could not find the requested service "'${args.name}'": ${stderr}`);
    }
    return properties.ActiveState === 'active';
  }
  if (enabler === 'rc-update') return state.status.stdout.includes('started');
  return runningFromStatus(args.name, state.status.rc, state.status.stdout);
}

function actionFor(state: string, running: boolean): string | undefined {
  if (state === 'restarted') return 'restart';
  if (state === 'started') return running ? undefined : 'start';
  if (state === 'stopped') return running ? 'stop' : undefined;
  return running ? 'reload' : 'start';
}

function controlSteps(
  args: ServiceArguments,
  action: string,
  state: InitState,
  enabler: Enabler,
): Step[] {
  const name = quoteWord(args.name);
  const more = args.arguments ? ` ${args.arguments}` : '';
  const line = (word: string): string => {
    if (enabler === 'systemctl') return `systemctl ${word} ${name}${more}`;
    if (enabler === 'rc-update') return `rc-service ${name} ${word}${more}`;
    return state.tools.has('service')
      ? `service ${name} ${word}${more}`
      : `${quoteWord(state.script ?? '')} ${word}${more}`;
  };
  if (action !== 'restart' || enabler === 'rc-update') return [detachedStep(line(action))];
  const pause = args.sleep ? `sleep ${args.sleep}; ` : '';
  return [detachedStep(`{ ${line('stop')}; ${pause}${line('start')}; }`)];
}

function planSteps(steps: readonly Step[], result: Result): Plan {
  if (steps.length === 0) return { changes: [], result };
  return {
    changes: [{ op: 'run', command: stepsCommand(steps) }],
    result,
    finish([outcome]) {
      const failed = failedStep(stepOutcomes(outcome?.command));
      if (failed === undefined || failed.stderr.includes('Job is already running')) return result;
      return { changed: false, failed: true, msg: failed.stderr || failed.stdout };
    },
  };
}
