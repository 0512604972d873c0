import { quoteWord } from './commands/words.ts';
import type { Plan } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';

export const locale_gen = defineModule({
  name: 'community.general.locale_gen',
  summary: 'Creates or removes locales',
  examples: `- name: Make a locale
  community.general.locale_gen:
    name: de_CH.UTF-8
    state: present
`,
  args: {
    name: arg.str({ required: true, doc: 'Name and encoding of the locale.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether it is to be.',
    }),
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const { name, state } = args;
    const { stdout } = await target.query({
      shell: `[ -e /etc/locale.gen ] && echo debian; [ -e /var/lib/locales/supported.d/local ] && echo ubuntu
echo ====; cat /etc/locale.gen /usr/share/i18n/SUPPORTED 2>/dev/null; echo ====; locale -a`,
    });
    const [flags = '', supported = '', present = ''] = stdout.toString().split('====\n');
    if (!/debian|ubuntu/.test(flags)) {
      fail(
        '/etc/locale.gen and /var/lib/locales/supported.d/local are missing. Is the package "locales" installed?',
      );
    }
    const line = supported
      .split('\n')
      .map((text) => text.replace(/^#\s*/, '').trim())
      .find((text) => text.split(/\s+/)[0] === name);
    if (line === undefined) fail(`The locale you've entered is not available on your system.`);
    const plain = (text: string): string =>
      text.replace(/\.utf-?8$/i, '.utf8').replace(/\.iso-?8859-?/i, '.iso8859');
    const exists = present.split('\n').some((text) => plain(text) === plain(name));
    const changed = exists !== (state === 'present');
    const result = { name, changed };
    if (!changed || check) return { changes: [], result };
    const pattern = quoteWord(name.replace(/[.[\]*^$/\\]/g, '\\$&'));
    const edit = flags.includes('debian')
      ? state === 'present'
        ? `grep -q "^# *"${pattern}" " /etc/locale.gen && sed -i "s/^# *\\("${pattern}" .*\\)/\\1/" /etc/locale.gen || printf '%s\\n' ${quoteWord(line)} >>/etc/locale.gen`
        : `sed -i "s/^\\("${pattern}" .*\\)/# \\1/" /etc/locale.gen`
      : state === 'present'
        ? ':'
        : `sed -i "/^"${pattern}" /d" /var/lib/locales/supported.d/local`;
    const generate = flags.includes('debian')
      ? 'locale-gen'
      : state === 'present'
        ? `locale-gen ${quoteWord(name)}`
        : 'locale-gen --purge';
    return {
      changes: [{ op: 'run', command: { shell: `{ ${edit}; } && ${generate}` } }],
      result,
      finish([outcome]) {
        const run = outcome?.command;
        if (run !== undefined && run.rc !== 0) fail(run.stderr.toString() || run.stdout.toString());
        return result;
      },
    };
  },
});
