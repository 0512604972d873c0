import { splitLines } from '../../values/methods/string-split.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { fileInfo } from '../files/file-info.ts';
import {
  describeInterfaces,
  type InterfaceLine,
  readInterfaces,
  setOption,
} from '../network/interfaces-file.ts';

export const interfaces_file = defineModule({
  name: 'community.general.interfaces_file',
  summary: 'Tweak settings in /etc/network/interfaces files',
  examples: `- name: Let frames be larger
  community.general.interfaces_file:
    dest: /etc/network/interfaces.d/eth1.cfg
    iface: eth1
    option: mtu
    value: "8000"
`,
  args: {
    dest: arg.path({ default: '/etc/network/interfaces', doc: 'The file.' }),
    iface: arg.str({ doc: 'Name of the interface.' }),
    address_family: arg.str({ doc: 'Only the stanza of this family: `inet`, `inet6` …' }),
    option: arg.str({ doc: 'The option; `method` for that of the interface.' }),
    value: arg.str({ doc: 'Its value.' }),
    backup: arg.bool({ default: false, doc: 'Keep a copy of the old file.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the option is to be.',
    }),
  },
  constraints: { requiredBy: { option: ['iface'] } },
  fileAttributes: true,
  returns: { dest: 'The file.', ifaces: 'Its interfaces and their options.' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, check }): Promise<Plan> {
    const { dest, option } = args;
    if (option !== null && args.state === 'present' && args.value === null) {
      fail("Value must be set if option is defined and state is 'present'");
    }
    const [content, stat] = await Promise.all([target.readFile(dest), target.stat(dest)]);
    if (content === null || stat === null) {
      return crash(`FileNotFoundError: [Errno 2] No such file or directory: '${dest}'`, target);
    }
    const before = readInterfaces(splitLines(content.toString(), true));
    const after: InterfaceLine[] | null =
      option === null
        ? null
        : setOption(before, {
            iface: args.iface ?? '',
            option,
            value: args.value,
            present: args.state === 'present',
            family: args.address_family,
          });
    const text = (after ?? before).map(({ line }) => line).join('');
    const result: Result = {
      dest,
      changed: after !== null,
      ifaces: describeInterfaces(after === null ? before : readInterfaces(splitLines(text, true))),
    };
    const told = { ...result, ...fileInfo(stat) };
    if (after === null || check) return { changes: [], result: told };
    const isLink = stat.type === 'link';
    const path = isLink ? (stat.realPath ?? dest) : dest;
    const write = { op: 'write', path, content: Buffer.from(text) } as const;
    return {
      changes: [{ ...write, ...(args.backup && { backup: true }) }],
      result: isLink ? told : { ...told, size: write.content.length },
    };
  },
});
