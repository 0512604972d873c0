import type { ReadTarget } from '../../targets/types.ts';
import { type GuardedStep, guard, guardedSteps } from '../commands/guarded-steps.ts';
import { ask, requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  vg: arg.str({ required: true, doc: 'Name of the volume group.' }),
  pvs: arg.list({ elements: 'str', doc: 'Devices of the group.' }),
  pesize: arg.str({ default: '4', doc: 'Size of extents, in MiB or with a unit.' }),
  pv_options: arg.str({ default: '', doc: 'Further options of pvcreate.' }),
  pvresize: arg.bool({ default: false, doc: 'Let the physical volumes fill their devices.' }),
  vg_options: arg.str({ default: '', doc: 'Further options of vgcreate.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the group is to be.',
  }),
  force: arg.bool({ default: false, doc: 'Remove a group with logical volumes.' }),
};

type GroupArguments = ArgumentValues<typeof ARGUMENTS>;

/** A physical volume and its group. */
interface PhysicalVolume {
  readonly name: string;
  readonly group: string;
}

export const lvg = defineModule({
  name: 'community.general.lvg',
  summary: 'Configure LVM volume groups',
  examples: `- name: Make a volume group
  community.general.lvg:
    vg: vg.services
    pvs: /dev/sdb1,/dev/sdc5
    pesize: 32
`,
  args: ARGUMENTS,
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const { vg } = args;
    const present = args.state === 'present';
    if (present && !args.pvs?.length) fail('No physical volumes given.');
    const devices = await Promise.all((args.pvs ?? []).map((device) => realDevice(target, device)));
    const own = present ? await ownVolumes(args, target, devices) : [];
    const vgs = await requireProgram(target, 'vgs');
    const list = [vgs, '--noheadings', '-o', 'vg_name,pv_count,lv_count', '--separator', ';'];
    const { stdout } = guard('Failed executing vgs command.', await ask(target, list));
    const group = rows(stdout).find(([name]) => name === vg);
    if (group === undefined) {
      if (!present) return { changes: [], result: { changed: false } };
      return guardedSteps(await creation(args, target, devices), { changed: true }, { check });
    }
    if (!present) {
      if (!check && group[2] !== '0' && !args.force) {
        fail(`Refuse to remove non-empty volume group ${vg} without force=true`);
      }
      const vgremove = check ? '' : await requireProgram(target, 'vgremove');
      const failure = `Failed to remove volume group ${vg}`;
      const removal = { argv: [vgremove, '--force', vg], failure };
      return guardedSteps([removal], { changed: true }, { check });
    }
    const current = await Promise.all(own.map(({ name }) => realDevice(target, name)));
    const steps = [
      ...(args.pvresize ? await growth(target, current) : []),
      ...(await exchange(args, target, current, devices)),
    ];
    return guardedSteps(steps, { changed: steps.length > 0 }, { check });
  },
});

/** The device that a path leads to. */
async function realDevice(target: ReadTarget, path: string): Promise<string> {
  const stat = await target.stat(path);
  return stat?.type === 'link' ? (stat.realPath ?? path) : path;
}

/** Physical volumes that are in the group. @throws ModuleFailure where a device is missing or in another group */
async function ownVolumes(
  { vg, pvs }: GroupArguments,
  target: ReadTarget,
  devices: readonly string[],
): Promise<PhysicalVolume[]> {
  const stats = await Promise.all(devices.map((device) => target.stat(device, { follow: true })));
  const missing = devices.find((_, at) => stats[at] === null);
  if (missing !== undefined) fail(`Device ${missing} not found.`);
  const program = await requireProgram(target, 'pvs');
  const names = [...devices, ...(pvs ?? [])].map((name) => `pv_name = ${name}`);
  const select = [...names, `vg_name = ${vg}`].join(' || ');
  const columns = ['--noheadings', '-o', 'pv_name,vg_name', '--separator', ';'];
  const run = await ask(target, [program, ...columns, '--select', select]);
  const { stdout } = guard('Failed executing pvs command.', run);
  const volumes = await Promise.all(
    rows(stdout).map(async ([name = '', group = '']) => ({
      name: name.startsWith('/dev/dm-') ? await mapperName(target, name) : name,
      group,
    })),
  );
  const taken = volumes.find(
    ({ name, group }) => devices.includes(name) && group !== '' && group !== vg,
  );
  if (taken !== undefined) {
    fail(`Device ${taken.name} is already in ${taken.group} volume group.`);
  }
  return volumes.filter(({ group }) => group === vg);
}

async function mapperName(target: ReadTarget, device: string): Promise<string> {
  const dmsetup = await requireProgram(target, 'dmsetup');
  const run = await ask(target, [dmsetup, 'info', '-C', '--noheadings', '-o', 'name', device]);
  return `/dev/mapper/${guard('Failed executing dmsetup command.', run).stdout.trimEnd()}`;
}

async function creation(
  args: GroupArguments,
  target: ReadTarget,
  devices: readonly string[],
): Promise<GuardedStep[]> {
  const { vg, pesize } = args;
  const vgcreate = await requireProgram(target, 'vgcreate');
  return [
    ...(await initialised(args, target, devices)),
    {
      argv: [vgcreate, ...words(args.vg_options), '-s', pesize, vg, ...devices],
      failure: `Creating volume group '${vg}' failed`,
    },
  ];
}

async function initialised(
  { pv_options }: GroupArguments,
  target: ReadTarget,
  devices: readonly string[],
): Promise<GuardedStep[]> {
  const pvcreate = await requireProgram(target, 'pvcreate');
  return devices.map((device) => ({
    argv: [pvcreate, ...words(pv_options), '-f', device],
    failure: `Creating physical volume '${device}' failed`,
  }));
}

/** Resizes volumes whose device has room for at least an extent more. */
async function growth(target: ReadTarget, devices: readonly string[]): Promise<GuardedStep[]> {
  const steps: GuardedStep[] = [];
  for (const device of devices) {
    const pvresize = await requireProgram(target, 'pvresize');
    const pvdisplay = await requireProgram(target, 'pvdisplay');
    const form = ['--units', 'b', '--columns', '--noheadings', '--nosuffix'];
    const [whole = 0, own = 0, start = 0, extent = 0] = await Promise.all(
      ['dev_size', 'pv_size', 'pe_start', 'vg_extent_size'].map(async (column) => {
        const { stdout } = await ask(target, [pvdisplay, device, ...form, '-o', column]);
        return Number.parseInt(stdout.replaceAll(' ', ''), 10);
      }),
    );
    if (whole - (start + own) > extent) {
      steps.push({ argv: [pvresize, device], failure: 'Failed executing pvresize command.' });
    }
  }
  return steps;
}

/** Adds the devices that are not in the group, and takes the others out. */
async function exchange(
  args: GroupArguments,
  target: ReadTarget,
  current: readonly string[],
  wanted: readonly string[],
): Promise<GuardedStep[]> {
  const { vg } = args;
  const more = wanted.filter((device) => !current.includes(device));
  const less = current.filter((device) => !wanted.includes(device));
  const steps: GuardedStep[] = [];
  if (more.length > 0) {
    const failure = `Unable to extend ${vg} by ${more.join(' ')}.`;
    const vgextend = await requireProgram(target, 'vgextend');
    steps.push(...(await initialised(args, target, more)));
    steps.push({ argv: [vgextend, vg, ...more], failure });
  }
  if (less.length > 0) {
    const failure = `Unable to reduce ${vg} by ${less.join(' ')}.`;
    const vgreduce = await requireProgram(target, 'vgreduce');
    steps.push({ argv: [vgreduce, '--force', vg, ...less], failure });
  }
  return steps;
}

function rows(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => line.split(';'));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
