import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';
import type { FirewalldArguments } from './firewalld-arguments.ts';

/** What of a zone is to be changed, as options of firewall-cmd. */
export interface FirewallSetting {
  readonly enable: boolean;
  /** The zone itself is made or removed. */
  readonly zoneLevel: boolean;
  /** It can be put in effect for a time. */
  readonly lasts: boolean;
  readonly query: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Whether the setting is on, by the query's exit code and output. */
  isOn(rc: number, output: string): boolean;
  /** What is told of a change. */
  told(zone: string): string[];
}

const byCode = (rc: number): boolean => rc === 0;

/**
 * Reads the setting that the arguments name; null where they name none.
 * @param truth value of an option that is to become a boolean
 * @throws ModuleFailure
 */
export function zoneSetting(
  args: FirewalldArguments,
  truth: (option: 'masquerade' | 'icmp_block_inversion') => boolean,
): FirewallSetting | null {
  const { state } = args;
  const port = portText(args.port);
  const forward = forwardText(args.port_forward);
  const named: (readonly [string, string | null, string, string])[] = [
    ['icmp-block', args.icmp_block, 'icmp-block', args.icmp_block ?? ''],
    ['service', args.service, 'service', args.service ?? ''],
    ['protocol', args.protocol, 'protocol', args.protocol ?? ''],
    ['port', port, 'port', port ?? ''],
    ['forward-port', forward?.option ?? null, 'port_forward', forward?.told ?? ''],
    ['rich-rule', args.rich_rule, 'rich_rule', args.rich_rule ?? ''],
  ];
  const one = named.find(([, value]) => value !== null);
  const switched = args.masquerade ?? args.icmp_block_inversion;
  const modifies = [one?.[1], switched, args.source, args.interface, args.target].some(Boolean);
  const zoneState = state === 'absent' || state === 'present';
  if (modifies && zoneState && args.target === null) {
    fail('absent and present state can only be used in zone level operations');
  }
  const enable = state === 'enabled' || state === 'present';
  const common = { enable, zoneLevel: false, lasts: false, isOn: byCode };
  if (one !== undefined) {
    const [option, value, kind, shown] = one;
    return {
      ...common,
      ...actions(option, `=${value}`),
      lasts: true,
      told: () => [`Changed ${kind} ${shown} to ${state}`],
    };
  }
  if (args.masquerade !== null) {
    const on = (state === 'enabled') === truth('masquerade');
    const told = (zone: string): string[] => [
      on ? `Added masquerade to zone ${zone}` : `Removed masquerade from zone ${zone}`,
    ];
    return { ...common, ...actions('masquerade', ''), enable: on, told };
  }
  if (args.icmp_block_inversion !== null) {
    const on = (state === 'enabled') === truth('icmp_block_inversion');
    const told = () => [`Changed icmp-block-inversion ${args.icmp_block_inversion} to ${state}`];
    return { ...common, ...actions('icmp-block-inversion', ''), enable: on, told };
  }
  if (args.source !== null) return member(common, 'source', args.source, 'Added');
  if (args.interface !== null) {
    const setting = member(common, 'interface', args.interface, 'Changed');
    return { ...setting, add: [`--change-interface=${args.interface}`] };
  }
  if (args.target !== null) return targetSetting(common, args.target);
  return zoneState ? wholeZone(common, args.zone ?? '', state) : null;
}

type Common = Pick<FirewallSetting, 'enable' | 'zoneLevel' | 'lasts' | 'isOn'>;

function actions(option: string, value: string) {
  return {
    query: `--query-${option}${value}`,
    add: [`--add-${option}${value}`],
    remove: [`--remove-${option}${value}`],
  };
}

function member(common: Common, option: string, value: string, verb: string): FirewallSetting {
  return {
    ...common,
    ...actions(option, `=${value}`),
    told: (zone) => [
      common.enable ? `${verb} ${value} to zone ${zone}` : `Removed ${value} from zone ${zone}`,
    ],
  };
}

function targetSetting(common: Common, target: string): FirewallSetting {
  return {
    ...common,
    query: '--get-target',
    add: [`--set-target=${target}`],
    remove: ['--set-target=default'],
    isOn: (_, output) => output.trim() === target,
    told: (zone) => [
      common.enable
        ? `Set zone ${zone} target to ${target}`
        : `Reset zone ${zone} target to default`,
    ],
  };
}

function wholeZone(common: Common, zone: string, state: string): FirewallSetting {
  return {
    ...common,
    zoneLevel: true,
    query: '--get-zones',
    add: [`--new-zone=${zone}`],
    remove: [`--delete-zone=${zone}`],
    isOn: (_, output) => output.split(/\s+/).includes(zone),
    told: () => [
      `${common.enable ? 'Added' : 'Removed'} zone ${zone}`,
      `Changed zone ${zone} to ${state}`,
    ],
  };
}

/** The same for firewall-offline-cmd, which takes away by other names what has old ones. */
export function offlineSetting(setting: FirewallSetting): FirewallSetting {
  return {
    ...setting,
    remove: setting.remove.map((word) =>
      word.replace(/^--remove-service=/, '--remove-service-from-zone='),
    ),
  };
}

/** @throws ModuleFailure */
function portText(port: string | null): string | null {
  if (port === null) return null;
  const [number, protocol] = port.trim().split('/');
  if (!protocol) fail('improper port format (missing protocol?)');
  return number ? `${number}/${protocol}` : null;
}

/** @throws ModuleFailure */
function forwardText(
  forwards: readonly Readonly<Record<string, unknown>>[] | null,
): { readonly option: string; readonly told: string } | null {
  const [forward] = forwards ?? [];
  if (forward === undefined) return null;
  if ((forwards?.length ?? 0) > 1) fail('Only one port forward supported at a time');
  if (!('port' in forward)) fail('port must be specified for port forward');
  if (!('proto' in forward)) fail('proto udp/tcp must be specified for port forward');
  if (!('toport' in forward)) fail('toport must be specified for port forward');
  const begin = `port=${pythonText(forward.port)}:proto=${pythonText(forward.proto)}:toport=${pythonText(forward.toport)}`;
  const address = 'toaddr' in forward ? pythonText(forward.toaddr) : '';
  return {
    option: address === '' ? begin : `${begin}:toaddr=${address}`,
    told: `${begin}:toaddr=${address}`,
  };
}
