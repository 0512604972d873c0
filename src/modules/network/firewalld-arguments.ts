import { type ArgumentValues, arg } from '../define.ts';

/** Options of the firewalld module. */
export const FIREWALLD_ARGUMENTS = {
  icmp_block: arg.str({ doc: 'Kind of ICMP packets to block.' }),
  icmp_block_inversion: arg.str({ doc: 'Block all ICMP packets but those named.' }),
  service: arg.str({ doc: 'Name of a service.' }),
  protocol: arg.str({ doc: 'Name of a protocol.' }),
  port: arg.str({ doc: 'Port or range, with its protocol: `8080-8090/tcp`.' }),
  port_forward: arg.list({
    elements: 'dict',
    doc: 'Port to pass on: port, proto, toport, toaddr.',
  }),
  rich_rule: arg.str({ doc: "Rule in firewalld's own language." }),
  zone: arg.str({ doc: 'The zone; without it the default one.' }),
  immediate: arg.bool({ default: false, doc: 'Change what is in effect now.' }),
  source: arg.str({ doc: 'Address or network of a zone.' }),
  permanent: arg.bool({ doc: 'Change what is in effect after the next start.' }),
  state: arg.str({
    required: true,
    choices: ['absent', 'disabled', 'enabled', 'present'],
    doc: 'What is to be of it; present and absent are for zones.',
  }),
  timeout: arg.int({ default: 0, doc: 'Seconds that an immediate change lasts.' }),
  interface: arg.str({ doc: 'Network interface of a zone.' }),
  masquerade: arg.str({ doc: 'Hide addresses behind that of the host.' }),
  offline: arg.bool({ doc: 'Work without the service, too.' }),
  target: arg.str({
    choices: ['default', 'ACCEPT', 'DROP', '%%REJECT%%'],
    doc: 'What becomes of packets that no rule matches.',
  }),
};

export type FirewalldArguments = ArgumentValues<typeof FIREWALLD_ARGUMENTS>;
