import { TargetError, UnreachableError } from '../diagnostics/errors.ts';
import type { Module, Result, TaskAccess } from '../modules/contract.ts';
import { str } from '../values/index.ts';
import { Callable, type Dict, LazyDict, type Value } from '../values/types.ts';
import {
  type ActionModules,
  type ActionSurroundings,
  answerAction,
  HOST_REQUESTS,
} from './action-requests.ts';
import { encodeSecrets, type PlainSecret } from './controller-python.ts';
import type { HostSessions } from './host-session.ts';
import { answerQuestion, type EngineSide, type VariableScope } from './own-library.ts';
import type { PythonActions } from './python-actions.ts';
import { encodeValue, encodeVariable } from './python-values.ts';

/** What all action plugins of a run share. */
export interface ActionScope {
  readonly actions: PythonActions;
  /** Folders of action plugins that are not a collection's. */
  readonly folders: () => readonly string[];
  readonly secrets: () => readonly PlainSecret[];
  readonly sessions: HostSessions;
  readonly modules: (collections: readonly string[]) => ActionModules;
  /** Answers where no ansible-core does. */
  readonly engine: EngineSide | undefined;
}

type Surroundings = ActionSurroundings &
  Pick<ActionScope, 'actions' | 'folders' | 'secrets' | 'engine'>;

/** An action plugin in Python, as a Module: it runs on the controller, and what it asks of the host is done here. */
export function pythonAction(name: string, path: string, scope: ActionScope): Module {
  return {
    name,
    summary: `The action plugin in ${path}`,
    spec: { options: {} },
    support: { check: 'partial', diff: 'partial' },
    tellsPython: true,
    async plan(_raw, context) {
      const { task } = context.controller;
      if (task === undefined) {
        throw new TargetError(`The action ${name} (${path}) can only be a task of its own.`);
      }
      return {
        changes: [],
        result: {},
        perform: (target) => {
          const collections = task.about.collections as Value[];
          const modules = scope.modules(collections.map(str));
          return perform(name, { ...scope, context, task, target, modules });
        },
      };
    },
  };
}

async function perform(name: string, around: Surroundings): Promise<Result> {
  const { task, actions } = around;
  const socket = await actions.fork({ verbosity: Number(task.about.verbosity ?? 0) });
  try {
    socket.write(orderFor(name, around));
    for (;;) {
      const message = await socket.read();
      if (message === undefined) {
        return { failed: true, msg: `The Python that ran the action ${name} has ended.` };
      }
      throwFailure(message);
      const result = message.get('result');
      if (result instanceof Map) return resultOf(result);
      socket.write(await answer(message, around));
    }
  } finally {
    socket.end();
  }
}

/** @throws UnreachableError, TargetError, and an Error with the traceback as its stack for what is a defect */
function throwFailure(message: Dict): void {
  const [unreachable, failed, crash] = ['unreachable', 'failed', 'crash'].map((kind) =>
    message.get(kind),
  );
  if (unreachable !== undefined) throw new UnreachableError(str(unreachable));
  if (failed !== undefined) throw new TargetError(str(failed));
  if (crash === undefined) return;
  const error = new Error(str(crash));
  error.stack = str(message.get('traceback') ?? '');
  throw error;
}

function resultOf(fields: Dict): Result {
  fields.delete('_ansible_parsed');
  return Object.fromEntries([...fields].map(([key, value]) => [str(key), value])) as Result;
}

function orderFor(name: string, { task, folders, secrets }: Surroundings): Dict {
  const variables: Dict = new Map();
  for (const variable of task.variableNames()) {
    if (variable === 'hostvars' || variable === 'vars') continue;
    const value = task.rawVariable(variable);
    if (value !== undefined && !(value instanceof Callable))
      variables.set(variable, encodeVariable(value));
  }
  const hosts = task.rawVariable('hostvars');
  return new Map<Value, Value>([
    ['name', name],
    ['task', encodeValue(new Map<Value, Value>(Object.entries(task.about)))],
    ['variables', variables],
    ['hostvars', hosts instanceof LazyDict ? [...hosts.keys()] : []],
    ['folders', [...folders()]],
    ['secrets', encodeSecrets(secrets())],
  ]);
}

async function answer(message: Dict, around: Surroundings): Promise<Dict> {
  if (!HOST_REQUESTS.has(str(message.get('ask') ?? '')))
    return answerQuestion(message, around.engine, scopeOf(around.task));
  try {
    return new Map([['value', await answerAction(message, around)]]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const kind = error instanceof UnreachableError ? 'unreachable' : 'error';
    return new Map([[kind, error.message]]);
  }
}

const scopeOf = (task: TaskAccess): VariableScope => ({
  get: (name) => task.rawVariable(name),
  names: () => task.variableNames(),
});
