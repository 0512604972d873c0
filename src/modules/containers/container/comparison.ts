import { isDeepStrictEqual } from 'node:util';
import { fail } from '../../definition/failure.ts';
import type { Teller } from '../planned-dialogue.ts';
import type { ContainerArguments } from './arguments.ts';
import { ASPECTS, type Kind, type StateOption } from './aspects.ts';

export type Comparison = 'strict' | 'ignore' | 'allow_more_present';

const OPTIONS: readonly StateOption[] = ASPECTS.flatMap(({ options }) => options);

function usual({ kind, comparison }: StateOption): Comparison {
  return comparison ?? (kind === 'value' || kind === 'list' ? 'strict' : 'allow_more_present');
}

/** How each option is compared, as a task says. @throws ModuleFailure */
export function comparisonsOf(
  args: ContainerArguments,
  controller: Teller,
): Map<string, Comparison> {
  const found = new Map(OPTIONS.map((option) => [option.name, usual(option)]));
  if (args.ignore_image) found.set('image', 'ignore');
  if (args.purge_networks) found.set('networks', 'strict');
  const { '*': all, ...wanted } = args.comparisons ?? {};
  if (all !== undefined) {
    if (all !== 'strict' && all !== 'ignore') {
      fail("The wildcard can only be used with comparison modes 'strict' and 'ignore'!");
    }
    for (const name of found.keys()) {
      if (name !== 'networks' || args.networks !== null) found.set(name, all);
    }
  }
  const used = new Map<string, string>();
  for (const [key, mode] of Object.entries(wanted)) {
    const option = optionCalled(key);
    const other = used.get(option.name);
    if (other !== undefined) {
      fail(
        `Both '${key}' and '${other}' (aliases of ${option.name}) are specified in comparisons dict!`,
      );
    }
    used.set(option.name, key);
    if (mode !== 'strict' && mode !== 'ignore' && mode !== 'allow_more_present') {
      fail(`Unknown comparison mode '${mode}'!`);
    }
    if (mode === 'allow_more_present' && option.kind === 'value') {
      fail(
        `Option '${key}' is a value and not a set/list/dict, so its comparison cannot be ${mode}`,
      );
    }
    found.set(option.name, mode);
  }
  found.set('volume_binds', found.get('volumes') ?? 'strict');
  for (const [given, option, mode] of [
    ['ignore_image', 'image', 'ignore'],
    ['purge_networks', 'networks', 'strict'],
  ] as const) {
    if (args[given] && found.get(option) !== mode) {
      controller.warn(`The ${given} option has been overridden by the comparisons option!`);
    }
  }
  return found;
}

function optionCalled(key: string): StateOption {
  const option = OPTIONS.find(
    ({ name, aliases, derived }) => !derived && (name === key || aliases?.includes(key)),
  );
  return option ?? fail(`Unknown module option '${key}' in comparisons dict!`);
}

type Items = readonly unknown[];
type Entries = Readonly<Record<string, unknown>>;

const contains = (all: Entries, some: Entries): boolean =>
  Object.entries(some).every(([key, value]) => key in all && isDeepStrictEqual(all[key], value));

/** Whether what is there is as wanted: strictly, or with more than that. */
export function isAsWanted(wanted: unknown, found: unknown, mode: Comparison, kind: Kind): boolean {
  if (mode === 'ignore') return true;
  if (wanted === null || wanted === undefined || found === null || found === undefined) {
    return isNothing(wanted, found, mode, kind);
  }
  const strict = mode === 'strict';
  if (kind === 'value') return isDeepStrictEqual(wanted, found);
  if (kind === 'dict') {
    const has = contains(found as Entries, wanted as Entries);
    return strict ? has && contains(wanted as Entries, found as Entries) : has;
  }
  if (kind === 'list') {
    return strict ? isDeepStrictEqual(wanted, found) : isWithin(wanted as Items, found as Items);
  }
  const fits =
    kind === 'set'
      ? isDeepStrictEqual
      : (a: unknown, b: unknown) => contains(b as Entries, a as Entries);
  const every = (wanted as Items).every((one) =>
    (found as Items).some((other) => fits(one, other)),
  );
  if (!every || !strict) return every;
  return (found as Items).every((other) => (wanted as Items).some((one) => fits(one, other)));
}

/** Where one side is nothing at all: an empty collection is as good. */
function isNothing(wanted: unknown, found: unknown, mode: Comparison, kind: Kind): boolean {
  const [one, other] = [wanted ?? null, found ?? null];
  if (one === other) return true;
  if (kind === 'value') return false;
  if (mode === 'allow_more_present' && one === null) return true;
  return Object.keys((one ?? other) as object).length === 0;
}

/** Whether all items are there in that order. */
function isWithin(wanted: Items, found: Items): boolean {
  let at = 0;
  for (const one of wanted) {
    while (at < found.length && !isDeepStrictEqual(found[at], one)) at++;
    if (at++ >= found.length) return false;
  }
  return true;
}
