import { randomBytes } from 'node:crypto';
import { TargetError } from '../diagnostics/errors.ts';
import type { Json, Module, ModuleContext, Result } from '../modules/contract.ts';
import { quoteWord } from '../targets/quote.ts';
import type { Command, CommandResult, WriteTarget } from '../targets/types.ts';
import type { Dict, Value } from '../values/types.ts';
import type { HostSessions } from './host-session.ts';
import {
  DISCOVERED_PYTHON,
  type Interpreter,
  type Interpreters,
  variableOf,
} from './interpreter.ts';
import { asJson, asWords, type ModuleSettings, moduleArguments } from './module-arguments.ts';
import type { FoundModule, ModuleFinder } from './module-finder.ts';
import { readAnswer } from './module-output.ts';
import { JSON_ARGUMENTS, type Shebang, shebangOf } from './module-style.ts';
import { makePayload, type Payload } from './payload.ts';
import { runPython } from './python-run.ts';
import type { WarmPythons } from './warm-pythons.ts';

/** What all bridged modules of a run share. */
export interface BridgeScope {
  readonly finder: ModuleFinder;
  readonly sessions: HostSessions;
  readonly interpreters: Interpreters;
  readonly pythons: WarmPythons;
  readonly settings: ModuleSettings;
}

type Context = Omit<ModuleContext<unknown>, 'args'>;

/** A module that isn't native, as a Module: it does its work itself on the host, in check mode as well. */
export function bridgedModule(found: FoundModule, scope: BridgeScope): Module {
  let payload: Payload | undefined;
  return {
    name: found.name,
    summary: `The module in ${found.path}`,
    spec: { options: {} },
    support: { check: 'partial', diff: 'partial' },
    tellsPython: true,
    async plan(raw, context) {
      payload ??= makePayload(found, scope.finder);
      const made = payload;
      return {
        changes: [],
        result: {},
        perform: (target) => perform(made, raw, { context, target, scope }),
      };
    },
  };
}

interface Surroundings {
  readonly context: Context;
  readonly target: WriteTarget;
  readonly scope: BridgeScope;
}

async function perform(
  payload: Payload,
  raw: Record<string, unknown>,
  around: Surroundings,
): Promise<Result> {
  const { context, target, scope } = around;
  if (payload.style === 'powershell') {
    throw new TargetError(
      `The module ${payload.module.name} (${payload.module.path}) is written in PowerShell and needs a Windows host.`,
    );
  }
  const shebang = shebangOf(payload.content) ?? defaultShebang(payload);
  const [interpreter, folder] = await Promise.all([
    shebang && scope.interpreters.choose(shebang, target, context.controller),
    scope.sessions.folder(target),
  ]);
  const args = moduleArguments(raw, context, scope.settings, {
    folder,
    version: scope.finder.installed()?.version,
  });
  const output =
    payload.style === 'python'
      ? await runWithUtils(payload, args, interpreter as Interpreter, around)
      : await runFile(payload, args, interpreter, around);
  const used = interpreter && [interpreter.command, ...interpreter.args].join(' ');
  const answer = readAnswer(output, used);
  for (const warning of answer.warnings) context.controller.warn(warning);
  return interpreter === undefined
    ? answer.result
    : withDiscovery(answer.result, interpreter, context.delegatedTo);
}

/** @throws TargetError with Ansible's text for a script that doesn't say what runs it */
function defaultShebang({ style, module }: Payload): Shebang | undefined {
  if (style === 'binary') return undefined;
  if (style === 'python') return { interpreter: '/usr/bin/python', args: [] };
  throw new TargetError(`module (${module.name}) is missing interpreter line`);
}

/** Adds what looking for the interpreter brought: its warnings and, on a host of the play, a fact. */
function withDiscovery(
  result: Result,
  { command, warnings, isDiscovered = false }: Interpreter,
  delegatedTo: string | undefined,
): Result {
  const own = Array.isArray(result.warnings) ? result.warnings : [];
  const told = warnings.length === 0 ? result : { ...result, warnings: [...own, ...warnings] };
  if (!isDiscovered || delegatedTo !== undefined) return told;
  const facts = result.ansible_facts as unknown;
  const all = new Map<Value, Value>(facts instanceof Map ? facts : []).set(
    DISCOVERED_PYTHON,
    command,
  );
  return { ...told, ansible_facts: all as unknown as Json };
}

/** Runs a Python module with its module_utils. */
async function runWithUtils(
  { module, files }: Payload,
  args: Dict,
  interpreter: Interpreter,
  { context, target, scope }: Surroundings,
): Promise<CommandResult> {
  const wished = variableOf(context.controller, 'ansible_python_module_rlimit_nofile');
  const order = {
    name: module.pythonName,
    files: Number(wished ?? scope.settings.mostOpenFiles) || 0,
    args: Buffer.from(asJson(new Map([['ANSIBLE_MODULE_ARGS', args]]))),
  };
  const prepared = await scope.sessions.prepare(target, files);
  return runPython(order, { target, interpreter, pythons: scope.pythons, prepared });
}

/** Runs a module that is one file, with a file of arguments (or with them in its text). */
async function runFile(
  payload: Payload,
  args: Dict,
  interpreter: Interpreter | undefined,
  { target, scope }: Surroundings,
): Promise<CommandResult> {
  const { style, content } = payload;
  const folder = await scope.sessions.folder(target);
  const holder = `${folder}/args-${randomBytes(8).toString('hex')}`;
  const words =
    interpreter === undefined ? '' : `${[interpreter.command, ...interpreter.args].join(' ')} `;
  let stdin: Buffer;
  let line: string;
  if (style === 'jsonargs') {
    stdin = replaceBytes(content, JSON_ARGUMENTS, asJson(args));
    line = `${words}${quoteWord(holder)}`;
  } else {
    const path = await scope.sessions.stageModule(target, content);
    stdin = Buffer.from(style === 'old' ? asWords(args) : asJson(args));
    line = `${words}${quoteWord(path)} ${quoteWord(holder)}`;
  }
  // The arguments may hold secrets: their file is there only while the module runs.
  return run(target, {
    shell: `(umask 077; cat >${quoteWord(holder)}) || exit 1
${line} </dev/null
troupe_rc=$?
rm -f ${quoteWord(holder)}
exit $troupe_rc`,
    stdin,
  });
}

function replaceBytes(content: Buffer, what: string, by: string): Buffer {
  return Buffer.from(
    content.toString('latin1').replaceAll(what, () => Buffer.from(by).toString('latin1')),
    'latin1',
  );
}

async function run(target: WriteTarget, command: Command): Promise<CommandResult> {
  const [outcome] = await target.apply([{ op: 'run', command }]);
  return outcome?.command as CommandResult;
}
