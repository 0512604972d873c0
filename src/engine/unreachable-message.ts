import { shortName } from '../playbook/actions.ts';
import { makesFolder } from './remote-folder.ts';
import { aboutTask, sendsModulesDirectly } from './task-access.ts';
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
