import type { Task } from '../playbook/nodes.ts';
import type { PlayRun } from './play-run.ts';
import { taskInfo } from './task-info.ts';

/**
 * --step: asks whether to run a task, on one host where each is asked about by itself. `ended` where nobody answers any
 * more.
 */
export async function wantsTask(
  playRun: PlayRun,
  task: Task,
  host?: string,
): Promise<boolean | 'ended'> {
  const { run } = playRun;
  const where = host === undefined ? '' : `on ${host} `;
  const question = `Perform task: TASK: ${taskInfo(task, playRun).name} ${where}(N)o/(y)es/(c)ontinue: `;
  run.emit({ type: 'question' });
  const line = await run.prompter.readLine(question);
  if (line === undefined) return 'ended';
  const answer = line.toLowerCase();
  const goesOn = ['c', 'continue'].includes(answer);
  if (goesOn) playRun.asksEachTask = false;
  run.emit({ type: 'banner', message: question });
  return goesOn || ['y', 'yes'].includes(answer);
}
