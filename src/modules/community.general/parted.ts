import type { ReadTarget, WriteTarget } from '../../targets/types.ts';
import { PyFloat } from '../../values/types.ts';
import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import { splitWords } from '../commands/words.ts';
import type { Json, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, leaveToPython } from '../define.ts';
import {
  bytesOf,
  type DiskInfo,
  type Partition,
  parsePartitions,
  parseUnit,
} from '../storage/parted-output.ts';

const UNITS = [
  'B',
  'KB',
  'MB',
  'GB',
  'TB',
  'KiB',
  'MiB',
  'GiB',
  'TiB',
  's',
  '%',
  'cyl',
  'chs',
  'compact',
] as const;

const ARGUMENTS = {
  device: arg.str({ required: true, doc: 'The disk.' }),
  align: arg.str({
    default: 'optimal',
    choices: ['cylinder', 'minimal', 'none', 'optimal', 'undefined'],
    doc: 'How partitions are aligned.',
  }),
  number: arg.int({ doc: 'Number of the partition.' }),
  unit: arg.str({ default: 'KiB', choices: UNITS, doc: 'Unit of sizes.' }),
  label: arg.str({
    default: 'msdos',
    choices: ['aix', 'amiga', 'bsd', 'dvh', 'gpt', 'loop', 'mac', 'msdos', 'pc98', 'sun'],
    doc: 'Kind of the partition table.',
  }),
  part_type: arg.str({
    default: 'primary',
    choices: ['extended', 'logical', 'primary'],
    doc: 'Kind of the partition.',
  }),
  part_start: arg.str({ default: '0%', doc: 'Where the partition starts.' }),
  part_end: arg.str({ default: '100%', doc: 'Where the partition ends.' }),
  fs_type: arg.str({ doc: 'File system that is to be on it.' }),
  name: arg.str({ doc: "The partition's name." }),
  flags: arg.list({ elements: 'str', doc: 'Flags that are set, and no others.' }),
  state: arg.str({
    default: 'info',
    choices: ['absent', 'info', 'present'],
    doc: 'Whether the partition is to be; `info` only tells of the disk.',
  }),
  resize: arg.bool({ default: false, doc: 'Resize a partition with another end.' }),
};

type PartedArguments = ArgumentValues<typeof ARGUMENTS>;

export const parted = defineModule({
  name: 'community.general.parted',
  summary: 'Configure block device partitions',
  examples: `- name: Make a partition
  community.general.parted:
    device: /dev/sdb
    number: 1
    state: present
`,
  args: ARGUMENTS,
  constraints: {
    requiredIf: [
      ['state', 'present', ['number']],
      ['state', 'absent', ['number']],
    ],
  },
  returns: {
    disk: 'The disk.',
    partitions: 'Its partitions.',
    script: 'What parted was told.',
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const { number, unit, state } = args;
    const program = await requireProgram(target, 'parted');
    if (number !== null && number < 1) fail('The partition number must be greater then 0.');
    checkSize('part_start', args.part_start);
    checkSize('part_end', args.part_end);
    await checkVersion(target, program);
    const info = await diskInfo(target, program, args);
    const told = ({ disk, partitions }: DiskInfo, changed: boolean, script: string): Result => ({
      changed,
      disk,
      partitions: partitions as unknown as Json,
      script: script.trim(),
    });
    if (state === 'info') return { changes: [], result: told(info, false, `unit '${unit}' print`) };
    const own = info.partitions.find(({ num }) => num === number);
    if (state === 'absent') {
      const script = own || check ? `rm ${number} ` : '';
      return performed(
        script !== '' && !check,
        told(info, script !== '', script),
        async (writer) => {
          await run(writer, program, args, script);
          return told(await diskInfo(writer, program, args), true, script);
        },
      );
    }
    const first = layoutScript(args, info, own);
    if (check || (first === '' && own !== undefined)) {
      const last = first === '' && own ? own : { name: null, flags: [] };
      const script = first + detailScript(args, last);
      const result = told(info, script !== '', script);
      return performed(script !== '' && !check, result, async (writer) => {
        await run(writer, program, args, script);
        return told(await diskInfo(writer, program, args), true, script);
      });
    }
    return performed(true, told(info, true, first), async (writer) => {
      await run(writer, program, args, first);
      const made = await diskInfo(writer, program, args);
      const fresh = made.partitions.find(({ num }) => num === number);
      const second = fresh === undefined ? '' : detailScript(args, fresh);
      if (second === '') return told(made, true, first);
      await run(writer, program, args, second);
      return told(await diskInfo(writer, program, args), true, first + second);
    });
  },
});

/** A plan that performs itself: what is to be set depends on what parted makes of the partition. */
function performed(
  needed: boolean,
  result: Result,
  perform: (target: WriteTarget) => Promise<Result>,
): Plan {
  return { changes: [], result, ...(needed && { perform }) };
}

function checkSize(option: 'part_start' | 'part_end', text: string): void {
  const { size, unit } = parseUnit(text);
  if ((UNITS as readonly string[]).includes(unit)) return;
  fail(
    `The argument '${option}' doesn't respect required format.The size unit is case sensitive.`,
    { err: [size as Json, unit] },
  );
}

async function checkVersion(target: ReadTarget, program: string): Promise<void> {
  const { rc, stdout, stderr } = await ask(target, [program, '--version']);
  if (rc !== 0) fail('Failed to get parted version.', { rc, out: stdout, err: stderr });
  const [, major, minor] = /^parted.+\s(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
  if (major === undefined) fail('Failed to get parted version.', { rc: 0, out: stdout });
  if (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 1)) {
    leaveToPython('parted before 3.1 is only known to this module in Python');
  }
}

async function diskInfo(
  target: ReadTarget,
  program: string,
  { device, unit }: PartedArguments,
): Promise<DiskInfo> {
  const { rc, stdout, stderr } = await ask(target, [
    ...[program, '-s', '-m', device, '--'],
    ...['unit', unit, 'print'],
  ]);
  if (rc !== 0 && !stderr.includes('unrecognised disk label')) {
    const command = `${program} -s -m ${device} -- unit '${unit}' print`;
    fail(`Error while getting device information with parted script: '${command}'`, {
      rc,
      out: stdout,
      err: stderr,
    });
  }
  return parsePartitions(stdout, unit);
}

async function run(
  target: WriteTarget,
  program: string,
  { align, device }: PartedArguments,
  script: string,
): Promise<void> {
  const option = align === 'undefined' ? '' : `-a ${align}`;
  const argv = [program, '-s', '-m', ...option.split(' ').filter(Boolean), device, '--'];
  const command = { argv: [...argv, ...(splitWords(script) ?? [])], env: { LC_ALL: 'C' } };
  const [outcome] = await target.apply([{ op: 'run', command }]);
  const { rc, stdout, stderr } = outcomeOf(outcome?.command);
  if (rc === 0) return;
  const shown = `${program} -s -m ${option} ${device} -- ${script}`.trim();
  fail(`Error while running parted script: ${shown}`, { rc, out: stdout, err: stderr });
}

/** Makes the table and the partition, or gives it another end. */
function layoutScript(
  args: PartedArguments,
  { disk }: DiskInfo,
  own: Partition | undefined,
): string {
  const { number, unit, label, part_type, fs_type, part_start, part_end } = args;
  const fresh = disk.table !== label;
  let script = fresh ? `mklabel ${label} ` : '';
  if (fresh || own === undefined) {
    script += `mkpart ${part_type} ${fs_type === null ? '' : `${fs_type} `}${part_start} ${part_end} `;
  }
  if (script !== '') script = `unit ${unit} ${script}`;
  if (!args.resize || own === undefined) return script;
  const wanted = parseUnit(part_end, unit);
  const whole = disk.size instanceof PyFloat ? Math.trunc(disk.size.value) : 0;
  const share = wanted.size instanceof PyFloat ? wanted.size.value : 0;
  const end =
    wanted.unit === '%'
      ? bytesOf(new PyFloat(Math.trunc((whole * share) / 100)), unit)
      : bytesOf(wanted.size, wanted.unit);
  return bytesOf(own.end, unit) === end ? script : `${script}resizepart ${number} ${part_end} `;
}

/** Gives the partition its name and flags. */
function detailScript(
  { number, name, unit, flags: given }: PartedArguments,
  own: { readonly name: string | null; readonly flags: readonly string[] },
): string {
  let script = name !== null && own.name !== name ? `name ${number} '"${name}"' ` : '';
  if (given?.length) {
    // parted sets and clears boot together with esp.
    const flags = given.includes('esp') && !given.includes('boot') ? [...given, 'boot'] : given;
    for (const flag of new Set(flags)) {
      if (!own.flags.includes(flag)) script += `set ${number} ${flag} on `;
    }
    for (const flag of own.flags) {
      if (!flags.includes(flag)) script += `set ${number} ${flag} off `;
    }
  }
  return script === '' ? '' : `unit ${unit} ${script}`;
}
