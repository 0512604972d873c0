import type { ReadTarget } from '../../targets/types.ts';
import { ask, requireProgram } from '../commands/program.ts';
import { type StepOutcome, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';
import { insertPlace, rulesDiffer } from '../network/ufw-rules.ts';

const RULE_FILES = ['/lib/ufw', '/etc/ufw', '/var/lib/ufw'].flatMap((folder) => [
  `${folder}/user.rules`,
  `${folder}/user6.rules`,
]);

const STATES = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' };

const ARGUMENTS = {
  state: arg.str({
    choices: ['enabled', 'disabled', 'reloaded', 'reset'],
    doc: 'What is to be of the firewall.',
  }),
  default: arg.str({
    aliases: ['policy'],
    choices: ['allow', 'deny', 'reject'],
    doc: 'What becomes of packets that no rule matches.',
  }),
  logging: arg.str({
    choices: ['full', 'high', 'low', 'medium', 'off', 'on'],
    doc: 'How much is logged.',
  }),
  direction: arg.str({
    choices: ['in', 'incoming', 'out', 'outgoing', 'routed'],
    doc: 'Direction of the rule or policy.',
  }),
  delete: arg.bool({ default: false, doc: 'Remove the rule.' }),
  route: arg.bool({ default: false, doc: 'A rule for packets that are passed on.' }),
  insert: arg.int({ doc: 'Number of the rule.' }),
  insert_relative_to: arg.str({
    choices: ['zero', 'first-ipv4', 'last-ipv4', 'first-ipv6', 'last-ipv6'],
    default: 'zero',
    doc: 'What the number counts from.',
  }),
  rule: arg.str({ choices: ['allow', 'deny', 'limit', 'reject'], doc: 'What the rule does.' }),
  interface: arg.str({ aliases: ['if'], doc: 'Interface, in `direction`.' }),
  interface_in: arg.str({ aliases: ['if_in'], doc: 'Interface that packets come in by.' }),
  interface_out: arg.str({ aliases: ['if_out'], doc: 'Interface that packets leave by.' }),
  log: arg.bool({ default: false, doc: 'Log new connections.' }),
  from_ip: arg.str({ default: 'any', aliases: ['from', 'src'], doc: 'Source address.' }),
  from_port: arg.str({ doc: 'Source port.' }),
  to_ip: arg.str({ default: 'any', aliases: ['dest', 'to'], doc: 'Destination address.' }),
  to_port: arg.str({ aliases: ['port'], doc: 'Destination port.' }),
  proto: arg.str({
    aliases: ['protocol'],
    choices: ['ah', 'any', 'esp', 'ipv6', 'tcp', 'udp', 'gre', 'igmp'],
    doc: 'Protocol.',
  }),
  name: arg.str({ aliases: ['app'], doc: 'Profile of an application.' }),
  comment: arg.str({ doc: 'Comment of the rule.' }),
};

type UfwArguments = ArgumentValues<typeof ARGUMENTS>;

export const ufw = defineModule({
  name: 'community.general.ufw',
  summary: 'Manage firewall with UFW',
  examples: `- name: Let SSH in
  community.general.ufw:
    rule: allow
    port: ssh
    proto: tcp
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['name', 'proto', 'logging'],
      ['direction', 'interface_in'],
      ['direction', 'interface_out'],
    ],
    requiredOneOf: [['state', 'default', 'rule', 'logging']],
    requiredBy: { interface: ['direction'] },
  },
  returns: { commands: 'What was run.', msg: 'Status of the firewall after.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const program = await requireProgram(target, 'ufw');
    const grep = await requireProgram(target, 'grep');
    const commands: string[] = [];
    const execute = async (command: string, tolerant = false): Promise<string> => {
      commands.push(command);
      const run = await ask(target, wordsOf(command, target));
      if (run.rc !== 0 && !tolerant) fail(run.stderr || run.stdout, { commands });
      return run.stdout;
    };
    const status = `${program} status verbose`;
    const listing = `${grep} -h '^### tuple' ${RULE_FILES.join(' ')}`;
    const state = await execute(status);
    const rules = await execute(listing, true);

    let changed = args.state === 'reloaded' || args.state === 'reset';
    changed ||= args.logging !== null && loggingDiffers(args.logging, state);
    const dry = check ? [program, '--dry-run'] : [program];
    const steps: string[] = [];
    if (args.state !== null && !check) steps.push([...dry, '-f', STATES[args.state]].join(' '));
    if (check && (args.state === 'enabled' || args.state === 'disabled')) {
      changed ||= (args.state === 'enabled') !== state.includes(' active');
    }
    if (args.default !== null) {
      const { direction } = args;
      if (direction === 'in' || direction === 'out') {
        fail(
          'For default, direction must be one of "outgoing", "incoming" and "routed", or direction must not be specified.',
        );
      }
      if (check) changed ||= policyDiffers(args.default, direction, state);
      else
        steps.push([...dry, 'default', args.default, ...(direction ? [direction] : [])].join(' '));
    }
    if (args.rule !== null) {
      const place = await checkRule(args, program, target);
      const version = ruleVersion(await execute(`${program} --version`));
      const command = [...dry, ...ruleWords(args, place, version)].join(' ');
      if (check) changed ||= rulesDiffer(rules, await execute(command), args.from_ip, args.to_ip);
      else steps.push(command);
    }
    if (args.logging !== null && !check) steps.push([...dry, 'logging', args.logging].join(' '));
    if (check) return { changes: [], result: { changed, commands } };
    return applied({ steps, status, listing, state, rules, changed, commands }, target);
  },
});

interface Work {
  readonly steps: readonly string[];
  readonly status: string;
  readonly listing: string;
  readonly state: string;
  readonly rules: string;
  readonly changed: boolean;
  readonly commands: readonly string[];
}

/** Whether something changed can only be told when status and rules are looked at again. */
function applied(work: Work, target: ReadTarget): Plan {
  const { steps, status, listing, state, rules, changed, commands } = work;
  const run = [...steps, status].map((command) => wordsOf(command, target));
  const look = `${listing} || :`;
  return {
    changes: [{ op: 'run', command: stepsCommand([...run, { shell: look }], { LANG: 'C' }) }],
    result: { changed: true },
    finish([outcome]): Result {
      const done: StepOutcome[] = stepOutcomes(outcome?.command);
      const ran = [...commands, ...steps, status];
      const failed = done.findIndex(({ rc }) => rc !== 0);
      if (failed >= 0) {
        fail(done[failed]?.stderr || (done[failed]?.stdout ?? ''), {
          commands: ran.slice(0, commands.length + failed + 1),
        });
      }
      const after = done[steps.length]?.stdout ?? '';
      const differs = after !== state || (done.at(-1)?.stdout ?? '') !== rules;
      return {
        changed: changed || differs,
        commands: changed ? ran : [...ran, listing],
        msg: after.trimEnd(),
      };
    },
  };
}

function wordsOf(command: string, target: ReadTarget): string[] {
  return splitWords(command) ?? crash('ValueError: No closing quotation', target);
}

function loggingDiffers(wanted: string, state: string): boolean {
  const [, power, level] = /Logging: (on|off)(?: \(([a-z]+)\))?/.exec(state) ?? [];
  if (power === undefined) return true;
  if (wanted === 'off') return power !== 'off';
  return power === 'off' || (wanted !== 'on' && wanted !== level);
}

function policyDiffers(wanted: string, direction: string | null, state: string): boolean {
  const policy = '(deny|allow|reject)';
  const pattern = `Default: ${policy} \\(incoming\\), ${policy} \\(outgoing\\), (deny|allow|reject|disabled) \\(routed\\)`;
  const found = new RegExp(pattern).exec(state);
  if (found === null) return true;
  const index = ['incoming', 'outgoing', 'routed'].indexOf(direction ?? 'incoming');
  const current = found[index + 1];
  return current !== wanted && current !== 'disabled';
}

/** Checks that a rule makes sense, and finds the number to insert it at. */
async function checkRule(
  args: UfwArguments,
  program: string,
  target: ReadTarget,
): Promise<number | null> {
  if (args.direction !== null && args.direction !== 'in' && args.direction !== 'out') {
    fail('For rules, direction must be one of "in" and "out", or direction must not be specified.');
  }
  if (!args.route && args.interface_in && args.interface_out) {
    fail('Only route rules can combine interface_in and interface_out');
  }
  if (args.insert === null || args.delete) return null;
  if (args.insert_relative_to === 'zero') return args.insert;
  const { stdout } = await ask(target, [program, 'status', 'numbered']);
  return insertPlace(args.insert, args.insert_relative_to, stdout);
}

function ruleVersion(text: string): boolean {
  const [line = ''] = text.split('\n').filter((one) => one.trim() !== '');
  const found = /^ufw.+(\d+)\.(\d+)(?:\.(\d+))?.*$/.exec(line);
  if (found === null) fail('Failed to get ufw version.', { rc: 0, out: text });
  return Number(found[1]) > 0 || Number(found[2]) >= 35;
}

/** The rule in ufw's long form; comments came with 0.35. */
function ruleWords(args: UfwArguments, place: number | null, comments: boolean): string[] {
  const words: string[] = [];
  const put = (condition: unknown, text: string): void => {
    if (condition) words.push(text);
  };
  put(args.route, 'route');
  put(args.delete, 'delete');
  put(place !== null, `insert ${place}`);
  put(true, args.rule ?? '');
  put(args.direction, `${args.direction}`);
  put(args.interface, `on ${args.interface}`);
  put(args.interface_in, `in on ${args.interface_in}`);
  put(args.interface_out, `out on ${args.interface_out}`);
  put(args.log, 'log');
  put(args.from_ip, `from ${args.from_ip}`);
  put(args.from_port, `port ${args.from_port}`);
  put(args.to_ip, `to ${args.to_ip}`);
  put(args.to_port, `port ${args.to_port}`);
  put(args.proto, `proto ${args.proto}`);
  put(args.name, `app '${args.name}'`);
  put(comments && args.comment, `comment '${args.comment}'`);
  return words;
}
