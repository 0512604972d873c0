import type { FileStat, ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan } from '../contract.ts';
import { arg, beyondNative, defineModule, fail } from '../define.ts';
import { pythonRepr } from '../definition/python-text.ts';

interface Kind {
  /** Program that makes the file system, with what makes it do so unasked. */
  readonly make: readonly [program: string, ...flags: string[]];
  readonly grow?: string;
  /** Asks for the size of the file system in bytes; undefined where the output makes no sense. */
  readonly size?: (target: ReadTarget, device: string) => Promise<Size>;
}

interface Size {
  readonly program: string;
  readonly output: string;
  readonly bytes: number | undefined;
}

async function extSize(target: ReadTarget, device: string): Promise<Size> {
  const argv = [await requireProgram(target, 'tune2fs'), '-l', device];
  const output = succeeded(argv, await ask(target, argv)).stdout;
  const count = /^.*Block count:\s*(\d+)\s*$/m.exec(output)?.[1];
  const size = /^.*Block size:\s*(\d+)\s*$/m.exec(output)?.[1];
  const known = count !== undefined && size !== undefined;
  return { program: 'tune2fs', output, bytes: known ? Number(count) * Number(size) : undefined };
}

async function volumeSize(target: ReadTarget, device: string): Promise<Size> {
  const program = await requireProgram(target, 'pvs');
  const options = ['--noheadings', '-o', 'pv_size', '--units', 'b', '--nosuffix'];
  const argv = [program, ...options, device];
  const output = succeeded(argv, await ask(target, argv)).stdout;
  const text = output.trim();
  return { program: 'pvs', output, bytes: /^\d+$/.test(text) ? Number(text) : undefined };
}

const ext = (make: string): Kind => ({ make: [make, '-F'], grow: 'resize2fs', size: extSize });

/** What is done natively; the others need more to be known of their programs. */
const KINDS: Readonly<Record<string, Kind>> = {
  ext2: ext('mkfs.ext2'),
  ext3: ext('mkfs.ext3'),
  ext4: ext('mkfs.ext4'),
  xfs: { make: ['mkfs.xfs', '-f'] },
  reiserfs: { make: ['mkfs.reiserfs', '-q'] },
  ocfs2: { make: ['mkfs.ocfs2', '-Fx'] },
  swap: { make: ['mkswap', '-f'] },
  LVM2_member: { make: ['pvcreate', '-f'], grow: 'pvresize', size: volumeSize },
};

const FRIENDLY: Readonly<Record<string, string>> = { lvm: 'LVM2_member', ext4dev: 'ext4' };

export const filesystem = defineModule({
  name: 'community.general.filesystem',
  summary: 'Makes a filesystem',
  examples: `- name: A file system on the second disk
  community.general.filesystem:
    fstype: ext4
    dev: /dev/sdb1
`,
  args: {
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent'],
      doc: 'Whether there is to be a file system.',
    }),
    fstype: arg.str({
      aliases: ['type'],
      choices: [
        'btrfs',
        'ext2',
        'ext3',
        'ext4',
        'ext4dev',
        'f2fs',
        'lvm',
        'ocfs2',
        'reiserfs',
        'swap',
        'ufs',
        'vfat',
        'xfs',
      ],
      doc: 'Kind of file system.',
    }),
    dev: arg.path({ required: true, aliases: ['device'], doc: 'The device, or a file.' }),
    opts: arg.str({ doc: 'Further options for the program that makes it.' }),
    force: arg.bool({ default: false, doc: 'Make it over another one.' }),
    resizefs: arg.bool({ default: false, doc: 'Let it grow to the whole device.' }),
  },
  constraints: { requiredIf: [['state', 'present', ['fstype']]] },
  returns: { msg: 'What was done' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const { dev, resizefs, force } = args;
    if (target.platform.kernel !== 'Linux') beyondNative(`dev of ${target.platform.kernel}`);
    const type = FRIENDLY[args.fstype ?? ''] ?? args.fstype ?? '';
    const kind = KINDS[type];
    const present = args.state === 'present';
    if (present && kind === undefined) beyondNative(`fstype: ${args.fstype}`);
    if (type === 'xfs' && resizefs) beyondNative('resizefs');
    const stat = await target.stat(dev, { follow: true });
    if (stat === null) {
      const msg = `Device ${dev} not found.`;
      return present ? fail(msg) : { changes: [], result: { changed: false, msg } };
    }
    const blkid = await requireProgram(target, 'blkid');
    const found = await ask(target, [
      blkid,
      ...['-c', '/dev/null', '-o', 'value', '-s', 'TYPE'],
      dev,
    ]);
    const current = found.stdout.trim();
    const unchanged: Plan = { changes: [], result: { changed: false } };
    const changed: Plan = { changes: [], result: { changed: true } };
    if (!present || kind === undefined) {
      if (current === '') return unchanged;
      if (check) return changed;
      return stepsPlan([[await requireProgram(target, 'wipefs'), '--all', dev]], changed.result);
    }
    const same = (FRIENDLY[current] ?? current) === type;
    if (same && resizefs) return planGrowth({ kind, type, dev, stat }, target, check);
    if (same && !force) return unchanged;
    if (current !== '' && !force) {
      const { rc, stderr: err } = found;
      fail(`'${dev}' is already used as ${current}, use force=true to overwrite`, { rc, err });
    }
    if (check) return changed;
    const [program, ...flags] = kind.make;
    const options = (args.opts ?? '').split(/\s+/).filter(Boolean);
    const argv = [await requireProgram(target, program), ...flags, ...options, dev];
    return stepsPlan([argv], changed.result);
  },
});

interface Growing {
  readonly kind: Kind;
  readonly type: string;
  readonly dev: string;
  readonly stat: FileStat;
}

/** Names of the kinds as messages have them. */
const NAMES: Readonly<Record<string, string>> = {
  ext2: 'Ext2',
  ext3: 'Ext3',
  ext4: 'Ext4',
  LVM2_member: 'LVM',
};

async function planGrowth(
  { kind, type, dev, stat }: Growing,
  target: ReadTarget,
  check: boolean,
): Promise<Plan> {
  if (kind.grow === undefined || kind.size === undefined) {
    fail(`module does not support resizing ${type} filesystem yet.`, { changed: false });
  }
  const room = await deviceSize(target, dev, stat);
  const { program, output, bytes } = await kind.size(target, dev);
  if (bytes === undefined) {
    fail(`unable to process ${program} output for ${dev}`, {
      warnings: [`unable to process ${program} output '${pythonRepr(output)}'`],
    });
  }
  const name = NAMES[type] ?? type;
  if (bytes >= room) {
    const msg = `${name} filesystem is using the whole device ${dev}`;
    return { changes: [], result: { changed: false, msg } };
  }
  if (check) {
    const msg = `resizing filesystem ${name} on device ${dev}`;
    return { changes: [], result: { changed: true, msg } };
  }
  const argv = [await requireProgram(target, kind.grow), dev];
  return stepsPlan(
    [argv],
    { changed: true },
    {
      finish: ([grown]) => ({ changed: true, msg: grown?.stdout ?? '' }),
    },
  );
}

async function deviceSize(target: ReadTarget, dev: string, stat: FileStat): Promise<number> {
  if (stat.type === 'file') return stat.size;
  if (stat.type !== 'block') fail(`Target device not supported: ${dev}`, { changed: false });
  const argv = [await requireProgram(target, 'blockdev'), '--getsize64', dev];
  return Number(succeeded(argv, await ask(target, argv)).stdout);
}
