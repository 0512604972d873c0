import type { Controller, Module, Plan, Result } from '../../../src/modules/contract.ts';
import { resolveModule } from '../../../src/modules/registry.ts';
import { ApplyError } from '../../../src/targets/errors.ts';
import type { ChangeOutcome, CommandResult, WriteTarget } from '../../../src/targets/types.ts';

export interface RunOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  /** Content of controller files by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly warnings?: string[];
  /** What the user is told besides the result. */
  readonly displayed?: string[];
  /** Called where the module needs Ansible's folder for passing files. */
  readonly takesFolder?: () => void;
}

function controllerFor(target: WriteTarget, options: RunOptions): Controller {
  const unexpected = (): never => {
    throw new Error('not to be asked here');
  };
  return {
    findFile: (_kind, name) => name,
    resolvePath: (path) => path,
    readFile: (path) => Buffer.from(options.files?.[path] ?? ''),
    fileContent: unexpected,
    renderTemplate: unexpected,
    variable: (name) => options.variables?.[name],
    planModule: (name, args) => planModule(target, name, args, options),
    warn: (message) => options.warnings?.push(message),
    display: (message) => options.displayed?.push(message),
    deprecate: () => {},
    takesFolder: options.takesFolder ?? (() => {}),
  };
}

/** Plans a module by name. */
export async function planModule(
  target: WriteTarget,
  name: string,
  args: Record<string, unknown>,
  options: RunOptions = {},
): Promise<Plan> {
  const module = (await resolveModule(name)) as Module;
  return module.plan(args, {
    target,
    controller: controllerFor(target, options),
    check: options.check ?? false,
    diff: options.diff ?? false,
    calledAs: name.slice(name.lastIndexOf('.') + 1),
    remoteUser: undefined,
    noLog: false,
  });
}

/** Plans and, unless it is a check, applies a module. */
export async function runModule(
  target: WriteTarget,
  name: string,
  args: Record<string, unknown>,
  options: RunOptions = {},
): Promise<Result> {
  const plan = await planModule(target, name, args, options);
  let result = plan.result;
  if (plan.perform && !result.failed && !result.skipped) return plan.perform(target);
  if (!options.check && !result.failed && !result.skipped) {
    let outcomes: ChangeOutcome[] = [];
    try {
      if (plan.changes.length > 0) outcomes = await target.apply(plan.changes);
    } catch (error) {
      if (!(error instanceof ApplyError) || plan.failed === undefined) throw error;
      return { failed: true, ...(await plan.failed(error, [...error.outcomes], target)) };
    }
    if (plan.finish) result = await plan.finish(outcomes, target);
  }
  return { changed: plan.changes.length > 0, ...result };
}

/** A target that answers queries from a list: the first pattern that a command matches gives its output. */
export function scriptedTarget(
  answers: readonly (readonly [pattern: RegExp, stdout: string, rc?: number])[],
): WriteTarget {
  const unexpected = (): never => {
    throw new Error('not to be asked here');
  };
  const query = async (command: {
    argv?: readonly string[];
    shell?: string;
  }): Promise<CommandResult> => {
    const text = command.shell ?? command.argv?.join(' ') ?? '';
    const answer = answers.find(([pattern]) => pattern.test(text));
    if (answer === undefined) throw new Error(`no answer for: ${text}`);
    const [, stdout, rc = 0] = answer;
    return { rc, stdout: Buffer.from(stdout), stderr: Buffer.alloc(0), start: 0, end: 0 };
  };
  return {
    platform: {
      kernel: 'Linux',
      machine: 'x86_64',
      user: { name: 'root', uid: 0, gid: 0, home: '/root' },
    },
    stat: async () => null,
    readFile: async () => null,
    readDirectory: async () => null,
    walk: async () => [],
    expandPath: async (path) => path,
    which: async (program) => `/usr/bin/${program}`,
    query,
    environment: async () => ({}),
    apply: unexpected,
    download: unexpected,
  };
}

/** The command lines that a plan would run. */
export function plannedCommands(plan: Plan): string[] {
  return plan.changes.map((change) =>
    change.op === 'run'
      ? (change.command.shell ?? change.command.argv?.join(' ') ?? '')
      : change.op,
  );
}
