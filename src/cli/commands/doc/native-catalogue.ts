import {
  additionalCallbacks,
  stdoutCallbacks,
  surroundingCallbacks,
} from '../../../callbacks/registry.ts';
import { inventorySources } from '../../../inventory/source-registry.ts';
import { builtinLookups, collectionLookups } from '../../../lookups/registry.ts';
import type { ArgumentSpec, Support } from '../../../modules/contract.ts';
import { allOptions } from '../../../modules/definition/validation.ts';
import { moduleNames, resolveModule } from '../../../modules/registry.ts';
import { FILTERS } from '../../../template/filters/registry.ts';
import { filterNames } from '../../../template/filters-ansible/registry.ts';
import { TESTS } from '../../../template/tests/registry.ts';
import { testNames } from '../../../template/tests-ansible/registry.ts';
import { actionDocuments } from './native-actions.ts';

/** What is known of a module, an action or a plugin. */
export interface Document {
  /** Fully qualified. */
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly options: ArgumentSpec['options'];
  readonly support?: { readonly check: Support; readonly diff: Support } | undefined;
  readonly examples?: string | undefined;
  readonly returns?: Readonly<Record<string, string>> | undefined;
}

const builtin = (name: string): string => (name.includes('.') ? name : `ansible.builtin.${name}`);

const catalogues: Readonly<Record<string, () => Iterable<string>>> = {
  module: () => [...moduleNames(), ...actionDocuments.keys()],
  lookup: () => [...Object.keys(builtinLookups), ...Object.keys(collectionLookups)],
  filter: () => ownNames([...FILTERS.keys()], [...filterNames()]),
  test: () => ownNames([...TESTS.keys()], [...testNames()]),
  callback: () => [
    ...Object.keys(stdoutCallbacks),
    ...Object.keys(additionalCallbacks),
    ...Object.keys(surroundingCallbacks),
  ],
  inventory: () => Object.keys(inventorySources),
  connection: () => ['local', 'ssh'],
  become: () => ['sudo', 'su', 'community.general.doas'],
  strategy: () => ['linear', 'free', 'host_pinned', 'debug'],
  shell: () => ['sh'],
  vars: () => ['host_group_vars'],
  cache: () => ['memory'],
};

/** The short names, and those of collections only with all of their name. */
function ownNames(core: readonly string[], ansible: readonly string[]): Set<string> {
  const qualified = ansible.filter(
    (name) => name.includes('.') && !/^ansible\.(?:builtin|legacy)\./.test(name),
  );
  const known = new Set(ansible.filter((name) => name.startsWith('ansible.builtin.')));
  return new Set([...core.map(builtin), ...known, ...qualified]);
}

/** Full names of all that troupe has of a type, sorted. */
export function pluginNames(type: string): string[] {
  const names = catalogues[type]?.() ?? [];
  return [...new Set([...names].map(builtin))].sort();
}

/** One line on a plugin. */
export async function summaryOf(type: string, name: string): Promise<string> {
  return (await documentFor(type, name))?.summary ?? '';
}

/** Plugins that Ansible's documentation doesn't know. */
const foreign: ReadonlyMap<string, string> = new Map([
  [
    'callback/awx_display',
    "The lines of another callback among ansible-runner's events, as ansible-runner's own plugin of this name writes them.",
  ],
  [
    'callback/job_events',
    "Leaves ansible-runner's artifacts without it: job_events, stdout, rc and status in the folder TROUPE_JOB_EVENTS_DIR.",
  ],
]);

/** The documentation of a module or plugin by any of its names; undefined where troupe has none. */
export async function documentFor(type: string, name: string): Promise<Document | undefined> {
  if (type === 'module') return moduleDocument(name);
  const full = builtin(name.replace(/^ansible\.legacy\./, 'ansible.builtin.'));
  const found =
    pluginNames(type).find((one) => one === full) ??
    pluginNames(type).find((one) => one.slice(one.lastIndexOf('.') + 1) === name);
  if (found === undefined) return undefined;
  return {
    name: found,
    type,
    summary: `Native ${type} of troupe`,
    description:
      foreign.get(`${type}/${name.slice(name.lastIndexOf('.') + 1)}`) ??
      `troupe has this ${type} built in; it does what Ansible's documentation of ${found} says.`,
    options: {},
  };
}

async function moduleDocument(name: string): Promise<Document | undefined> {
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./, '');
  const action = actionDocuments.get(`ansible.builtin.${short}`);
  if (action !== undefined) return action;
  const module = await resolveModule(name);
  if (module === undefined) return undefined;
  return {
    name: module.name,
    type: 'module',
    summary: module.summary,
    options: Object.fromEntries(
      Object.entries(allOptions(module.spec)).filter(([option]) => !option.startsWith('_')),
    ),
    support: module.support,
    examples: module.examples,
    returns: module.returns,
  };
}
