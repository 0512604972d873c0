import type { ChangeOutcome, ReadTarget } from '../targets/types.ts';
import type { ArgumentSpec, Module, ModuleContext, Plan, Result, Support } from './contract.ts';
import type { Arguments, ArgumentValues } from './definition/arguments.ts';
import type { Constraints } from './definition/constraints.ts';
import { asException, crashed } from './definition/crash.ts';
import { BeyondNative, Lacking, ModuleFailure } from './definition/failure.ts';
import { secretTexts, withoutSecrets } from './definition/no-log.ts';
import { expandPaths } from './definition/path-expansion.ts';
import { allOptions, validateArguments } from './definition/validation.ts';
import { attributeFailure, unwritable } from './files/change-failure.ts';

export { type Arguments, type ArgumentValues, arg, restate } from './definition/arguments.ts';
export {
  beyondNative,
  fail,
  failAction,
  failLacking,
  leaveToPython,
  ModuleFailure,
} from './definition/failure.ts';

/** Arguments that `fileAttributes: true` adds. */
export interface FileAttributeArguments {
  readonly mode: unknown;
  readonly owner: string | null;
  readonly group: string | null;
  readonly seuser: string | null;
  readonly serole: string | null;
  readonly selevel: string | null;
  readonly setype: string | null;
  readonly attributes: string | null;
  readonly unsafe_writes: boolean;
}

type PlanArguments<A extends Arguments, F> = ArgumentValues<A> &
  (F extends true ? FileAttributeArguments : unknown);

/** A module as its file states it. */
export interface ModuleDefinition<A extends Arguments, F extends boolean | undefined> {
  /** FQCN. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly examples?: string;
  readonly args: A;
  readonly constraints?: Constraints;
  /** Adds mode, owner, group, se*, attributes (attr) and unsafe_writes. */
  readonly fileAttributes?: F;
  readonly returns?: Readonly<Record<string, string>>;
  readonly support: { readonly check: Support; readonly diff: Support };
  /** Planning takes a look at the host and no more: it may be done ahead of a task's turn, and for nothing. */
  readonly onlyLooks?: boolean;
  /** Whether these arguments, rendered and not checked yet, change a host whatever it is like, unless they fail. */
  alwaysChanges?(raw: Readonly<Record<string, unknown>>): boolean;
  readonly freeForm?: string;
  readonly freeFormKeys?: readonly string[];
  /** Name in argument errors where Ansible shows another than the task's (`ansible.legacy.copy`). */
  readonly reportName?: string;
  /** Unknown options are a fault where the host's module would see them: `plan` fails with `context.unsupported` there. */
  readonly findsUnsupportedLate?: boolean;
  /** What an action without check mode says there; default: what a module says. */
  readonly checkRefusal?: string;
  /** Fills in the defaults that only the host knows, for arguments that are refused before the plan does it. */
  fillDefaults?(args: Record<string, unknown>, target: ReadTarget): Promise<void>;
  /** Arguments as the module tells them, null where it tells none; default: as they were checked. */
  showArgs?(shown: Result): Result | null;
  /** Plans in check mode although `support.check` is 'none'; others are skipped there with Ansible's text. */
  readonly plansCheck?: boolean;
  /** Hands raw arguments on to another module, which checks them; undefined keeps them here. */
  dispatch?(
    raw: Readonly<Record<string, unknown>>,
    context: Omit<ModuleContext<unknown>, 'args'>,
  ): Promise<Plan | undefined>;
  /** Prepares raw arguments before they are checked, as an action plugin does. */
  prepare?(
    raw: Readonly<Record<string, unknown>>,
    calledName: string,
    context: Omit<ModuleContext<unknown>, 'args'>,
  ): Record<string, unknown>;
  /**
   * Reads the target and says what must change.
   * @throws ModuleFailure (by `fail`) for a failed result.
   */
  plan(context: ModuleContext<PlanArguments<A, F>>): Promise<Plan> | Plan;
}

/** Makes a module from its definition: arguments are checked with Ansible's wording, secrets leave its results. */
export function defineModule<
  const A extends Arguments,
  const F extends boolean | undefined = undefined,
>(definition: ModuleDefinition<A, F>): Module {
  const spec: ArgumentSpec = {
    options: definition.args,
    ...definition.constraints,
    ...(definition.fileAttributes ? { fileAttributes: true } : {}),
  };
  const options = allOptions(spec);
  const { name, aliases, summary, examples, returns, support, freeForm, freeFormKeys } = definition;

  return {
    name,
    summary,
    spec,
    support,
    ...(aliases && { aliases }),
    ...(examples !== undefined && { examples }),
    ...(returns && { returns }),
    ...(definition.onlyLooks && { onlyLooks: true }),
    ...(definition.alwaysChanges && { alwaysChanges: definition.alwaysChanges }),
    ...(freeForm !== undefined && { freeForm }),
    ...(freeFormKeys && { freeFormKeys }),
    async plan(raw, context) {
      if (definition.dispatch) {
        try {
          const passed = await definition.dispatch(raw, context);
          if (passed) return passed;
        } catch (error) {
          if (!(error instanceof ModuleFailure)) throw error;
          return failedPlan(error);
        }
      }
      const calledName = context.calledName ?? context.calledAs;
      const fallbacks = definition.fileAttributes ? await fromEnvironment(context.target) : {};
      const prepared = attempt(() => ({
        ...fallbacks,
        ...(definition.prepare?.(raw, calledName, context) ?? raw),
      }));
      if (prepared instanceof ModuleFailure) {
        return sealed(
          { moduleArgs: shownArgs(raw, options), ...failedPlan(prepared) },
          options,
          raw,
          new Set(),
        );
      }
      const { parameters, faults, warnings, deprecated } = validateArguments(
        prepared,
        options,
        spec,
      );
      for (const warning of warnings) context.controller.warn(warning);
      const home = name.startsWith('ansible.builtin.')
        ? []
        : [name.split('.').slice(0, 2).join('.')];
      for (const { name: old, version, from } of deprecated) {
        context.controller.deprecate(
          `Param '${old}' is deprecated. See the module docs for more information`,
          version,
          ...(from === undefined ? home : [from]),
        );
      }
      const secrets = secretTexts(options, parameters);
      const [fault] = faults;
      const isLate = definition.findsUnsupportedLate && fault?.kind === 'unsupported';
      const unsupported = isLate
        ? `Unsupported parameters for (${definition.reportName ?? context.calledAs}) module: ${fault.message}`
        : undefined;
      if (fault && !isLate) {
        await expandPaths(parameters, options, context.target);
        await definition.fillDefaults?.(parameters, context.target);
        const called = definition.reportName ?? context.calledName ?? context.calledAs;
        const msg =
          fault.kind === 'unsupported'
            ? `Unsupported parameters for (${called}) module: ${fault.message}`
            : fault.message;
        // A collection may be newer than what is native, and know the option.
        const beyond = fault.kind === 'unsupported' && !name.startsWith('ansible.builtin.');
        const failure = new (beyond ? BeyondNative : ModuleFailure)({ msg });
        return sealed(failedPlan(failure), options, parameters, secrets);
      }
      if (context.check && support.check === 'none' && !definition.plansCheck) {
        const called = definition.reportName ?? context.calledName ?? context.calledAs;
        const msg =
          definition.checkRefusal ?? `remote module (${called}) does not support check mode`;
        return sealed(
          { changes: [], result: { changed: false, skipped: true, msg } },
          options,
          parameters,
          secrets,
        );
      }
      try {
        await expandPaths(parameters, options, context.target);
        const args = parameters as unknown as PlanArguments<A, F>;
        const plan = await definition.plan({
          ...context,
          args,
          raw,
          ...(unsupported === undefined ? {} : { unsupported }),
        });
        return sealed(plan, options, parameters, secrets, definition.showArgs);
      } catch (error) {
        const failure = error instanceof ModuleFailure ? error : ended(error, context.target);
        return sealed(failedPlan(failure), options, parameters, secrets, definition.showArgs);
      }
    },
  };
}

/** Arguments that the environment may give; of a remote host that of the task is known without asking. */
async function fromEnvironment(target: ReadTarget): Promise<Record<string, unknown>> {
  const environment = target.local ? await target.environment() : target.surroundings?.env;
  const unsafe = environment?.ANSIBLE_UNSAFE_WRITES;
  return unsafe === undefined ? {} : { unsafe_writes: unsafe };
}

/** The work's result, or the failure that it ended in. */
function attempt<T>(work: () => T): T | ModuleFailure {
  try {
    return work();
  } catch (error) {
    if (error instanceof ModuleFailure) return error;
    throw error;
  }
}

/** An operation that failed unforeseen ends a module as an exception does. */
function ended(error: unknown, target: ReadTarget): ModuleFailure {
  const exception = asException(error);
  if (exception === undefined) throw error;
  return new ModuleFailure(crashed(exception, target), null);
}

function failedPlan(failure: ModuleFailure): Plan {
  const { result, moduleArgs, cause } = failure;
  const failed: Plan = {
    changes: [],
    result: { changed: false, ...result, failed: true },
    ...(failure instanceof BeyondNative && { beyondNative: true }),
    ...(failure instanceof Lacking && { lacking: true }),
    ...(cause instanceof Error && { fault: cause }),
  };
  return moduleArgs === undefined ? failed : { ...failed, moduleArgs };
}

type Options = ReturnType<typeof allOptions>;

/** Adds the arguments and keeps secrets out of whatever the plan shows. */
function sealed(
  { moduleArgs: own, revealed = [], ...plan }: Plan,
  options: Options,
  parameters: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
  remade: (shown: Result) => Result | null = (shown) => shown,
): Plan {
  const secrets = new Set([...given].filter((text) => !revealed.includes(text)));
  const shown = own === undefined ? remade(shownArgs(parameters, options)) : own;
  return {
    ...plan,
    ...(shown && { moduleArgs: withoutSecrets(shown, secrets) }),
    result: withoutSecrets(plan.result, secrets),
    ...(plan.diff && { diff: withoutSecrets(plan.diff, secrets) }),
    ...(plan.finish && { finish: finishing(plan, secrets) }),
    ...(plan.perform && {
      perform: (target) => settled(async () => (await plan.perform?.(target)) ?? {}, secrets),
    }),
    ...(plan.changes.length > 0 && {
      failed: async (...failure) => withoutSecrets(await failed(plan, ...failure), secrets),
    }),
  };
}

/** The result where a change could not be made: the plan's own, or that of any module. */
async function failed(
  plan: Plan,
  error: Error,
  outcomes: readonly ChangeOutcome[],
  target: ReadTarget,
): Promise<Result> {
  if (plan.failed !== undefined) return plan.failed(error, outcomes, target);
  const change = plan.changes[outcomes.length];
  const known =
    (await attributeFailure(error, change, target)) ?? unwritable(error, change, target);
  if (known !== undefined) return known;
  if (error.name === 'UnreachableError') throw error;
  return { failed: true, changed: false, msg: error.message };
}

/** Arguments as Ansible shows them: without what it does not know, and without a file's content. */
function shownArgs(parameters: Readonly<Record<string, unknown>>, options: Options): Result {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (options[name]?.unlisted) continue;
    const hidden = options[name]?.content && value !== null && value !== undefined;
    shown[name] = hidden ? 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER' : value;
  }
  return shown as Result;
}

/** `finish` may fail as `plan` may: by ModuleFailure. */
function finishing(plan: Plan, secrets: ReadonlySet<string>): NonNullable<Plan['finish']> {
  return (outcomes, target) =>
    settled(async () => (await plan.finish?.(outcomes, target)) ?? plan.result, secrets);
}

async function settled(work: () => Promise<Result>, secrets: ReadonlySet<string>): Promise<Result> {
  try {
    return withoutSecrets(await work(), secrets);
  } catch (error) {
    if (!(error instanceof ModuleFailure)) throw error;
    const result = withoutSecrets({ changed: false, ...error.result, failed: true }, secrets);
    return error.moduleArgs === null ? { ...result, invocation: undefined } : result;
  }
}
