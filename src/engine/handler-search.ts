import { UndefinedVariableError } from '../diagnostics/errors.ts';
import type { Node, Play, Task } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import { Template } from '../values/types.ts';
import type { RunContext } from './run-context.ts';

const names = new WeakMap<Task, string | null>();

/** A handler's name, rendered with the play's variables; null where that is impossible. */
function handlerName(run: RunContext, play: Play, handler: Task): string | null {
  const known = names.get(handler);
  if (known !== undefined) return known;
  const raw = handler.keywords.get('name') ?? null;
  let name: string | null = raw === null ? null : raw instanceof Template ? raw.source : str(raw);
  if (raw instanceof Template) {
    try {
      name = str(run.vars.templar({ play, task: handler }).template(raw));
    } catch (error) {
      if (!(error instanceof UndefinedVariableError)) throw error;
      name = null;
      if (!handler.keywords.has('listen')) {
        run.emit({
          type: 'warning',
          message: `Handler '${raw.source}' is unusable because it has no listen topics and the name could not be templated (host-specific variables are not supported in handler names). The error: ${error.message}`,
        });
      }
      return null;
    }
  }
  names.set(handler, name);
  return name;
}

/** Topics as they are written: `listen` is never rendered. */
function topics(handler: Task): string[] {
  const listen = handler.keywords.get('listen') ?? null;
  if (listen === null) return [];
  return [listen].flat().map((topic) => str(topic));
}

/** Handlers in the order in which names are looked up: the last list of handlers first, each from its start. */
function byName(handlers: readonly Task[]): Task[] {
  const lists = new Map<Node, Set<Task>>();
  for (const handler of handlers) {
    const list = listOf(handler);
    const known = lists.get(list) ?? new Set();
    // A list that comes twice, with a role that is used twice, stands where it came last.
    lists.delete(list);
    lists.set(list, known.add(handler));
  }
  return [...lists.values()].reverse().flatMap((list) => [...list]);
}

/** The list of handlers that a handler stands in; imported files belong to the list that imports them. */
function listOf(handler: Task): Node {
  let list = handler.parent;
  while (list.parent?.kind === 'task' && list.parent.taskKind === 'import_tasks') {
    list = list.parent.parent;
  }
  return list;
}

/** Handlers that a notification reaches: the last one of that name, and all that listen to it. */
export function handlersFor(run: RunContext, play: Play, notification: string): Task[] {
  const found: Task[] = [];
  for (const handler of byName(play.handlers)) {
    const name = handlerName(run, play, handler);
    if (name === null) continue;
    const candidates =
      handler.role === undefined
        ? [name]
        : [name, `${handler.role.name} : ${name}`, `${handler.role.fullName} : ${name}`];
    if (candidates.includes(notification)) {
      found.push(handler);
      break;
    }
  }
  for (const handler of play.handlers) {
    if (!found.includes(handler) && topics(handler).includes(notification)) found.push(handler);
  }
  return found;
}

/** What a play's handlers can be notified by. */
export const notifiableNames = (run: RunContext, play: Play): string[] =>
  play.handlers.flatMap((handler) =>
    [handlerName(run, play, handler) ?? [], topics(handler)].flat(),
  );
