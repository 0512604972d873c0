import { type ArgumentValues, arg } from '../define.ts';

const LOG_LEVELS = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  'emerg',
  'alert',
  'crit',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
] as const;

/** Options of the iptables module that are a part of the rule. */
export const RULE_ARGUMENTS = {
  protocol: arg.str({ doc: 'Protocol; a leading `!` negates this and others.' }),
  wait: arg.str({ doc: 'Seconds to wait for the lock of the tables.' }),
  source: arg.str({ doc: 'Source address.' }),
  to_source: arg.str({ doc: 'Source that SNAT puts in.' }),
  destination: arg.str({ doc: 'Destination address.' }),
  to_destination: arg.str({ doc: 'Destination that DNAT puts in.' }),
  match: arg.list({ elements: 'str', default: [], doc: 'Extensions to match with.' }),
  tcp_flags: arg.dict({
    doc: 'Flags of TCP.',
    options: {
      flags: arg.list({ elements: 'str', doc: 'Flags to look at.' }),
      flags_set: arg.list({ elements: 'str', doc: 'Flags that must be set.' }),
    },
  }),
  jump: arg.str({ doc: 'Target of the rule.' }),
  gateway: arg.str({ doc: 'Where the TEE target sends copies.' }),
  log_prefix: arg.str({ doc: 'Prefix of log lines.' }),
  log_level: arg.str({ choices: LOG_LEVELS, doc: 'Level of log lines.' }),
  goto: arg.str({ doc: 'Chain to go on in.' }),
  in_interface: arg.str({ doc: 'Interface that packets come in by.' }),
  out_interface: arg.str({ doc: 'Interface that packets leave by.' }),
  fragment: arg.str({ doc: 'Match further fragments.' }),
  set_counters: arg.str({ doc: 'Counters to begin with.' }),
  source_port: arg.str({ doc: 'Source port or range.' }),
  destination_port: arg.str({ doc: 'Destination port or range.' }),
  destination_ports: arg.list({ elements: 'str', default: [], doc: 'Destination ports.' }),
  to_ports: arg.str({ doc: 'Ports that REDIRECT puts in.' }),
  set_dscp_mark: arg.str({ doc: 'DSCP mark.' }),
  set_dscp_mark_class: arg.str({ doc: 'DSCP class.' }),
  comment: arg.str({ doc: 'Comment of the rule.' }),
  ctstate: arg.list({ elements: 'str', default: [], doc: 'States of the connection.' }),
  src_range: arg.str({ doc: 'Range of source addresses.' }),
  dst_range: arg.str({ doc: 'Range of destination addresses.' }),
  match_set: arg.str({ doc: 'IP set.' }),
  match_set_flags: arg.str({
    choices: ['src', 'dst', 'src,dst', 'dst,src'],
    doc: 'What of the packet is looked up in the set.',
  }),
  limit: arg.str({ doc: 'Average rate.' }),
  limit_burst: arg.str({ doc: 'Packets before the limit counts.' }),
  uid_owner: arg.str({ doc: 'User that sends.' }),
  gid_owner: arg.str({ doc: 'Group that sends.' }),
  reject_with: arg.str({ doc: 'Answer of REJECT.' }),
  icmp_type: arg.str({ doc: 'Type of ICMP.' }),
  syn: arg.str({
    default: 'ignore',
    choices: ['ignore', 'match', 'negate'],
    doc: 'Whether packets open a connection.',
  }),
};

export type RuleArguments = ArgumentValues<typeof RULE_ARGUMENTS> & { readonly ip_version: string };

/** A rule as options of iptables, in the order in which Ansible gives them. */
export function ruleWords(rule: RuleArguments): string[] {
  const words: string[] = [];
  const put = (flag: string, value: string | null): void => {
    if (value === null) return;
    if (value.startsWith('!')) words.push('!', flag, value.slice(1));
    else words.push(flag, value);
  };
  const load = (extension: string, wanted: unknown): void => {
    if (wanted) words.push('-m', extension);
  };
  const list = (flag: string, values: readonly string[]): void => {
    if (values.length > 0) words.push(flag, values.join(','));
  };
  if (rule.wait) words.push('-w', rule.wait);
  put('-p', rule.protocol);
  put('-s', rule.source);
  put('-d', rule.destination);
  for (const extension of rule.match) put('-m', extension);
  if (rule.tcp_flags) {
    const { flags, flags_set } = rule.tcp_flags;
    if (flags !== null && flags_set !== null) {
      words.push('--tcp-flags', flags.join(','), flags_set.join(','));
    }
  }
  put('-j', rule.jump);
  if (rule.jump?.toLowerCase() === 'tee') put('--gateway', rule.gateway);
  put('--log-prefix', rule.log_prefix);
  put('--log-level', rule.log_level);
  put('--to-destination', rule.to_destination);
  load('multiport', rule.destination_ports.length > 0);
  list('--dports', rule.destination_ports);
  put('--to-source', rule.to_source);
  put('-g', rule.goto);
  put('-i', rule.in_interface);
  put('-o', rule.out_interface);
  put('-f', rule.fragment);
  put('-c', rule.set_counters);
  put('--source-port', rule.source_port);
  put('--destination-port', rule.destination_port);
  put('--to-ports', rule.to_ports);
  put('--set-dscp', rule.set_dscp_mark);
  put('--set-dscp-class', rule.set_dscp_mark_class);
  if (rule.syn !== 'ignore') words.push(...(rule.syn === 'negate' ? ['!'] : []), '--syn');
  if (rule.match.includes('conntrack')) list('--ctstate', rule.ctstate);
  else if (rule.match.includes('state')) list('--state', rule.ctstate);
  else {
    load('conntrack', rule.ctstate.length > 0);
    list('--ctstate', rule.ctstate);
  }
  if (!rule.match.includes('iprange')) load('iprange', rule.src_range || rule.dst_range);
  put('--src-range', rule.src_range);
  put('--dst-range', rule.dst_range);
  if (rule.match_set !== null || rule.match.includes('set')) {
    if (!rule.match.includes('set')) load('set', rule.match_set);
    put('--match-set', rule.match_set);
    if (rule.match_set_flags !== null) words.push(rule.match_set_flags);
  }
  load('limit', rule.limit || rule.limit_burst);
  put('--limit', rule.limit);
  put('--limit-burst', rule.limit_burst);
  for (const [flag, owner] of [
    ['--uid-owner', rule.uid_owner],
    ['--gid-owner', rule.gid_owner],
  ] as const) {
    load('owner', owner);
    put(flag, owner);
  }
  if (rule.jump === null && rule.reject_with) words.push('-j', 'REJECT');
  put('--reject-with', rule.reject_with);
  put(rule.ip_version === 'ipv4' ? '--icmp-type' : '--icmpv6-type', rule.icmp_type);
  load('comment', rule.comment);
  put('--comment', rule.comment);
  return words;
}
