import { requireProgram } from '../commands/program.ts';
import { failedStep, type Step, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { restarts } from '../services/service-arguments.ts';
import { readUnit, type UnitState } from '../services/unit-state.ts';

const ARGUMENTS = {
  name: arg.str({ aliases: ['service', 'unit'], doc: 'Name of the unit.' }),
  state: arg.str({
    choices: ['reloaded', 'restarted', 'started', 'stopped'],
    doc: 'started and stopped do only what is needed, the others always act.',
  }),
  enabled: arg.bool({ doc: 'Whether the unit is to start with the system.' }),
  force: arg.bool({ doc: 'Override existing links.' }),
  masked: arg.bool({ doc: 'Whether the unit is to be masked.' }),
  daemon_reload: arg.bool({
    default: false,
    aliases: ['daemon-reload'],
    doc: 'Have systemd read its unit files first.',
  }),
  daemon_reexec: arg.bool({
    default: false,
    aliases: ['daemon-reexec'],
    doc: 'Have systemd restart itself first.',
  }),
  scope: arg.str({
    default: 'system',
    choices: ['system', 'user', 'global'],
    doc: 'Which manager to talk to.',
  }),
  no_block: arg.bool({ default: false, doc: 'Do not wait for the operation to end.' }),
};

export const systemd = defineModule({
  name: 'ansible.builtin.systemd',
  aliases: ['ansible.builtin.systemd_service'],
  summary: 'Manage systemd units',
  examples: `- name: See that a service runs, now and after a boot
  ansible.builtin.systemd:
    name: httpd
    state: started
    enabled: true
    daemon_reload: true
`,
  args: ARGUMENTS,
  constraints: {
    requiredOneOf: [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']],
    requiredBy: { state: ['name'], enabled: ['name'], masked: ['name'] },
  },
  returns: {
    status: "The unit's properties before the change.",
    enabled: 'Whether the unit starts with the system.',
    state: 'The state asked for.',
  },
  support: { check: 'full', diff: 'none' },
  alwaysChanges: restarts,
  async plan({ args, target, controller, check }): Promise<Plan> {
    const glob = ['*', '?', '['].find((char) => args.name?.includes(char));
    if (glob !== undefined) {
      fail(
        `This module does not currently support using glob patterns, found '${glob}' in service name: ${args.name}`,
      );
    }
    const program = await requireProgram(target, 'systemctl');
    const systemctl = [
      program,
      ...(args.scope === 'system' ? [] : [`--${args.scope}`]),
      ...(args.no_block ? ['--no-block'] : []),
      ...(args.force ? ['--force'] : []),
    ];
    const unit = await readUnit(target, controller, {
      unit: args.name,
      systemctl,
      before: check
        ? []
        : [
            ...(args.daemon_reload ? (['daemon-reload'] as const) : []),
            ...(args.daemon_reexec ? (['daemon-reexec'] as const) : []),
          ],
    });
    const work = planUnit(args, unit, systemctl);
    const result: Result = {
      name: args.name,
      changed: work.steps.length > 0,
      status: { ...unit.status },
      ...work.fields,
    };
    if (work.offline) {
      controller.warn(
        'Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working.',
      );
    }
    if (work.steps.length === 0 || check) return { changes: [], result };
    return {
      changes: [
        {
          op: 'run',
          command: stepsCommand(
            work.steps.map(({ step }) => step),
            NO_COLORS,
          ),
        },
      ],
      result,
      finish([outcome]) {
        const outcomes = stepOutcomes(outcome?.command);
        const failed = failedStep(outcomes);
        if (failed === undefined) return result;
        const msg = work.steps[outcomes.indexOf(failed)]?.failure(failed.stdout, failed.stderr);
        return { changed: false, failed: true, msg: msg ?? failed.stderr };
      },
    };
  },
});

/** Where a user's manager is reached, also in sessions that don't say so. */
const USER_RUNTIME =
  '[ -n "$XDG_RUNTIME_DIR" ] || { XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; }\n';

const NO_COLORS = { SYSTEMD_COLORS: '0' };

interface UnitStep {
  readonly step: Step;
  failure(stdout: string, stderr: string): string;
}

interface UnitWork {
  readonly steps: UnitStep[];
  readonly fields: Result;
  readonly offline: boolean;
}

function planUnit(
  args: ArgumentValues<typeof ARGUMENTS>,
  unit: UnitState,
  systemctl: readonly string[],
): UnitWork {
  const name = args.name ?? '';
  const missing = `Could not find the requested service ${name}: host`;
  const steps: UnitStep[] = [];
  const fields: Result = {};
  const act = (action: string, failure: UnitStep['failure'], tolerant = false): void => {
    const words = [...systemctl, action, name].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const prefix = args.scope === 'user' ? USER_RUNTIME : '';
    steps.push({ step: { shell: prefix + words.join(' ') + (tolerant ? ' || :' : '') }, failure });
  };
  const masks = args.masked !== null && (unit.enabledWord === 'masked') !== args.masked;
  if (masks)
    // Where a unit is there, that it can't be masked is no failure.
    act(args.masked ? 'mask' : 'unmask', () => missing, unit.found);
  if (args.enabled !== null) {
    if (!unit.found) fail(missing);
    const enabled = isEnabled(args, unit) && !(masks && args.masked === true);
    if (enabled !== args.enabled) {
      const action = args.enabled ? 'enable' : 'disable';
      act(action, (stdout, stderr) => `Unable to ${action} service ${name}: ${stdout}${stderr}`);
    }
    fields.enabled = args.enabled;
  }
  if (args.state === null) return { steps, fields, offline: false };
  if (!unit.found) fail(missing);
  fields.state = args.state === 'stopped' ? 'stopped' : 'started';
  const active = unit.status.ActiveState;
  if (active === undefined) {
    if (!unit.chroot) fail('Service is in unknown state', { status: { ...unit.status } });
    return { steps, fields: { ...fields, state: args.state }, offline: true };
  }
  const action = stateAction(args.state, active);
  if (action !== undefined) {
    act(action, (_out, stderr) => `Unable to ${action} service ${name}: ${stderr}`);
  }
  return { steps, fields, offline: false };
}

function isEnabled(args: ArgumentValues<typeof ARGUMENTS>, unit: UnitState): boolean {
  const word = unit.enabledLong.trim();
  if (unit.enabledRc === 0) return word !== 'indirect' && word !== 'alias';
  return (
    unit.enabledRc === 1 &&
    args.scope === 'system' &&
    unit.initScript &&
    !word.endsWith('disabled') &&
    unit.sysvEnabled
  );
}

function stateAction(
  state: 'reloaded' | 'restarted' | 'started' | 'stopped',
  active: string,
): string | undefined {
  const running = active === 'active' || active === 'activating';
  if (state === 'started') return running ? undefined : 'start';
  if (state === 'stopped') return running || active === 'deactivating' ? 'stop' : undefined;
  return running ? state.slice(0, -2) : 'start';
}
