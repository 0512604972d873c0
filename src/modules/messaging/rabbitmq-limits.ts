import { ask, succeeded } from '../commands/program.ts';
import type { RabbitControl } from './rabbitmqctl.ts';

/** Limits by their names in RabbitMQ (`max-queues`), read from the first line of a list in JSON. */
export async function limitsOf(
  control: RabbitControl,
  words: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const argv = [...control.argv, ...words];
  const { stdout } = succeeded(argv, await ask(control.target, argv));
  const [line = ''] = stdout.split('\n');
  return line === '' ? {} : (JSON.parse(line) as Record<string, unknown>);
}
