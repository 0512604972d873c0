import { extname } from 'node:path';
import { InventoryError } from '../../diagnostics/errors.ts';
import { isTemplateText } from '../../loader/yaml/construct.ts';
import { PyDate } from '../../values/date.ts';
import { PyDateTime } from '../../values/datetime.ts';
import { normalizeInt } from '../../values/int.ts';
import { typeName } from '../../values/type-name.ts';
import { PyFloat, Template, type Value } from '../../values/types.ts';
import { addHostsWithVars, hostsOfKey } from '../host-vars.ts';
import type { Inventory } from '../inventory.ts';
import { type InventorySource, isReadable, type SourceContext } from '../source.ts';

/** A TOML inventory: tables `group.hosts`, `group.vars`, and lists `group.children`. */
export const toml: InventorySource = {
  name: 'toml',
  verify: (source) => extname(source) === '.toml' && isReadable(source),
  async parse(inventory, source, context) {
    const text = context.loader.readFile(source).toString('utf8');
    const { parse, TomlError } = await import('smol-toml');
    let data: Value;
    try {
      data = fromToml(parse(text, { integersAsBigInt: true }), source);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
      const place = `(line ${error.line} column ${error.column})`;
      throw new InventoryError(`TOML file (${source}) is invalid: ${reason} ${place}`, {
        cause: error,
      });
    }
    if (!(data instanceof Map) || data.size === 0)
      throw new InventoryError('Parsed empty TOML file');
    if (data.has('plugin')) {
      throw new InventoryError('Plugin configuration TOML file, not TOML inventory');
    }
    for (const [name, group] of data) addGroup(inventory, name as string, group, context);
  },
};

/** Python values of what the TOML reader gave; strings with delimiters are Templates. */
function fromToml(value: unknown, file: string): Value {
  if (typeof value === 'bigint') return normalizeInt(value);
  if (typeof value === 'number') return new PyFloat(value);
  if (typeof value === 'string') {
    return isTemplateText(value) ? new Template(value, { file, line: 1, column: 1 }) : value;
  }
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => fromToml(item, file));
  if (value instanceof Date) return fromTomlDate(value);
  const table = value as Record<string, unknown>;
  return new Map(Object.keys(table).map((key) => [key, fromToml(table[key], file)]));
}

/** smol-toml's TomlDate prints itself as written; local times stay text, as nothing in Python's values fits better. */
function fromTomlDate(date: Date): Value {
  const text = date.toISOString();
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[-+]\d\d:\d\d)?)?$/.exec(text);
  if (match === null) return text;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (match[4] === undefined) return new PyDate(year, month, day);
  const zone = match[8];
  const offset =
    zone === undefined
      ? undefined
      : zone === 'Z'
        ? 0
        : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  return new PyDateTime({
    year,
    month,
    day,
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
    microsecond: Number((match[7] ?? '').slice(0, 6).padEnd(6, '0')),
    offset,
  });
}

function addGroup(inventory: Inventory, name: string, data: Value, context: SourceContext): void {
  if (!(data instanceof Map)) {
    context.warn(`Skipping '${name}' as this is not a valid group definition`);
    return;
  }
  const group = inventory.addGroup(name);
  for (const [key, section] of data) {
    if (key === 'vars') {
      if (!(section instanceof Map)) throw invalidSection('vars', group, 'dict', section);
      for (const [variable, value] of section) {
        inventory.setVariable(group, variable as string, value);
      }
    } else if (key === 'children') {
      if (!Array.isArray(section)) throw invalidSection('children', group, 'list', section);
      for (const child of section) {
        addGroup(inventory, child as string, new Map(), context);
        inventory.addChild(group, child as string);
      }
    } else if (key === 'hosts') {
      if (!(section instanceof Map)) throw invalidSection('hosts', group, 'dict', section);
      for (const [pattern, vars] of section) {
        const { names, port } = hostsOfKey(pattern);
        addHostsWithVars(inventory, names, vars, group, port);
      }
    } else {
      context.warn(
        `Skipping unexpected key "${String(key)}" in group "${group}", only "vars", "children" and "hosts" are valid`,
      );
    }
  }
}

function invalidSection(
  section: string,
  group: string,
  required: string,
  found: Value,
): InventoryError {
  return new InventoryError(
    `Invalid "${section}" entry for "${group}" group, requires a ${required}, found "<class '${typeName(found)}'>" instead.`,
  );
}
