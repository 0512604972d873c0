import type { ReadTarget } from '../../targets/types.ts';
import { ask, outcomeOf, requireProgram, succeeded } from '../commands/program.ts';
import { failedStep, type StepOutcome, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

const RUNNING = ['RUNNING', 'STARTING'];

/** What a state does to processes: to which of them, by what command, and what supervisor answers. */
const ACTIONS: Readonly<
  Record<string, { applies: (status: string) => boolean; command: string; answer: string }>
> = {
  started: { applies: (status) => !RUNNING.includes(status), command: 'start', answer: 'started' },
  stopped: { applies: (status) => RUNNING.includes(status), command: 'stop', answer: 'stopped' },
  restarted: { applies: () => true, command: 'restart', answer: 'started' },
  signalled: {
    applies: (status) => status === 'RUNNING',
    command: 'signal',
    answer: 'signalled',
  },
};

export const supervisorctl = defineModule({
  name: 'community.general.supervisorctl',
  summary: 'Manage the state of a program or group of programs running via supervisord',
  examples: `- name: Have a program run
  community.general.supervisorctl:
    name: my_app
    state: started
`,
  args: {
    name: arg.str({ required: true, doc: 'Program, `group:` or `all`.' }),
    config: arg.path({ doc: 'Configuration of supervisor.' }),
    server_url: arg.str({ doc: 'Where supervisord listens.' }),
    username: arg.str({ doc: 'Name for authentication.' }),
    password: arg.str({ noLog: true, doc: 'Password for authentication.' }),
    supervisorctl_path: arg.path({ doc: 'The program.' }),
    state: arg.str({
      required: true,
      choices: ['present', 'started', 'restarted', 'stopped', 'absent', 'signalled'],
      doc: 'What is to be of the program.',
    }),
    signal: arg.str({ doc: 'Signal to send.' }),
  },
  constraints: { requiredIf: [['state', 'signalled', ['signal']]] },
  returns: { affected: 'Processes that were acted on.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const { state } = args;
    const isGroup = args.name.endsWith(':');
    const name = args.name.replace(/:+$/, '');
    const program = await programOf(target, args.supervisorctl_path);
    const control = [
      program,
      ...(args.config ? ['-c', args.config] : []),
      ...(args.server_url ? ['-s', args.server_url] : []),
      ...(args.username ? ['-u', args.username] : []),
      ...(args.password ? ['-p', args.password] : []),
    ];
    const belongs = (process: string): boolean =>
      isGroup
        ? process.includes(':') && process.split(':')[0] === name
        : process === name || name === 'all';
    const processes = async (): Promise<(readonly [string, string])[]> => {
      const { stdout } = await ask(target, [...control, 'status']);
      return stdout
        .split('\n')
        .map((line) => line.split(' ').filter((field) => field !== ''))
        .filter(([process = '']) => process !== '' && belongs(process))
        .map(([process = '', status = '']) => [process, status] as const);
    };
    const found = await processes();
    const same: Plan = { changes: [], result: { changed: false, name, state } };
    if (state === 'present' || state === 'absent') {
      const adds = state === 'present';
      if (found.length > 0 === adds) return same;
      if (check) return { changes: [], result: { changed: true } };
      const steps = [
        [...control, 'reread'],
        [...control, adds ? 'add' : 'remove', name],
      ];
      const done = `${name}: ${adds ? 'added' : 'removed'} process group`;
      const outcome = (stdout: string): Result => {
        if (!stdout.includes(done)) fail(stdout, { name, state });
        return { changed: true, name, state };
      };
      return stepsPlan(
        steps,
        {},
        {
          tolerant: true,
          finish([reread, last]) {
            succeeded(steps[0] ?? [], reread ?? outcomeOf(undefined));
            return outcome(last?.stdout ?? '');
          },
        },
      );
    }
    const action = ACTIONS[state];
    if (action === undefined) fail(`state ${state} is unknown`);
    const affectedOf = (those: typeof found): string[] =>
      those.filter(([, status]) => action.applies(status)).map(([process]) => process);
    const command = state === 'signalled' ? `signal ${args.signal}` : action.command;
    const stepsFor = (those: readonly string[]): string[][] =>
      those.map((process) => [...control, command, process]);
    const told = (affected: readonly string[], outcomes: readonly StepOutcome[]): Result => {
      outcomes.forEach(({ stdout }, index) => {
        if (!stdout.includes(`${affected[index]}: ${action.answer}`)) fail(stdout);
      });
      return { changed: true, name, state, affected };
    };
    if (state === 'restarted' && !check) {
      // Which processes there are is only known after the update.
      return {
        changes: [],
        result: {},
        async perform(writer) {
          const run = async (steps: readonly string[][]): Promise<StepOutcome[]> => {
            const [outcome] = await writer.apply([{ op: 'run', command: stepsCommand(steps) }]);
            const done = stepOutcomes(outcome?.command);
            const failed = failedStep(done);
            if (failed !== undefined) succeeded(steps[done.length - 1] ?? [], failed);
            return done;
          };
          await run([[...control, 'update']]);
          const affected = affectedOf(await processes());
          if (affected.length === 0) fail('ERROR (no such process)', { name });
          return told(affected, await run(stepsFor(affected)));
        },
      };
    }
    if (found.length === 0) fail('ERROR (no such process)', { name });
    const affected = affectedOf(found);
    if (affected.length === 0) return same;
    if (check) return { changes: [], result: { changed: true } };
    return stepsPlan(stepsFor(affected), {}, { finish: (outcomes) => told(affected, outcomes) });
  },
});

async function programOf(target: ReadTarget, path: string | null): Promise<string> {
  if (!path) return requireProgram(target, 'supervisorctl');
  const stat = await target.stat(path, { follow: true });
  if (stat?.executable) return path;
  return fail(`Provided path to supervisorctl does not exist or isn't executable: ${path}`);
}
