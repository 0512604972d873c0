import { floatRepr } from '../../values/float.ts';
import { PyFloat } from '../../values/types.ts';
import { guard } from '../commands/guarded-steps.ts';
import { ask, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import { splitWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import {
  type LogicalVolume,
  readGroup,
  takesYes,
  type VolumeGroup,
} from '../storage/logical-volumes.ts';
import { parseSize, type WantedSize } from '../storage/volume-size.ts';

const ARGUMENTS = {
  vg: arg.str({ required: true, doc: 'The volume group.' }),
  lv: arg.str({ doc: 'Name of the logical volume.' }),
  size: arg.str({ doc: 'Its size: MiB, or with a unit, or `50%FREE`; `+` and `-` are relative.' }),
  opts: arg.str({ doc: 'Further options of lvcreate.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the volume is to be.',
  }),
  force: arg.bool({ default: false, doc: 'Allow to shrink or remove a volume.' }),
  shrink: arg.bool({ default: true, doc: 'Shrink a volume that is larger.' }),
  active: arg.bool({ default: true, doc: 'Whether the volume is to be visible.' }),
  snapshot: arg.str({ doc: 'Name of a snapshot of the volume.' }),
  pvs: arg.str({ doc: 'Devices to use.' }),
  resizefs: arg.bool({ default: false, doc: 'Resize the file system with the volume.' }),
  thinpool: arg.str({ doc: 'Name of the thin pool.' }),
};

type VolumeContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const lvol = defineModule({
  name: 'community.general.lvol',
  summary: 'Configure LVM logical volumes',
  examples: `- name: Make a volume of all that is left
  community.general.lvol:
    vg: firefly
    lv: test
    size: 100%FREE
`,
  args: ARGUMENTS,
  constraints: { requiredOneOf: [['lv', 'thinpool']] },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const yes = (await takesYes(target)) ? ['--yes'] : [];
    let size: WantedSize | null;
    try {
      size = args.size ? parseSize(args.size) : null;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return crash(error.message, target);
    }
    const { vg, state, force } = args;
    const unit = (size?.unit || 'm').toLowerCase();
    const found = await readGroup(target, vg, { unit, needed: state === 'present' });
    if (found === null) {
      const stdout = `Volume group ${vg} does not exist.`;
      return { changes: [], result: { changed: false, stdout } };
    }
    const wanted = wantedName(args, found.volumes);
    const names = [wanted, wanted.slice(wanted.lastIndexOf('/') + 1)];
    const own = found.volumes.find(({ name }) => names.includes(name));
    if (own === undefined) {
      if (state === 'absent') return { changes: [], result: { changed: false, msg: '' } };
      return create(context, size, yes, found.volumes);
    }
    if (state === 'present') return adapt(context, size, unit, found.group, own);
    if (!force) fail(`Sorry, no removal of logical volume ${own.name} without force=true.`);
    const lvremove = await requireProgram(target, 'lvremove');
    const argv = [lvremove, ...testOption(context), '--force', `${vg}/${own.name}`];
    return runOne(context, argv, `Failed to remove logical volume ${args.lv ?? 'None'}`, {
      changed: true,
    });
  },
});

/** What LVM is told in check mode: it only tries. */
function testOption({ check }: VolumeContext): string[] {
  return check ? ['--test'] : [];
}

/** A plan of one program; in check mode it is tried at once. */
async function runOne(
  { target, check }: VolumeContext,
  argv: readonly string[],
  failure: string,
  result: Result,
): Promise<Plan> {
  if (check) {
    guard(failure, await ask(target, argv));
    return { changes: [], result };
  }
  return stepsPlan([argv], result, {
    tolerant: true,
    finish([outcome]) {
      if (outcome !== undefined) guard(failure, outcome);
      return result;
    },
  });
}

/** Name of the volume that is managed: snapshot, thin pool or plain volume. @throws ModuleFailure */
function wantedName(
  { vg, lv, snapshot, thinpool }: VolumeContext['args'],
  volumes: readonly LogicalVolume[],
): string {
  if (snapshot) {
    const origin = volumes.find(({ name }) => name === lv || name === thinpool);
    if (origin === undefined) {
      fail(`Snapshot origin LV ${lv ?? 'None'} does not exist in volume group ${vg}.`);
    }
    if (origin.isThinPool || thinpool) fail('Snapshots of thin pool LVs are not supported.');
    return snapshot;
  }
  if (thinpool && lv && !volumes.some(({ name }) => name === thinpool)) {
    fail(`Thin pool LV ${thinpool} does not exist in volume group ${vg}.`);
  }
  return lv || thinpool || '';
}

async function create(
  context: VolumeContext,
  size: WantedSize | null,
  yes: readonly string[],
  volumes: readonly LogicalVolume[],
): Promise<Plan> {
  const { args, target } = context;
  const { vg, lv, snapshot, thinpool } = args;
  if (size?.operator === '-') {
    fail(`Bad size specification of '-${size.text}' for creating LV`);
  }
  if (size?.operator === '+' && size.share === null) {
    return crash(
      "UnboundLocalError: cannot access local variable 'size_whole' where it is not associated with a value",
      target,
    );
  }
  const ofThin = volumes.some(({ name, isThin }) => name === lv && isThin && snapshot);
  if (size === null && !ofThin) fail('No size given.');
  const letter = size?.share ? '-l' : '-L';
  const amount = size === null ? '' : `${size.text}${size.unit}`;
  const opts = splitWords(args.opts ?? '') ?? [];
  const lvcreate = await requireProgram(target, 'lvcreate');
  const begin = [lvcreate, ...testOption(context), ...yes];
  let argv: string[];
  if (snapshot !== null) {
    const sized = size === null ? [] : [letter, amount];
    argv = [...begin, ...sized, '-s', '-n', snapshot, ...opts, `${vg}/${lv}`];
  } else if (thinpool && lv) {
    if (size?.share) fail('Thin volume sizing with percentage not supported.');
    argv = [...begin, '-n', lv, '-V', amount, ...opts, '-T', `${vg}/${thinpool}`];
  } else if (thinpool) {
    argv = [...begin, letter, amount, ...opts, '-T', `${vg}/${thinpool}`];
  } else argv = [...begin, '-n', lv ?? '', letter, amount, ...opts, vg, ...devices(args.pvs)];
  const failure = `Creating logical volume '${lv ?? 'None'}' failed`;
  return runOne(context, argv, failure, { changed: true, msg: '' });
}

function devices(pvs: string | null): string[] {
  return (pvs ?? '').split(/[\s,]+/).filter(Boolean);
}

/** Resizes a volume where it has to be, and makes it visible or not. */
async function adapt(
  context: VolumeContext,
  size: WantedSize | null,
  unit: string,
  group: VolumeGroup,
  own: LogicalVolume,
): Promise<Plan> {
  const { args, target, check } = context;
  const { vg, lv, active } = args;
  const tool = size === null ? null : resizer(args, size, unit, group, own);
  const about = { vg, lv: own.name, size: new PyFloat(own.size) };
  const steps: string[][] = [];
  if (tool !== null && size !== null) {
    const program = await requireProgram(target, tool);
    const amount = `${size.operator ?? ''}${size.text}${size.unit}`;
    steps.push([
      program,
      ...(tool === 'lvreduce' ? ['--force'] : []),
      ...(args.resizefs ? ['--resizefs'] : []),
      ...testOption(context),
      size.share ? '-l' : '-L',
      amount,
      `${vg}/${own.name}`,
      ...devices(args.pvs),
    ]);
  }
  /** What came of resizing: whether the volume changed, or the final result where it is as it has to be. */
  const resized = (outcome: StepOutcome | undefined): boolean | Result => {
    if (outcome === undefined) return false;
    const { rc, stdout, stderr } = outcome;
    const failure = `Unable to resize ${lv ?? 'None'} to ${size?.text ?? ''}${size?.unit ?? ''}`;
    if (stdout.includes('Reached maximum COW size'))
      fail(failure, { rc, err: stderr, out: stdout });
    if (rc === 0) return true;
    if (stderr.includes('matches existing size')) return { changed: false, ...about };
    if (stderr.includes('not larger than existing size')) {
      const msg = 'Original size is larger than requested size';
      return { changed: false, ...about, msg, err: stderr };
    }
    return fail(failure, { rc, err: stderr });
  };
  const told = (resize: boolean): Result => ({
    changed: own.active !== active || resize,
    ...about,
  });
  const [resize] = steps;
  if (check) {
    const outcome = resized(resize && (await ask(target, resize)));
    return { changes: [], result: typeof outcome === 'object' ? outcome : told(outcome) };
  }
  const lvchange = await requireProgram(target, 'lvchange');
  const change = [lvchange, active ? '-ay' : '-an', `${vg}/${own.name}`];
  const failure = `Failed to ${active ? 'activate' : 'deactivate'} logical volume ${lv ?? 'None'}`;
  return stepsPlan([...steps, change], told(resize !== undefined), {
    tolerant: true,
    finish(outcomes) {
      const outcome = resized(resize && outcomes[0]);
      if (typeof outcome === 'object') return outcome;
      const last = outcomes.at(-1);
      if (last !== undefined) guard(failure, last);
      return told(outcome);
    },
  });
}

/** The tool that gives a volume its size; null where it has it. @throws ModuleFailure where that is not allowed */
function resizer(
  { shrink, force }: VolumeContext['args'],
  { operator, share, text }: WantedSize,
  unit: string,
  group: VolumeGroup,
  own: LogicalVolume,
): 'lvextend' | 'lvreduce' | null {
  if (share === null) {
    const wanted = Number(text);
    if (wanted > own.size || operator === '+') return 'lvextend';
    if (!((shrink && wanted < own.size) || operator === '-')) return null;
    if (wanted === 0) fail(`Sorry, no shrinking of ${own.name} to 0 permitted.`);
    if (!force) fail(`Sorry, no shrinking of ${own.name} without force=true.`);
    return 'lvreduce';
  }
  const part = (share.percent * (share.of === 'FREE' ? group.free : group.size)) / 100;
  const asked = operator === '+' ? part + own.size : operator === '-' ? own.size - part : part;
  const wanted = asked - modulo(asked, group.extent);
  if (own.size < wanted) {
    if (group.free > 0 && group.free >= wanted - own.size) return 'lvextend';
    fail(
      `Logical Volume ${own.name} could not be extended. Not enough free space left (${floatRepr(wanted - own.size)}${unit} required / ${floatRepr(group.free)}${unit} available)`,
    );
  }
  if (!shrink || own.size <= wanted + group.extent) return null;
  if (wanted < 1) fail(`Sorry, no shrinking of ${own.name} to 0 permitted.`);
  if (!force) fail(`Sorry, no shrinking of ${own.name} without force=true`);
  return 'lvreduce';
}

/** Python's `%`, which has the divisor's sign. */
function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
