import { PyFloat, type Value } from '../../values/types.ts';
import type { ArgumentSpec, OptionSpec } from '../contract.ts';
import { CoercionError, coerce } from './coercion.ts';
import { type Constraints, constraintFaults, mutuallyExclusiveFault } from './constraints.ts';
import { pythonClass, pythonText } from './python-text.ts';

/** Options that `fileAttributes` adds to a module. */
const FILE_ATTRIBUTE_OPTIONS: ArgumentSpec['options'] = {
  mode: { type: 'raw', doc: 'Permissions: octal (quoted) or symbolic (`u=rwX,g+x`).' },
  owner: { type: 'str', doc: 'User that owns the file.' },
  group: { type: 'str', doc: 'Group that owns the file.' },
  seuser: { type: 'str', doc: 'User part of the SELinux context.' },
  serole: { type: 'str', doc: 'Role part of the SELinux context.' },
  selevel: { type: 'str', doc: 'Level part of the SELinux context.' },
  setype: { type: 'str', doc: 'Type part of the SELinux context.' },
  attributes: { type: 'str', aliases: ['attr'], doc: 'Flags as chattr(1) takes them.' },
  unsafe_writes: { type: 'bool', default: false, doc: 'Write in place where renaming fails.' },
};

/** What validation made of raw arguments. */
export interface Validated {
  /** All options: given, coerced, defaulted, null where unset; aliases as they were given. */
  readonly parameters: Record<string, unknown>;
  /** Ansible's texts, in its order; the first is what the user sees. */
  readonly faults: readonly Fault[];
  /** `Both option x and its alias y are set.` */
  readonly warnings: readonly string[];
  readonly deprecated: readonly Deprecated[];
}

/** A given option that is to go: when, and of what that is a version where it says so. */
interface Deprecated {
  readonly name: string;
  readonly version: string;
  readonly from: string | undefined;
}

interface Fault {
  readonly kind: 'invalid' | 'unsupported';
  readonly message: string;
}

type Options = ArgumentSpec['options'];

interface Pass {
  readonly faults: Fault[];
  readonly warnings: string[];
  readonly deprecated: Deprecated[];
  readonly unsupported: { name: string; options: Options }[];
}

/** Where among suboptions a check stands. */
interface Level {
  readonly context: readonly string[];
  readonly prefix: string;
  readonly written: Value | undefined;
}

/** Of one value: where it stands, for messages, and how YAML has it. */
interface Origin {
  readonly where: string;
  readonly written: Value | undefined;
}

function within(written: Value | undefined, key: string | number): Value | undefined {
  if (typeof key === 'string') return written instanceof Map ? written.get(key) : undefined;
  return Array.isArray(written) ? written[key] : undefined;
}

const inClassOf = (written: Value | undefined, message: string): string =>
  typeof written === 'string'
    ? message.replaceAll("<class 'str'>", "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>")
    : message;

/** A module's options, and after them the file attributes where it takes those. */
export function allOptions(spec: ArgumentSpec): Options {
  if (!spec.fileAttributes) return spec.options;
  const added = Object.entries(FILE_ATTRIBUTE_OPTIONS).filter(([name]) => !(name in spec.options));
  return { ...spec.options, ...Object.fromEntries(added) };
}

/**
 * Checks raw arguments as AnsibleModule does: aliases, defaults, types, choices, rules, suboptions.
 * `written` holds what of the arguments comes from YAML as it is: Python's class of such text is another than `str`.
 */
export function validateArguments(
  raw: Readonly<Record<string, unknown>>,
  options: Options,
  constraints: Constraints,
  written?: Value,
): Validated {
  const parameters: Record<string, unknown> = { ...raw };
  const pass: Pass = { faults: [], warnings: [], deprecated: [], unsupported: [] };
  validateLevel(parameters, options, constraints, { context: [], prefix: '', written }, pass);
  const unsupported = unsupportedFault(pass.unsupported);
  if (unsupported) pass.faults.push({ kind: 'unsupported', message: unsupported });
  return { parameters, faults: pass.faults, warnings: pass.warnings, deprecated: pass.deprecated };
}

function validateLevel(
  parameters: Record<string, unknown>,
  options: Options,
  constraints: Constraints,
  level: Level,
  pass: Pass,
): void {
  const { context, prefix, written } = level;
  const found = context.length ? ` found in ${context.join(' -> ')}` : '';
  const fault = (message: string | undefined): void => {
    if (message !== undefined) pass.faults.push({ kind: 'invalid', message: message + found });
  };
  const legal = applyAliases(parameters, options, prefix, pass);
  for (const name of Object.keys(parameters)) {
    if (!legal.has(name)) pass.unsupported.push({ name: [...context, name].join('.'), options });
  }
  const unread = suboptionsFault(parameters, options);
  if (unread !== undefined) pass.faults.push({ kind: 'invalid', message: unread });
  fault(mutuallyExclusiveFault(constraints.mutuallyExclusive, parameters));
  setDefaults(parameters, options, false);
  fault(missingFault(parameters, options));
  const where = context.length ? ` found in '${context.join(' -> ')}'.` : '';
  for (const [name, option] of Object.entries(options)) {
    if (parameters[name] === undefined || parameters[name] === null) continue;
    takeValue(parameters, name, option, { where, written: within(written, name) }, pass);
  }
  for (const [name, option] of Object.entries(options))
    fault(choiceFault(parameters, name, option));
  for (const message of constraintFaults(constraints, parameters)) fault(message);
  setDefaults(parameters, options, true);
  for (const [name, option] of Object.entries(options)) {
    if (option.options) validateSub(parameters, name, option, level, pass);
  }
}

/** The first value of suboptions that is no mapping, nor text that can be read as one. */
function suboptionsFault(
  parameters: Readonly<Record<string, unknown>>,
  options: Options,
): string | undefined {
  for (const [name, option] of Object.entries(options)) {
    const value = parameters[name] ?? null;
    const isList = option.type === 'list' && option.elements === 'dict';
    if (option.options === undefined || value === null || !(option.type === 'dict' || isList))
      continue;
    for (const element of Array.isArray(value) ? value : [value]) {
      try {
        const sub = coerce('dict', element) as Record<string, unknown>;
        const inner = suboptionsFault(sub, option.options);
        if (inner !== undefined) return inner;
      } catch (error) {
        if (!(error instanceof CoercionError)) throw error;
        if (typeof element === 'string') return error.message;
        const type = pythonClass(element).replace(/^<class '(?:.*\.)?(.*)'>$/, '$1');
        return `Value '${pythonText(element)}' in the sub parameter field '${name}' must by a ${option.type}, not '${type}'`;
      }
    }
  }
  return undefined;
}

function applyAliases(
  parameters: Record<string, unknown>,
  options: Options,
  prefix: string,
  pass: Pass,
): Set<string> {
  const legal = new Set<string>();
  for (const [name, option] of Object.entries(options)) {
    legal.add(name);
    for (const alias of option.aliases ?? []) {
      legal.add(alias);
      if (!(alias in parameters)) continue;
      if (name in parameters) {
        pass.warnings.push(`Both option ${prefix}${name} and its alias ${prefix}${alias} are set.`);
      }
      parameters[name] = parameters[alias];
    }
    if (option.removedInVersion !== undefined && name in parameters) {
      pass.deprecated.push({ name, version: option.removedInVersion, from: option.removedFrom });
    }
  }
  return legal;
}

function setDefaults(parameters: Record<string, unknown>, options: Options, all: boolean): void {
  for (const [name, option] of Object.entries(options)) {
    if (name in parameters) continue;
    const fallback = option.default ?? null;
    if (fallback !== null || all) parameters[name] = fallback;
  }
}

function missingFault(parameters: Readonly<Record<string, unknown>>, options: Options) {
  const missing = Object.entries(options)
    .filter(([name, option]) => option.required && isMissing(parameters, name, option))
    .map(([name]) => name)
    .sort();
  return missing.length ? `missing required arguments: ${missing.join(', ')}` : undefined;
}

/** An explicit null of a required option would crash the real module, unless it takes anything or is none of its choices. */
function isMissing(
  parameters: Readonly<Record<string, unknown>>,
  name: string,
  option: OptionSpec,
): boolean {
  return (
    !(name in parameters) || (parameters[name] === null && option.type !== 'raw' && !option.choices)
  );
}

function takeValue(
  parameters: Record<string, unknown>,
  name: string,
  option: OptionSpec,
  origin: Origin,
  pass: Pass,
): void {
  const { where, written } = origin;
  // Plain data has no `37.0`: what was written still tells a float from an int.
  const value = written instanceof PyFloat ? written : parameters[name];
  try {
    const taken = coerce(option.type, value);
    parameters[name] =
      option.elements && Array.isArray(taken)
        ? takeElements(taken, name, option.elements, origin, pass)
        : taken;
  } catch (error) {
    if (!(error instanceof CoercionError)) throw error;
    pass.faults.push({
      kind: 'invalid',
      message: inClassOf(
        written,
        `argument '${name}' is of type ${pythonClass(value)}${where} and we were unable to convert to ${option.type}: ${error.message}`,
      ),
    });
  }
}

function takeElements(
  values: readonly unknown[],
  name: string,
  type: OptionSpec['type'],
  { where, written }: Origin,
  pass: Pass,
): unknown[] {
  const taken: unknown[] = [];
  for (const [index, plain] of values.entries()) {
    const own = within(written, index);
    const value = own instanceof PyFloat ? own : plain;
    try {
      taken.push(coerce(type, value));
    } catch (error) {
      if (!(error instanceof CoercionError)) throw error;
      pass.faults.push({
        kind: 'invalid',
        message: inClassOf(
          own,
          `Elements value for option '${name}'${where.replace(/\.$/, '')} is of type ${pythonClass(value)} and we were unable to convert to ${type}: ${error.message}`,
        ),
      });
    }
  }
  return taken;
}

const CHOICE_WORDS: Readonly<Record<string, readonly unknown[]>> = {
  False: ['n', 'no', 'off', '0', 'false', 'f', 0, false],
  True: ['y', 'yes', 'on', '1', 'true', 't', 1, true],
};

function choiceFault(
  parameters: Record<string, unknown>,
  name: string,
  option: OptionSpec,
): string | undefined {
  const choices = option.choices as readonly unknown[] | undefined;
  if (!choices || !(name in parameters)) return undefined;
  const value = parameters[name];
  const shown = choices.map(pythonText).join(', ');
  if (Array.isArray(value)) {
    const strange = value.filter((item) => !choices.includes(item));
    if (strange.length === 0) return undefined;
    return `value of ${name} must be one or more of: ${shown}. Got no match for: ${strange.map(pythonText).join(', ')}`;
  }
  if (choices.includes(value)) return undefined;
  // YAML turned a word such as `no` into a boolean: take it back where only one choice can be meant.
  const meant = (CHOICE_WORDS[String(value)] ?? []).filter((word) => choices.includes(word));
  if (meant.length === 1) {
    parameters[name] = meant[0];
    return undefined;
  }
  return `value of ${name} must be one of: ${shown}, got: ${pythonText(value)}`;
}

function validateSub(
  parameters: Record<string, unknown>,
  name: string,
  option: OptionSpec,
  { context, prefix, written }: Level,
  pass: Pass,
): void {
  const value = parameters[name];
  if (value === null || value === undefined || !option.options) return;
  const inside = [...context, name];
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  const taken = elements.map((element, index) => {
    if (element === null || typeof element !== 'object' || Array.isArray(element)) {
      pass.faults.push({
        kind: 'invalid',
        message: `value of '${name}' must be of type dict or list of dicts`,
      });
      return element;
    }
    const sub = { ...element } as Record<string, unknown>;
    const below = `${prefix}${name}${option.type === 'list' ? `[${index}]` : ''}.`;
    const own = within(written, name);
    const origin = Array.isArray(value) ? within(own, index) : own;
    const level = { context: inside, prefix: below, written: origin };
    validateLevel(sub, option.options ?? {}, option.constraints ?? {}, level, pass);
    return sub;
  });
  const checked = Array.isArray(value) ? taken : taken[0];
  parameters[name] = checked;
  // An alias holds the same object.
  for (const alias of option.aliases ?? [])
    if (parameters[alias] !== undefined) parameters[alias] = checked;
}

function unsupportedFault(unsupported: Pass['unsupported']): string | undefined {
  const last = unsupported.at(-1);
  if (!last) return undefined;
  const names = unsupported.map((item) => item.name).sort();
  const aliases = Object.values(last.options).flatMap((option) => option.aliases ?? []);
  const supported = Object.keys(last.options)
    .filter((name) => !last.options[name]?.unlisted)
    .sort()
    .join(', ');
  const also = aliases.length ? ` (${aliases.sort().join(', ')})` : '';
  return `${names.join(', ')}. Supported parameters include: ${supported}${also}.`;
}
