import { shortName } from '../playbook/actions.ts';
import { isText, str } from '../values/index.ts';
import type { Dict } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import { makesFolder } from './remote-folder.ts';
import { failure, result } from './result-fields.ts';
import { aboutTask, sendsModulesDirectly, specOf } from './task-access.ts';
import type { TaskContext } from './task-context.ts';

/**
 * What Ansible says of a host that ssh doesn't reach. With pipelining the module itself is the first thing that is
 * sent, and Ansible tells that it could not be.
 */
export function unreachableMessage(context: TaskContext, text: string): string {
  const reason = /^Failed to connect to the host via ssh: (.*)$/s.exec(text)?.[1];
  const action = shortName(context.action);
  // Their first command sends no module.
  if (reason === undefined || action === 'raw' || makesFolder(action)) return text;
  if (!sendsModulesDirectly(context)) return text;
  const { host } = aboutTask(context);
  return `Data could not be sent to remote host "${host}". Make sure this host can be reached over ssh: ${reason}\r\n`;
}

/** The result of a task whose host can't be reached. */
export function unreachableResult(context: TaskContext, text: string): Dict {
  const msg = unreachableMessage(context, text);
  const fetched = fetchedFile(context);
  if (fetched === undefined) return result({ unreachable: true, msg });
  // Ansible's fetch takes it for a file that can't be looked at.
  return (toBoolean(context.args.get('fail_on_missing') ?? true) ?? true)
    ? failure(msg, { changed: false, file: fetched })
    : result({ changed: false, file: fetched, msg: `${msg}, ignored` });
}

/** The file that a `fetch` asks for directly: as another user, or below a home, it has others ask first. */
function fetchedFile(context: TaskContext): string | undefined {
  const { args } = context;
  const file = args.get('src');
  if (shortName(context.action) !== 'fetch' || !isText(file) || !args.has('dest')) return undefined;
  return specOf(context).become === undefined && !str(file).startsWith('~') ? str(file) : undefined;
}
