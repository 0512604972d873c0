import { arg, defineModule } from '../define.ts';
import { crash } from '../definition/crash.ts';

export const ping = defineModule({
  name: 'ansible.builtin.ping',
  summary: 'Try to connect to host and return pong on success',
  examples: `- name: See whether the host answers
  ansible.builtin.ping:
`,
  args: {
    data: arg.str({
      default: 'pong',
      doc: 'What to return as ping; crash makes the module fail.',
    }),
  },
  returns: { ping: 'The value of data.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }) {
    if (args.data === 'crash') crash('Exception: boom', target);
    await target.query({ shell: ':' });
    return { changes: [], result: { ping: args.data, changed: false } };
  },
});
