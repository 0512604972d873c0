import { ask, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';
import { RULE_ARGUMENTS, ruleWords } from '../network/iptables-rule.ts';

const ARGUMENTS = {
  table: arg.str({
    default: 'filter',
    choices: ['filter', 'nat', 'mangle', 'raw', 'security'],
    doc: 'The table.',
  }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the rule is to be.',
  }),
  action: arg.str({
    default: 'append',
    choices: ['append', 'insert'],
    doc: 'Where a new rule goes.',
  }),
  ip_version: arg.str({ default: 'ipv4', choices: ['ipv4', 'ipv6'], doc: 'Which protocol.' }),
  chain: arg.str({ doc: 'The chain.' }),
  rule_num: arg.str({ doc: 'Place of an inserted rule.' }),
  ...RULE_ARGUMENTS,
  flush: arg.bool({ default: false, doc: 'Remove all rules of the chain, or of the table.' }),
  policy: arg.str({
    choices: ['ACCEPT', 'DROP', 'QUEUE', 'RETURN'],
    doc: 'What becomes of packets that no rule matches.',
  }),
  chain_management: arg.bool({ default: false, doc: 'Make and remove the chain itself.' }),
};

type IptablesContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const iptables = defineModule({
  name: 'ansible.builtin.iptables',
  summary: 'Modify iptables rules',
  examples: `- name: Let SSH in
  ansible.builtin.iptables:
    chain: INPUT
    protocol: tcp
    destination_port: 22
    ctstate: NEW
    jump: ACCEPT
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['set_dscp_mark', 'set_dscp_mark_class'],
      ['flush', 'policy'],
    ],
    requiredIf: [
      ['jump', 'TEE', ['gateway']],
      ['jump', 'tee', ['gateway']],
    ],
  },
  returns: { rule: 'The rule as options of the program.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const result: Result = {
      changed: false,
      ip_version: args.ip_version,
      table: args.table,
      chain: args.chain,
      flush: args.flush,
      rule: ruleWords(args).join(' '),
      state: args.state,
      chain_management: args.chain_management,
    };
    const program = await requireProgram(
      target,
      args.ip_version === 'ipv4' ? 'iptables' : 'ip6tables',
    );
    if (!args.flush && args.chain === null) {
      fail('Either chain or flush parameter must be specified.');
    }
    if (args.log_prefix || args.log_level) {
      if (args.jump !== null && args.jump !== 'LOG') {
        fail('Logging options can only be used with the LOG jump target.');
      }
      restate(args, { jump: 'LOG' });
    }
    const version = [program, '--version'];
    const told = succeeded(version, await ask(target, version)).stdout;
    const rule = ruleWords({ ...args, wait: waitFor(told, args.wait) });
    return planFor(context, program, rule, result);
  },
});

async function planFor(
  { args, target }: IptablesContext,
  program: string,
  rule: readonly string[],
  result: Result,
): Promise<Plan> {
  const on = (action: string, ...rest: readonly string[]): string[] => [
    program,
    '-t',
    args.table,
    action,
    ...(args.chain === null ? [] : [args.chain]),
    ...rest,
  ];
  const holds = async (argv: readonly string[]): Promise<boolean> =>
    (await ask(target, argv)).rc === 0;

  if (args.flush) return stepsPlan([on('-F')], { ...result, changed: true });
  if (args.policy !== null) {
    const listing = on('-L');
    const [header = ''] = succeeded(listing, await ask(target, listing)).stdout.split('\n');
    const current = /\(policy ([A-Z]+)\)/.exec(header)?.[1];
    if (current === undefined) fail("Can't detect current policy");
    if (current === args.policy) return { changes: [], result };
    return stepsPlan([on('-P', args.policy)], { ...result, changed: true });
  }
  if (args.state === 'absent' && result.rule === '') {
    const present = await holds(on('-L'));
    const removes = present && args.chain_management;
    return stepsPlan(removes ? [on('-X')] : [], { ...result, changed: present });
  }
  const [rulePresent, chainPresent] = await Promise.all([
    holds(on('-C', ...rule)),
    holds(on('-L')),
  ]);
  const wanted = args.state === 'present';
  if (rulePresent === wanted) return { changes: [], result };
  const changed = { ...result, changed: true };
  if (!wanted) return stepsPlan([on('-D', ...rule)], changed);
  const place = args.action === 'insert' && args.rule_num ? [args.rule_num] : [];
  const steps: string[][] = [];
  if (!chainPresent && args.chain_management) steps.push(on('-N'));
  steps.push(args.action === 'insert' ? on('-I', ...place, ...rule) : on('-A', ...rule));
  return stepsPlan(steps, changed);
}

/** Programs older than 1.4.20 can't wait, those before 1.6 take no seconds. */
function waitFor(version: string, wait: string | null): string | null {
  const [major = 0, minor = 0, patch = 0] = (version.split('v')[1] ?? '')
    .split('.')
    .map(Number.parseFloat);
  const number = (major * 1000 + minor) * 1000 + patch;
  if (number < 1_004_020) return null;
  return number < 1_006_000 ? '' : wait;
}
