import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { failedStep, stepOutcomes, stepsCommand } from '../commands/steps.ts';
import { quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { defineModule, fail } from '../define.ts';
import { booleanWord } from '../definition/coercion.ts';
import { FIREWALLD_ARGUMENTS, type FirewalldArguments } from '../network/firewalld-arguments.ts';
import {
  type FirewallSetting,
  offlineSetting,
  zoneSetting,
} from '../network/firewalld-settings.ts';

export const firewalld = defineModule({
  name: 'ansible.posix.firewalld',
  summary: 'Manage arbitrary ports/services with firewalld',
  examples: `- name: Let web traffic in
  ansible.posix.firewalld:
    service: https
    permanent: true
    immediate: true
    state: enabled
`,
  args: FIREWALLD_ARGUMENTS,
  constraints: {
    requiredBy: { interface: ['zone'], target: ['zone'], source: ['permanent'] },
    mutuallyExclusive: [
      [
        'icmp_block',
        'icmp_block_inversion',
        'service',
        'protocol',
        'port',
        'port_forward',
        'rich_rule',
        'interface',
        'masquerade',
        'source',
        'target',
      ],
    ],
  },
  returns: { msg: 'What was done' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args } = context;
    const permanent = args.permanent === true;
    const immediate = args.immediate || !permanent;
    const setting = zoneSetting(args, (option) => truth(context, option));
    if (setting === null) return { changes: [], result: { changed: false, msg: '' } };
    if (setting.zoneLevel && immediate) {
      fail(
        "Zone operations must be permanent. Make sure you didn't set the 'permanent' flag to 'false' or the 'immediate' flag to 'true'.",
      );
    }
    const known = await observe(context, setting, permanent, immediate);
    return planSetting(context, setting, { ...known, permanent, immediate });
  },
});

/** Options that are to become booleans: other words count as true, with a warning. */
function truth(
  { args, controller }: ModuleContext<FirewalldArguments>,
  option: 'masquerade' | 'icmp_block_inversion',
): boolean {
  const known = booleanWord(args[option]);
  if (known !== undefined) return known;
  controller.warn(
    `The value of the ${option} option is "${args[option]}". The type of the option will be changed from string to boolean in a future release. To avoid unexpected behavior, please change the value to boolean.`,
  );
  return true;
}

interface Observed {
  readonly zone: string;
  readonly offline: boolean;
  /** Whether the setting is on; undefined where that is not asked for. */
  readonly on: { readonly permanent: boolean | undefined; readonly immediate: boolean | undefined };
}

/** Asks firewall-cmd, or firewall-offline-cmd where the service does not run. */
async function observe(
  { args, target }: ModuleContext<FirewalldArguments>,
  setting: FirewallSetting,
  permanent: boolean,
  immediate: boolean,
): Promise<Observed> {
  const ask = async (offline: boolean): Promise<Sections> => {
    const program = offline ? 'firewall-offline-cmd' : 'firewall-cmd';
    const zone = args.zone && !setting.zoneLevel ? [`--zone=${args.zone}`] : [];
    const permanently = offline ? [] : ['--permanent'];
    const { query } = offline ? offlineSetting(setting) : setting;
    const lines = [
      SECTION_FUNCTIONS,
      `command -v ${program} >/dev/null || exit 0`,
      ...(args.zone ? [] : [`run zone ${program} --get-default-zone`]),
      ...(permanent
        ? [`run permanent ${quoteWords([program, ...permanently, ...zone, query])}`]
        : []),
      ...(immediate && !offline ? [`run immediate ${quoteWords([program, ...zone, query])}`] : []),
      's end',
    ];
    const { stdout } = await target.query({ shell: lines.join('\n'), env: { LC_ALL: 'C' } });
    const sections = new Sections(stdout);
    if (!sections.has('end')) {
      fail(`firewalld is not installed on the host: there is no ${program}`);
    }
    return sections;
  };
  let sections = await ask(false);
  const offline = ['zone', 'permanent', 'immediate'].some((name) => sections.rc(name) === 252);
  if (offline && immediate) {
    fail(
      'firewall is not currently running, unable to perform immediate actions without a running firewall daemon',
    );
  }
  if (offline) sections = await ask(true);
  const isOn = (name: 'permanent' | 'immediate', asked: boolean): boolean | undefined => {
    if (!asked) return undefined;
    const rc = sections.rc(name);
    const text = sections.text(`${name}.out`);
    const error = errorIn(sections.text(`${name}.err`), offline);
    // Of what isn't known at all the real module only learns when it adds it.
    const unknown = /INVALID_(?!ZONE|RULE)/.test(error);
    if (rc > 1 && error !== '' && !unknown) caught(error, []);
    return setting.isOn(rc, text);
  };
  return {
    zone: args.zone || sections.text('zone.out').trim(),
    offline,
    on: { permanent: isOn('permanent', permanent), immediate: isOn('immediate', immediate) },
  };
}

function planSetting(
  { args, check }: ModuleContext<FirewalldArguments>,
  setting: FirewallSetting,
  known: Observed & { readonly permanent: boolean; readonly immediate: boolean },
): Plan {
  const { offline, on, permanent, immediate } = known;
  const msgs = [
    permanent && immediate
      ? 'Permanent and Non-Permanent(immediate) operation'
      : permanent
        ? 'Permanent operation'
        : 'Non-permanent operation',
  ];
  const { add, remove } = offline ? offlineSetting(setting) : setting;
  const words = setting.enable ? add : remove;
  const program = offline ? 'firewall-offline-cmd' : 'firewall-cmd';
  const zone = args.zone && !setting.zoneLevel ? [`--zone=${args.zone}`] : [];
  const steps: string[][] = [];
  if (permanent && on.permanent !== setting.enable) {
    steps.push([program, ...(offline ? [] : ['--permanent']), ...zone, ...words]);
  }
  if (immediate && on.immediate !== setting.enable) {
    const lasting =
      setting.enable && setting.lasts && args.timeout > 0 ? [`--timeout=${args.timeout}`] : [];
    steps.push([program, ...zone, ...words, ...lasting]);
  }
  const changed = steps.length > 0;
  if (check && changed) return { changes: [], result: { changed } };
  const told = [
    ...msgs,
    ...(changed ? setting.told(known.zone) : []),
    ...(offline ? ['(offline operation: only on-disk configs were altered)'] : []),
  ];
  const result: Result = { changed, msg: told.join(', ') };
  if (!changed) return { changes: [], result };
  return {
    changes: [{ op: 'run', command: stepsCommand(steps) }],
    result,
    finish([outcome]): Result {
      const failed = failedStep(stepOutcomes(outcome?.command));
      if (failed !== undefined) caught(errorIn(failed.stderr, offline), msgs);
      return result;
    },
  };
}

/** The error among what firewall-cmd writes, which has advice around it. */
function errorIn(text: string, offline: boolean): string {
  const error = /^(?:Error: )?([A-Z_]+(?:: .*)?)$/m.exec(text)?.[1] ?? text.trim();
  if (error === '' || offline || error.startsWith('INVALID_RULE')) return error;
  return `org.fedoraproject.FirewallD1.Exception: ${error}`;
}

/** Fails in the words of the real module. @throws ModuleFailure */
function caught(error: string, msgs: readonly string[]): never {
  const all = [...msgs];
  if (error.includes('INVALID_SERVICE')) {
    all.push(
      'Services are defined by port/tcp relationship and named as they are in /etc/services (on most systems)',
    );
  }
  const more = all.length > 0 ? ` ${all.join(', ')}` : '';
  return fail(`ERROR: Exception caught: ${error}${more}`);
}
