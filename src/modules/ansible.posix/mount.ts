import type { Change } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { failedStep, type Step, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { escapeField, type FstabEntry, withEntry, withoutEntry } from '../tables/fstab.ts';

const ARGUMENTS = {
  boot: arg.bool({ default: true, doc: 'Mount with the system; false adds noauto.' }),
  dump: arg.str({ default: '0', doc: 'Dump field of fstab.' }),
  fstab: arg.str({ doc: 'File to use instead of /etc/fstab.' }),
  fstype: arg.str({ doc: 'Type of the file system.' }),
  path: arg.path({ required: true, aliases: ['name'], doc: 'Mount point.' }),
  opts: arg.str({ doc: 'Mount options.' }),
  passno: arg.str({ default: '0', noLog: false, doc: 'Pass field of fstab.' }),
  src: arg.path({ doc: 'What to mount.' }),
  backup: arg.bool({ default: false, doc: 'Keep a copy of fstab as it was.' }),
  state: arg.str({
    required: true,
    choices: [
      'absent',
      'absent_from_fstab',
      'mounted',
      'present',
      'unmounted',
      'remounted',
      'ephemeral',
    ],
    doc: 'What is to be of the mount and its entry.',
  }),
};

type MountContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const mount = defineModule({
  name: 'ansible.posix.mount',
  summary: 'Control active and configured mount points',
  examples: `- name: Mount a volume by its label
  ansible.posix.mount:
    path: /srv/disk
    src: LABEL=SOME_LABEL
    fstype: ext4
    state: mounted
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'mounted', ['src', 'fstype']],
      ['state', 'present', ['src', 'fstype']],
      ['state', 'ephemeral', ['src', 'fstype']],
    ],
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { fields, options } = resultFields(context);
    const fstab = args.fstab ?? '/etc/fstab';
    const name = quoteWord(args.path);
    const [content, looked] = await Promise.all([
      target.readFile(fstab),
      target.query({
        shell: `${SECTION_FUNCTIONS}s mounted; cut -d' ' -f5 /proc/self/mountinfo 2>/dev/null | grep -qxF -- ${quoteWord(escapeField(args.path))} && echo yes || { mountpoint -q ${name} 2>/dev/null && echo yes; }
s exists; [ -e ${name} ] && echo yes
s missing; p=${name}; while [ ! -e "$p" ]; do printf '%s\\n' "$p"; p=$(dirname "$p"); done
s source; awk -v p=${name} '$2 == p { print $1 }' /proc/mounts | tail -n 1`,
      }),
    ]);
    const seen = new Sections(looked.stdout);
    const work = planState(context, {
      text: content?.toString() ?? '',
      fstab,
      options,
      mounted: seen.text('mounted').includes('yes'),
      exists: seen.text('exists').includes('yes'),
      missing: seen.lines('missing'),
      source: seen.text('source').trim(),
    });
    const result: Result = { ...fields, changed: work.changed };
    if (!work.changed || check) return { changes: [], result };
    const changes: Change[] = [];
    if (work.makes) changes.push({ op: 'mkdir', path: args.path, parents: true });
    if (work.text !== undefined) {
      if (args.backup && content === null)
        changes.push({ op: 'write', path: fstab, content: Buffer.alloc(0) });
      changes.push({
        op: 'write',
        path: fstab,
        content: Buffer.from(work.text),
        ...(args.backup ? { backup: true } : {}),
      });
    }
    if (work.steps.length > 0) changes.push({ op: 'run', command: stepsCommand(work.steps) });
    return {
      changes,
      result,
      failed: (error, outcomes) => ({
        failed: true,
        changed: false,
        msg:
          changes[outcomes.length]?.op === 'mkdir'
            ? `Error making dir ${args.path}: ${error.message}`
            : error.message,
      }),
      finish(outcomes) {
        const failed = failedStep(stepOutcomes(outcomes.at(-1)?.command));
        if (failed !== undefined)
          fail(work.refusal ?? `${work.failure} ${args.path}: ${failed.stdout}${failed.stderr}`);
        const backup = outcomes.find(({ backupPath }) => backupPath !== undefined)?.backupPath;
        return { ...result, ...(backup === undefined ? {} : { backup_file: backup }) };
      },
    };
  },
});

interface MountState {
  readonly text: string;
  readonly fstab: string;
  readonly options: string;
  readonly mounted: boolean;
  readonly exists: boolean;
  /** Folders that lead to the path and aren't there, the innermost first. */
  readonly missing: readonly string[];
  readonly source: string;
}

interface MountWork {
  readonly changed: boolean;
  /** New content of fstab. */
  readonly text?: string | undefined;
  readonly steps: Step[];
  readonly failure: string;
  /** All that is said where it fails. */
  readonly refusal?: string;
  /** The folder to mount at is made first. */
  readonly makes?: boolean;
}

function resultFields({ args, controller }: MountContext): { fields: Result; options: string } {
  let options = args.opts ?? 'defaults';
  let boot = 'yes';
  const listed = options.split(',');
  if (listed.includes('noauto'))
    controller.warn("Ignore the 'boot' due to 'opts' contains 'noauto'.");
  else if (!args.boot) {
    boot = 'no';
    if (listed.includes('defaults')) {
      controller.warn("Ignore the 'boot' due to 'opts' contains 'defaults'.");
    } else options = [...listed, 'noauto'].join(',');
  }
  const fields: Result = {
    name: args.path,
    opts: options,
    dump: args.dump ?? '0',
    passno: args.passno ?? '0',
    fstab: args.fstab ?? '/etc/fstab',
    boot,
    backup_file: '',
    ...(args.src === null ? {} : { src: args.src }),
    ...(args.fstype === null ? {} : { fstype: args.fstype }),
  };
  return { fields, options };
}

function planState({ args }: MountContext, state: MountState): MountWork {
  const table = state.fstab === '/etc/fstab' ? [] : ['-T', state.fstab];
  const umount: Step = ['umount', args.path];
  const gone = (): string | undefined =>
    withoutEntry(state.text, escapeField(args.path), args.src ?? undefined);
  switch (args.state) {
    case 'present': {
      const text = withEntry(state.text, entryOf(args, state.options));
      return { changed: text !== undefined, text, steps: [], failure: '' };
    }
    case 'absent_from_fstab': {
      const text = gone();
      return { changed: text !== undefined, text, steps: [], failure: '' };
    }
    case 'absent': {
      const text = gone();
      const steps: Step[] = [
        ...(state.mounted ? [umount] : []),
        ...(state.exists ? [['rmdir', args.path]] : []),
      ];
      return {
        changed: text !== undefined,
        text,
        steps: text === undefined ? [] : steps,
        failure: 'Error unmounting',
      };
    }
    case 'unmounted':
      return {
        changed: state.mounted,
        steps: state.mounted ? [umount] : [],
        failure: 'Error unmounting',
      };
    case 'remounted':
      return {
        changed: true,
        steps: [remountStep(args, table, state.options)],
        failure: 'Error remounting',
        ...(state.options === 'defaults' ? {} : { refusal: OPTIONS_REFUSED }),
      };
    case 'ephemeral':
    case 'mounted':
      return planMounted(args, table, state);
  }
}

function planMounted(
  args: MountContext['args'],
  table: readonly string[],
  state: MountState,
): MountWork {
  const ephemeral = args.state === 'ephemeral';
  const failure = 'Error mounting';
  const text = ephemeral ? undefined : withEntry(state.text, entryOf(args, state.options));
  const direct = [
    '-t',
    args.fstype ?? '',
    ...(state.options === 'defaults' ? [] : ['-o', state.options]),
    args.src ?? '',
  ];
  if (state.mounted) {
    if (ephemeral && state.source !== args.src) {
      fail(
        'Ephemeral mount point is already mounted with a different source than the specified one. Failing in order to prevent an unwanted unmount or override operation. Try replacing this command with a "state: unmounted" followed by a "state: ephemeral", or use a different destination path.',
      );
    }
    const changed = ephemeral || text !== undefined;
    const steps = changed ? [remountStep(args, ephemeral ? direct : table, state.options)] : [];
    return { changed, text, steps, failure };
  }
  const mount = quoteWords(['mount', ...(ephemeral ? direct : table), args.path]);
  // What fails leaves neither an entry, which would stop the next boot, nor folders.
  const undo = [
    ...(text === undefined
      ? []
      : [`printf %s ${quoteWord(state.text)} >${quoteWord(state.fstab)}`]),
    ...(state.missing.length === 0 ? [] : [`rmdir ${quoteWords(state.missing)} 2>/dev/null`]),
  ].join('; ');
  const shell = undo === '' ? mount : `${mount} || { c=$?; ${undo}; return $c; }`;
  return { changed: true, text, steps: [{ shell }], failure, makes: !state.exists };
}

const OPTIONS_REFUSED =
  'Options were specified with remounted, but the remount command failed. Failing in order to prevent an unexpected mount result. Try replacing this command with a "state: unmounted" followed by a "state: mounted" using the full desired mount options instead.';

/** Remounts; where that isn't possible, unmounts and mounts. */
function remountStep(args: MountContext['args'], more: readonly string[], options: string): Step {
  const own = args.state === 'remounted' && options !== 'defaults' ? `,${options}` : '';
  const path = quoteWord(args.path);
  const words = quoteWords(more);
  if (own !== '') return { shell: `mount -o ${quoteWord(`remount${own}`)} ${words} ${path}` };
  return {
    shell: `mount -o ${quoteWord(`remount${own}`)} ${words} ${path} 2>/dev/null || { umount ${path} && mount ${words} ${path}; }`,
  };
}

function entryOf(args: MountContext['args'], options: string): FstabEntry {
  return {
    src: escapeField(args.src ?? ''),
    name: escapeField(args.path),
    fstype: escapeField(args.fstype ?? ''),
    opts: escapeField(options),
    dump: escapeField(args.dump ?? '0'),
    passno: escapeField(args.passno ?? '0'),
  };
}
