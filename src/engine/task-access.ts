import type { TaskAccess } from '../modules/contract.ts';
import { bannerName, collectedKeyword, keywordOf } from '../playbook/nodes.ts';
import { searchPath } from '../playbook/search-path.ts';
import type { TargetSpec } from '../targets/spec.ts';
import { str } from '../values/index.ts';
import { Template, type Value } from '../values/types.ts';
import { type ConnectionVars, connectionVars, targetSpec } from './connection.ts';
import { delegateHost } from './delegation.ts';
import type { RunContext } from './run-context.ts';
import type { TaskContext } from './task-context.ts';

/** A running task as action plugins see it. */
export function taskAccess(context: TaskContext, runModule: TaskAccess['runModule']): TaskAccess {
  const { scope } = context.templar;
  return {
    about: aboutTask(context),
    variableNames: () => scope.names(),
    rawVariable: (name) => scope.get(name),
    runModule,
  };
}

/** The host that does the task's work, its connection variables, and the target that they come to. */
function workerOf({ run, play, task, host, templar, keywords, delegatedTo }: TaskContext) {
  const worker = delegatedTo === undefined ? host : delegateHost(run, delegatedTo);
  const scope =
    delegatedTo === undefined ? templar.scope : run.vars.scope({ play, host: worker, task });
  const own =
    delegatedTo === undefined
      ? templar
      : run.vars
          .templar({ play, host: worker, task })
          .with(new Map([['inventory_hostname', host.name]]));
  const vars = connectionVars((name) => scope.get(name), own);
  return { worker, vars, spec: targetSpec(worker.name, vars, keywords, run.options) };
}

/** Where the task's work goes. */
export const specOf = (context: TaskContext): TargetSpec => workerOf(context).spec;

/** What a running task is and where it goes, by the names that Ansible's own objects have for it. */
export function aboutTask(context: TaskContext): Record<string, Value> {
  const { run, play, task, keywords, delegatedTo } = context;
  const { worker, vars, spec } = workerOf(context);
  const collections = keywordOf(task, 'collections');
  const text = (value: Value): string => (value instanceof Template ? value.source : str(value));
  return {
    name: text(bannerName(task)),
    action: context.calledAs,
    args: context.args,
    tags: collectedKeyword(task, 'tags').map(text),
    check_mode: context.check,
    diff: context.diff,
    no_log: context.noLog,
    environment: [new Map<Value, Value>(context.environment)],
    delegate_to: delegatedTo ?? null,
    async: keywords.int('async') ?? 0,
    poll: keywords.int('poll') ?? run.options.pollInterval,
    register: null,
    collections: Array.isArray(collections) ? collections : [],
    become: spec.become !== undefined,
    become_user: spec.become?.user ?? null,
    become_method: spec.become?.method ?? null,
    connection: spec.connection,
    is_local: spec.connection === 'local',
    remote_addr: spec.address ?? worker.name,
    host: spec.address ?? worker.name,
    remote_user: spec.user ?? null,
    port: spec.port ?? null,
    private_key_file: spec.privateKeyFile ?? null,
    pipelining: pipelines(run, vars),
    verbosity: run.options.verbosity,
    basedir: play.basedir,
    search_path: searchPath(task),
    path: task.span === undefined ? '' : `${task.span.file}:${task.span.line}`,
  };
}

/** Whether Ansible would send a module's text to the program that runs it, not as a file: neither su nor async can. */
export function sendsModulesDirectly(context: TaskContext): boolean {
  const { pipelining, become_method, async } = aboutTask(context);
  return pipelining === true && become_method !== 'su' && Number(async) === 0;
}

/** The ssh plugin's `pipelining`: a variable that says other than the connection's default, or else the setting. */
function pipelines({ services }: RunContext, vars: ConnectionVars): boolean {
  const byDefault = services.setting?.('ANSIBLE_PIPELINING') === true;
  const variable = vars.bool('ansible_ssh_pipelining') ?? byDefault;
  if (variable !== byDefault) return variable;
  const ssh = { type: 'connection', name: 'ssh', variable: () => undefined };
  return services.setting?.('pipelining', ssh) === true;
}
