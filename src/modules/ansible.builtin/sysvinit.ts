import type { ReadTarget } from '../../targets/types.ts';
import { failedStep, type Step, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { type InitState, readInit } from '../services/init-state.ts';
import { detachedStep } from '../services/quiet-start.ts';
import { restarts } from '../services/service-arguments.ts';

const ARGUMENTS = {
  name: arg.str({ required: true, aliases: ['service'], doc: 'Name of the service.' }),
  state: arg.str({
    choices: ['started', 'stopped', 'restarted', 'reloaded'],
    doc: 'started and stopped do only what is needed, the others always act.',
  }),
  enabled: arg.bool({ doc: 'Whether the service is to start with the system.' }),
  sleep: arg.int({ default: 1, doc: 'Seconds after the stop and the start of a restart.' }),
  pattern: arg.str({ doc: 'Text in the output of ps that tells that the service runs.' }),
  arguments: arg.str({ aliases: ['args'], doc: 'Further arguments of the script.' }),
  runlevels: arg.list({ elements: 'str', doc: 'Runlevels that enabled is about.' }),
  daemonize: arg.bool({ default: false, doc: 'Run the script detached.' }),
};

export const sysvinit = defineModule({
  name: 'ansible.builtin.sysvinit',
  summary: 'Manage SysV services',
  examples: `- name: Start a service and enable it
  ansible.builtin.sysvinit:
    name: apache2
    state: started
    enabled: true
`,
  args: ARGUMENTS,
  constraints: { requiredOneOf: [['state', 'enabled']] },
  returns: { status: 'What enabling and the state change brought.' },
  support: { check: 'full', diff: 'none' },
  alwaysChanges: restarts,
  async plan({ args, target, check, controller }): Promise<Plan> {
    const state = await readInit(target, args.name, args.pattern, '');
    if (state.script === undefined) fail(`Could not find the requested service ${args.name}: `);
    const told = startedByStatus(args, state);
    const listed =
      told === undefined && args.pattern === null && (await isListed(target, args.name));
    if (listed) {
      controller.warn(
        'Used ps output to match service name and determine it is up, this is very unreliable',
      );
    } else if (told === undefined) {
      controller.warn('Unable to determine if service is up, assuming it is down');
    }
    const enabling = enableSteps(args, state);
    const control = controlSteps(args, state.script, told ?? listed);
    const pauses = args.state === 'restarted' && args.sleep > 0;
    const acting = control.length - (pauses ? 2 : 1);
    const result = resultOf(args, enabling.length > 0, control.length > 0);
    if (check || enabling.length + control.length === 0) return { changes: [], result };
    return {
      changes: [{ op: 'run', command: stepsCommand([...enabling, ...control]) }],
      result,
      finish([outcome]) {
        const outcomes = stepOutcomes(outcome?.command);
        const failed = failedStep(outcomes.slice(enabling.length));
        if (failed !== undefined) {
          const verb = (args.state ?? '').replace(/p?ed$/, '');
          return {
            ...failed,
            failed: true,
            changed: false,
            msg: `Failed to ${verb} service: ${args.name}`,
          };
        }
        return resultOf(
          args,
          enabling.length > 0,
          control.length > 0,
          outcomes[enabling.length - 1],
          control.length > 0 ? outcomes[enabling.length + acting] : undefined,
        );
      },
    };
  },
});

type SysvArguments = ArgumentValues<typeof ARGUMENTS>;
type Outcome = ReturnType<typeof stepOutcomes>[number];

function resultOf(
  args: SysvArguments,
  enables: boolean,
  acts: boolean,
  enabled?: Outcome,
  acted?: Outcome,
): Result {
  const report = (changed: boolean, outcome: Outcome | undefined): Result => ({
    changed,
    rc: outcome?.rc ?? null,
    stdout: outcome?.stdout ?? null,
    stderr: outcome?.stderr ?? null,
  });
  return {
    name: args.name,
    changed: enables || acts,
    status: {
      enabled: {
        ...report(enables, enabled),
        ...(args.runlevels === null ? {} : { runlevels: [...args.runlevels] }),
      },
      [args.state ?? 'null']: report(acts, acted),
    },
  };
}

function enableSteps(args: SysvArguments, state: InitState): Step[] {
  const { enabled, runlevels, name } = args;
  if (enabled === null) return [];
  const levels = runlevels ?? [];
  const differs =
    levels.length > 0
      ? levels.some((level) => state.startLevels.has(level) !== enabled)
      : state.startLevels.size > 0 !== enabled;
  if (!differs) return [];
  if (state.tools.has('update-rc.d')) {
    const verb = enabled ? (levels.length > 0 ? 'enable' : 'defaults') : 'disable';
    return [['update-rc.d', name, verb, ...levels]];
  }
  if (!state.tools.has('chkconfig')) return [];
  const at = levels.length > 0 ? ['--level', levels.join('')] : [];
  return [['chkconfig', ...at, name, enabled ? 'on' : 'off']];
}

/** Whether the service runs, by what its script says of it; undefined where that leaves it open. */
function startedByStatus(args: SysvArguments, { matched, status }: InitState): boolean | undefined {
  if (args.pattern !== null) return matched || undefined;
  const { rc, stdout } = status;
  if (args.name === 'iptables' && stdout.includes('ACCEPT')) return true;
  if (stdout.split('\n').length <= 2) {
    const text = stdout.toLowerCase().replaceAll(args.name.toLowerCase(), '');
    const stopped = ['stop', 'is dead ', 'dead but ', 'could not access pid file', 'inactive'];
    if (stopped.some((words) => text.includes(words))) return false;
    if (/run|start|active/.test(text) && !text.includes('not ')) return true;
  }
  if (rc === 0) return true;
  return [1, 2, 3, 4, 69].includes(rc) ? false : undefined;
}

async function isListed(target: ReadTarget, name: string): Promise<boolean> {
  const { stdout } = await target.query({ argv: ['ps', 'auxww'] });
  return stdout
    .toString()
    .split('\n')
    .some((line) => line.includes(name) && !line.includes('pattern='));
}

function controlSteps(args: SysvArguments, script: string, started: boolean): Step[] {
  if (args.state === null) return [];
  const line = (verb: string): string =>
    `'${script.replaceAll("'", "'\\''")}' ${verb}${args.arguments === null ? '' : ` ${args.arguments}`}`;
  if (args.state === 'restarted') {
    const pause: Step[] = args.sleep > 0 ? [['sleep', String(args.sleep)]] : [];
    return [detachedStep(line('stop')), ...pause, detachedStep(line('start')), ...pause];
  }
  const verb = args.state.replace(/p?ed$/, '');
  const stays = verb === 'start' ? started : verb === 'stop' && !started;
  return stays ? [] : [detachedStep(line(verb))];
}
