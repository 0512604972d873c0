import { splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const modprobe = defineModule({
  name: 'community.general.modprobe',
  summary: 'Load or unload kernel modules',
  examples: `- name: Load a module
  community.general.modprobe:
    name: 8021q
    state: present
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the module.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether it is to be loaded.',
    }),
    params: arg.str({ default: '', doc: 'Parameters of the module.' }),
    persistent: arg.str({
      default: 'disabled',
      choices: ['disabled', 'present', 'absent'],
      doc: 'Whether it is to be loaded with the system.',
    }),
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const base = { name: args.name, params: args.params, state: args.state };
    const path = `/etc/modules-load.d/${args.name}.conf`;
    const optionsPath = `/etc/modprobe.d/${args.name}.conf`;
    const [loadedText, builtin, loadFile, optionFile] = await Promise.all([
      target.readFile('/proc/modules'),
      target.query({
        shell: 'f="/lib/modules/$(uname -r)/modules.builtin"; echo "$f"; exec cat "$f" 2>/dev/null',
      }),
      target.readFile(path),
      target.readFile(optionsPath),
    ]);
    if (loadedText === null) missing('/proc/modules', base);
    const wanted = args.name.replaceAll('-', '_');
    const isInMemory = loadedText
      .toString()
      .split('\n')
      .some((line) => line.split(' ')[0] === wanted);
    const [list = '', ...builtins] = builtin.stdout.toString().split('\n');
    if (!isInMemory && builtin.rc !== 0) missing(list, base);
    const loaded = isInMemory || builtins.some((line) => line.endsWith(`/${args.name}.ko`));
    const changes: Plan['changes'][number][] = [];
    if (args.state === 'present' && !loaded) {
      const words = splitWords(args.params) ?? [];
      changes.push({ op: 'run', command: { argv: ['modprobe', args.name, ...words] } });
    } else if (args.state === 'absent' && loaded) {
      changes.push({ op: 'run', command: { argv: ['modprobe', '-r', args.name] } });
    }
    const keep = (file: string, text: string, before: Buffer | null): void => {
      if (before?.toString() !== text)
        changes.push({ op: 'write', path: file, content: Buffer.from(text) });
    };
    if (args.persistent === 'present') {
      keep(path, `${args.name}\n`, loadFile);
      if (args.params !== '')
        keep(optionsPath, `options ${args.name} ${args.params}\n`, optionFile);
    } else if (args.persistent === 'absent') {
      if (loadFile !== null) changes.push({ op: 'remove', path });
      if (optionFile !== null) changes.push({ op: 'remove', path: optionsPath });
    }
    const result = { ...base, changed: changes.length > 0 };
    if (check || changes.length === 0) return { changes, result };
    return {
      changes,
      result,
      finish(outcomes) {
        const run = outcomes.find(({ command }) => command !== undefined)?.command;
        if (run !== undefined && run.rc !== 0) {
          fail(run.stderr.toString(), {
            ...base,
            rc: run.rc,
            stdout: run.stdout.toString(),
            stderr: run.stderr.toString(),
          });
        }
        return result;
      },
    };
  },
});

/** Without the kernel's list the module can't tell what is loaded. @throws ModuleFailure */
function missing(file: string, fields: Result): never {
  const msg = `[Errno 2] No such file or directory: '${file}'`;
  const exception = `Traceback (most recent call last):\nFileNotFoundError: ${msg}`;
  return fail(msg, { ...fields, exception });
}
