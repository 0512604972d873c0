import { join } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const rabbitmq_plugin = defineModule({
  name: 'community.rabbitmq.rabbitmq_plugin',
  summary: 'Manage RabbitMQ plugins',
  examples: `- name: A page to look at the queues
  community.rabbitmq.rabbitmq_plugin:
    names: rabbitmq_management
    new_only: true
`,
  args: {
    names: arg.str({ required: true, aliases: ['name'], doc: 'Plugins, with commas between.' }),
    new_only: arg.bool({ default: false, doc: 'Leave other plugins as they are.' }),
    state: arg.str({
      default: 'enabled',
      choices: ['enabled', 'disabled'],
      doc: 'Whether they are to work.',
    }),
    broker_state: arg.str({
      default: 'online',
      choices: ['online', 'offline'],
      doc: 'Whether the server runs.',
    }),
    prefix: arg.str({ doc: 'Folder of a RabbitMQ of its own.' }),
  },
  returns: { enabled: 'Plugins that were enabled', disabled: 'Plugins that were disabled' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, check, target }): Promise<Plan> {
    const names = args.names.split(',');
    const program = await pluginsProgram(target, args.prefix);
    const list = [program, 'list', '-E', '-m'];
    const { stdout } = succeeded(list, await ask(target, list));
    const lines = stdout.split('\n');
    const current = lines.slice(0, lines.indexOf(''));
    const enabling = args.state === 'enabled';
    const disabled = current.filter((plugin) =>
      enabling
        ? !args.new_only && !plugin.includes(' ') && !names.includes(plugin)
        : names.includes(plugin),
    );
    const enabled = enabling ? names.filter((name) => !current.includes(name)) : [];
    const broker = `--${args.broker_state}`;
    const steps = [
      ...(disabled.length > 0 ? [[program, 'disable', broker, ...disabled]] : []),
      ...(enabled.length > 0 ? [[program, 'enable', broker, ...enabled]] : []),
    ];
    return stepsPlan(check ? [] : steps, { changed: steps.length > 0, enabled, disabled });
  },
});

async function pluginsProgram(target: ReadTarget, prefix: string | null): Promise<string> {
  if (!prefix) return requireProgram(target, 'rabbitmq-plugins');
  const folders = ['bin', 'sbin'].map((name) => join(prefix, name));
  const found = await Promise.all(folders.map((path) => target.stat(path, { follow: true })));
  const folder = folders.find((_, index) => found[index]?.type === 'directory');
  if (folder === undefined) fail(`No binary folder in prefix ${prefix}`);
  return join(folder, 'rabbitmq-plugins');
}
