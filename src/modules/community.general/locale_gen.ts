import type { Change, ReadTarget } from '../../targets/types.ts';
import { outcomeOf } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

const SETTINGS = '/etc/locale.gen';
const UBUNTU = '/var/lib/locales/supported.d/';

/** Encodings as `locale -a` may list them, and as settings have them. */
const ENCODINGS: readonly (readonly [string, string])[] = [
  ['.utf8', '.UTF-8'],
  ['.eucjp', '.EUC-JP'],
  ['.iso885915', '.ISO-8859-15'],
  ['.cp1251', '.CP1251'],
  ['.koi8r', '.KOI8-R'],
  ['.armscii8', '.ARMSCII-8'],
  ['.euckr', '.EUC-KR'],
  ['.gbk', '.GBK'],
  ['.gb18030', '.GB18030'],
  ['.euctw', '.EUC-TW'],
];

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
    const present = state === 'present';
    const [ubuntu, settings, supported, known] = await Promise.all([
      target.stat(UBUNTU, { follow: true }),
      target.readFile(SETTINGS),
      target.readFile('/usr/share/i18n/SUPPORTED'),
      target.query({ argv: ['locale', '-a'] }),
    ]);
    if (ubuntu === null && settings === null) {
      fail(
        '/etc/locale.gen and /var/lib/locales/supported.d/local are missing. Is the package "locales" installed?',
      );
    }
    const lines = (ubuntu === null ? settings : supported)?.toString().split('\n') ?? [];
    const pattern = ubuntu === null ? /^#?\s*(\S+_\S+) \S+\s*$/ : /^(\S+_\S+) \S+\s*$/;
    if (!lines.some((line) => pattern.exec(line)?.[1] === name))
      fail("The locale you've entered is not available on your system.");
    const exists = known.stdout
      .toString()
      .split('\n')
      .some((line) => asWritten(line) === asWritten(name));
    const changed = exists !== present;
    if (check) return { changes: [], result: { changed } };
    const result = { name, changed, msg: 'OK' };
    if (!changed) return { changes: [], result };
    const changes =
      ubuntu === null
        ? debianChanges(settings?.toString() ?? '', name, present)
        : await ubuntuChanges(target, name, present);
    return {
      changes,
      result,
      finish(outcomes) {
        const { rc } = outcomeOf(outcomes.at(-1)?.command);
        if (rc !== 0) {
          const msg = `[Errno ${rc}] locale.gen failed to execute, it returned ${rc}`;
          fail(msg, { exitValue: rc });
        }
        return result;
      },
    };
  },
});

/** A name as settings have it, for `locale -a` may have its encoding without hyphens and in small letters. */
function asWritten(name: string): string {
  return ENCODINGS.reduce((text, [listed, written]) => text.replaceAll(listed, written), name);
}

/** The locale's line gets or loses its `#`; Debian's locale-gen makes what the file names. */
function debianChanges(settings: string, name: string, present: boolean): Change[] {
  const line = new RegExp(`#?\\s*${name} (.+)`, 'g');
  const content = settings
    .split(/(?<=\n)/)
    .map((text) => text.replace(line, (_, charset) => `${present ? '' : '# '}${name} ${charset}`))
    .join('');
  return [
    { op: 'write', path: SETTINGS, content: Buffer.from(content) },
    { op: 'run', command: { argv: ['locale-gen'] } },
  ];
}

/** Ubuntu's locale-gen takes the locale, and keeps a list of its own. */
async function ubuntuChanges(
  target: ReadTarget,
  name: string,
  present: boolean,
): Promise<Change[]> {
  if (present) return [{ op: 'run', command: { argv: ['locale-gen', name] } }];
  const path = `${UBUNTU}local`;
  const kept = ((await target.readFile(path))?.toString() ?? '')
    .split(/(?<=\n)/)
    .filter((line) => line.split(' ')[0] !== name);
  return [
    { op: 'write', path, content: Buffer.from(kept.join('')) },
    { op: 'run', command: { argv: ['locale-gen', '--purge'] } },
  ];
}
