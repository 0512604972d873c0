import { fromPlain } from '../../values/plain.ts';
import type { Value } from '../../values/types.ts';
import type { ConfigArguments } from '../arguments/arguments.ts';
import type { SettingKind, SettingRow } from '../settings/row.ts';
import { type SettingName, settingRows } from '../settings/settings.ts';

const typeNames: Readonly<Record<SettingKind, string>> = {
  boolean: 'boolean',
  integer: 'integer',
  float: 'float',
  string: 'string',
  list: 'list',
  path: 'path',
  pathList: 'pathlist',
  pathSpec: 'pathspec',
  raw: 'raw',
};

function rowsOf({ type, positionals }: ConfigArguments): [SettingName, SettingRow<unknown>][] {
  const rows = Object.entries(settingRows) as [SettingName, SettingRow<unknown>][];
  return rows
    .filter(([, { plugin }]) => {
      if (plugin === undefined) return type === 'base' || type === 'all';
      const [kind, name = ''] = plugin.split('/');
      const isNamed = positionals.length === 0 || positionals.includes(name);
      return type === 'all' || (type === kind && isNamed);
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function defaultOf(row: SettingRow<unknown>): unknown {
  return typeof row.fallback === 'string'
    ? row.fallback.replaceAll('{home}', '~/.ansible')
    : row.fallback;
}

/** `config list`: all settings with type, default, choices, and where they are looked for. */
export function settingDefinitions(args: ConfigArguments): Value {
  const definitions = new Map<Value, Value>();
  for (const [name, row] of rowsOf(args)) {
    const entry = new Map<Value, Value>();
    if (row.choices !== undefined) entry.set('choices', [...row.choices]);
    entry.set('default', fromPlain(defaultOf(row)));
    if (row.env.length > 0) {
      entry.set(
        'env',
        row.env.map((variable): Value => new Map([['name', variable]])),
      );
    }
    if (row.ini.length > 0) {
      entry.set(
        'ini',
        row.ini.map((path): Value => {
          const [section, key] = splitKey(path);
          return new Map<Value, Value>([
            ['key', key],
            ['section', section],
          ]);
        }),
      );
    }
    if (row.plugin !== undefined) entry.set('plugin', row.plugin);
    entry.set('type', typeNames[row.kind]);
    definitions.set(name, entry);
  }
  return definitions;
}

function splitKey(path: string): [section: string, key: string] {
  const dot = path.lastIndexOf('.');
  return [path.slice(0, dot), path.slice(dot + 1)];
}

/** `config init`: a file that says what is the default anyhow, or with `--disabled` nothing. */
export function initialConfiguration(args: ConfigArguments): string {
  return args.format === 'env'
    ? environment(args)
    : args.format === 'vars'
      ? ''
      : configurationFile(args);
}

function configurationFile(args: ConfigArguments): string {
  const sections = new Map<string, string[]>();
  for (const [name, row] of rowsOf(args)) {
    const last = row.ini.at(-1);
    if (last === undefined) continue;
    const [section, key] = splitKey(last);
    const entries = sections.get(section) ?? [];
    // An empty text is no number and no path: what has no default is only named.
    const prefix = args.commented || (defaultOf(row) ?? null) === null ? ';' : '';
    entries.push(`# (${typeNames[row.kind]}) ${name}`, `${prefix}${key}=${iniText(row)}`, '');
    sections.set(section, entries);
  }
  return [...sections].flatMap(([section, entries]) => [`[${section}]`, ...entries, '']).join('\n');
}

function iniText(row: SettingRow<unknown>): string {
  const value = defaultOf(row);
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function environment(args: ConfigArguments): string {
  const lines: string[] = [];
  for (const [name, row] of rowsOf(args)) {
    const variable = row.env.at(-1);
    if (variable === undefined) continue;
    const value = defaultOf(row);
    const text = typeof value === 'boolean' ? (value ? '1' : '0') : shellWord(iniText(row));
    lines.push(
      `# ${name}(${typeNames[row.kind]})`,
      `${args.commented ? '#' : ''}${variable}=${text}`,
      '',
    );
  }
  return lines.join('\n');
}

function shellWord(text: string): string {
  return text === '' || /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
