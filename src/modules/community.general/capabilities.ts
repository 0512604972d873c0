import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

interface Capability {
  readonly name: string;
  readonly operator: string;
  readonly flags: string;
}

export const capabilities = defineModule({
  name: 'community.general.capabilities',
  summary: 'Manage Linux capabilities of files',
  examples: `- name: Let a program open low ports
  community.general.capabilities:
    path: /usr/local/bin/server
    capability: cap_net_bind_service+ep
    state: present
`,
  args: {
    path: arg.str({ required: true, aliases: ['key'], doc: 'The file.' }),
    capability: arg.str({
      required: true,
      aliases: ['cap'],
      doc: 'The capability, with operator and flags unless it is removed.',
    }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the file is to have it.',
    }),
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const path = args.path.trim();
    const present = args.state === 'present';
    const getcap = await requireProgram(target, 'getcap');
    const setcap = await requireProgram(target, 'setcap');
    const wanted = parseCapability(args.capability.trim().toLowerCase(), present);
    const { rc, stdout, stderr } = await ask(target, [getcap, '-v', path]);
    if (rc !== 0 || stderr !== '') {
      fail(`Unable to get capabilities of ${path}`, { stdout: stdout.trim(), stderr });
    }
    const current = parseListing(stdout, path);
    const others = current.filter(({ name }) => name !== wanted.name);
    const done = present
      ? current.some((own) => capabilityText(own) === capabilityText(wanted))
      : others.length === current.length;
    if (done) return { changes: [], result: { changed: false, state: args.state } };
    if (check) {
      return { changes: [], result: { changed: true, msg: 'capabilities changed' } };
    }
    const after = (present ? [...others, wanted] : others).map(capabilityText).join(' ');
    return {
      changes: [{ op: 'run', command: { argv: [setcap, after, path] } }],
      result: { changed: true, state: args.state, msg: 'capabilities changed' },
      finish([outcome]) {
        const run = outcomeOf(outcome?.command);
        if (run.rc !== 0) {
          fail(`Unable to set capabilities of ${path}`, {
            stdout: run.stdout,
            stderr: run.stderr,
          });
        }
        return {
          changed: true,
          state: args.state,
          msg: 'capabilities changed',
          stdout: run.stdout,
        };
      },
    };
  },
});

function capabilityText({ name, operator, flags }: Capability): string {
  return `${name}${operator}${flags}`;
}

function parseCapability(text: string, needsOperator: boolean): Capability {
  const operator = ['=', '-', '+'].find((one) => text.includes(one));
  if (operator === undefined) {
    if (needsOperator) fail("Couldn't find operator (one of: ('=', '-', '+'))");
    return { name: text, operator: '', flags: '' };
  }
  const [name = '', flags = ''] = text.split(operator);
  return { name, operator, flags };
}

/** What getcap prints: `PATH cap_a,cap_b=ep`, of older versions `PATH = cap_a,cap_b+ep`. */
function parseListing(text: string, path: string): Capability[] {
  if (text.trim() === path) return [];
  const words = text.includes(' =')
    ? (text.split(' =')[1] ?? '').trim().split(/\s+/).filter(Boolean)
    : text.trim().split(/\s+/).slice(1, 2);
  return words.flatMap((word) => {
    const names = word.toLowerCase().split(',');
    const last = parseCapability(names.pop() ?? '', true);
    return [...names.map((name) => ({ ...last, name })), last];
  });
}
