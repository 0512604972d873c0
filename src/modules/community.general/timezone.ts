import type { Change } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const timezone = defineModule({
  name: 'community.general.timezone',
  summary: 'Configure timezone setting',
  examples: `- name: Live in Berlin
  community.general.timezone:
    name: Europe/Berlin
`,
  args: {
    name: arg.str({ doc: 'Name of the time zone.' }),
    hwclock: arg.str({
      aliases: ['rtc'],
      choices: ['local', 'UTC'],
      doc: 'What the hardware clock keeps.',
    }),
  },
  constraints: { requiredOneOf: [['hwclock', 'name']] },
  returns: { diff: 'Zone before and after.' },
  support: { check: 'full', diff: 'full' },
  onlyLooks: true,
  async plan({ args, target, check }): Promise<Plan> {
    const { stdout } = await target.query({
      shell: `${SECTION_FUNCTIONS}[ -d /run/systemd/system ] && command -v timedatectl >/dev/null && { s timedatectl; command -v timedatectl; run status timedatectl status; }
s zone; [ -h /etc/localtime ] && readlink /etc/localtime | sed 's:.*/zoneinfo/::'
s file; cat /etc/timezone 2>/dev/null
s known; [ -f /usr/share/zoneinfo/${quoteWord(args.name ?? '')} ] && echo yes
s adjtime; sed -n 3p /etc/adjtime 2>/dev/null
exit 0`,
      env: { LC_ALL: 'C' },
    });
    const seen = new Sections(stdout);
    const timedatectl = seen.text('timedatectl').trim();
    const status = seen.text('status.out');
    const before: Record<string, string> = {};
    const after: Record<string, string> = {};
    if (args.name !== null) {
      const shown = /^\s*Time ?zone\s*:\s*(\S+)/m.exec(status)?.[1];
      before.name = shown ?? (seen.text('zone').trim() || seen.text('file').trim() || 'n/a');
      after.name = args.name;
      if (seen.text('known').trim() !== 'yes') {
        fail(`Error message:\ngiven timezone "${args.name}" is not available`);
      }
    }
    if (args.hwclock !== null) {
      const local = /^\s*RTC in local TZ\s*:\s*(\S+)/m.exec(status)?.[1];
      const localTime =
        local === undefined ? seen.text('adjtime').trim() === 'LOCAL' : local === 'yes';
      before.hwclock = localTime ? 'local' : 'UTC';
      after.hwclock = args.hwclock;
    }
    const changes: Change[] = [];
    const commands: string[] = [];
    const act = (...argv: string[]): void => {
      changes.push({ op: 'run', command: { argv } });
      commands.push(quoteWords(argv));
    };
    if (args.name !== null && before.name !== args.name) {
      if (timedatectl !== '') act(timedatectl, 'set-timezone', args.name);
      else {
        act('ln', '-sfn', `/usr/share/zoneinfo/${args.name}`, '/etc/localtime');
        if (seen.text('file') !== '') {
          changes.push({
            op: 'write',
            path: '/etc/timezone',
            content: Buffer.from(`${args.name}\n`),
          });
        }
      }
    }
    if (args.hwclock !== null && before.hwclock !== args.hwclock) {
      const local = args.hwclock === 'local';
      if (timedatectl !== '') act(timedatectl, 'set-local-rtc', local ? 'yes' : 'no');
      else act('hwclock', '--systohc', local ? '--localtime' : '--utc');
    }
    const changed = changes.length > 0;
    const diff = { before, after };
    const result: Result = { changed, diff };
    if (!changed || check) return { changes: check ? changes : [], result, diff };
    const msg = commands.map((command) => `executed \`${command}\``).join('\n');
    return {
      changes,
      result: { ...result, msg },
      diff,
      finish(outcomes) {
        const failed = outcomes.find(({ command }) => command !== undefined && command.rc !== 0);
        if (failed?.command !== undefined) {
          const { rc, stdout, stderr } = failed.command;
          const cmd = commands[outcomes.indexOf(failed)];
          fail(stderr.toString().trimEnd(), {
            cmd,
            rc,
            stdout: stdout.toString(),
            stderr: stderr.toString(),
          });
        }
        return { ...result, msg };
      },
    };
  },
});
