import { Loader } from '../../loader/loader.ts';
import { str } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { dumpYaml } from '../../values/yaml/dump.ts';
import type { ConfigArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { coreFragment } from '../core-plugin-options.ts';
import { readConfigFile } from '../settings/file.ts';
import type { SettingKind } from '../settings/row.ts';
import { settingRows } from '../settings/settings.ts';
import { settingValue } from '../settings/value.ts';
import { readDocumentation } from './doc/documentation.ts';
import { Fragments } from './doc/fragments.ts';
import { PluginFiles } from './doc/plugin-files.ts';

/** Options of plugins that are files, as their documentation declares them, by the plugin's name. */
export type PluginOptions = ReadonlyMap<string, Dict>;

export interface PluginValue {
  readonly name: string;
  readonly value: Value;
  readonly origin: string;
}

const nativePlugins = new Set(Object.values(settingRows).map(({ plugin }) => plugin));

/** The plugins that the arguments name, as far as troupe doesn't have them itself. Warns of those that are nowhere. */
export function pluginFileOptions(args: ConfigArguments, command: CommandContext): PluginOptions {
  const { type, positionals } = args;
  const found = new Map<string, Dict>();
  if (type === 'base' || type === 'all') return found;
  const { settings, messages, cwd } = command;
  const loader = new Loader({ basedir: cwd, warn: messages.warn });
  const files = new PluginFiles({
    settings,
    basedir: null,
    modulePaths: [],
    readYaml: (text, file) => loader.loadText(text, file, { trusted: false }),
    notices: { warn: messages.warn, deprecate: () => undefined },
    namesIn: () => [],
  });
  for (const name of positionals) {
    if (nativePlugins.has(`${type}/${name}`)) continue;
    const own = files.pythonFile(type, name);
    const file =
      own === undefined
        ? files.find(type, name)
        : { name, path: own, collection: '', hasAction: false };
    if (file === undefined) {
      messages.warn(`Skipping ${name} as we could not find matching plugin`);
      continue;
    }
    const doc = readDocumentation(file, type, new Fragments(files, messages.warn, coreFragment));
    const options = (doc.get('doc') as Dict).get('options');
    found.set(name, options instanceof Map ? options : new Map());
  }
  return found;
}

const field = (about: Value, name: string): Value =>
  about instanceof Map ? (about.get(name) ?? null) : null;

/** Entries of `env`, `ini` or `vars`. */
const entries = (about: Value, kind: string): Dict[] => (field(about, kind) ?? []) as Dict[];
const textOf = (entry: Dict | undefined, name: string): string => str(entry?.get(name) ?? '');

const sorted = (options: Dict): [string, Value][] =>
  [...options]
    .map(([name, about]): [string, Value] => [str(name), about])
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** `config init`: what says the default anyhow, or with `--disabled` nothing. */
export function initialPluginOptions(plugins: PluginOptions, args: ConfigArguments): string {
  const parts = [...plugins.values()].map((options) =>
    args.format === 'vars'
      ? variables(options, args.commented)
      : args.format === 'env'
        ? environment(options, args.commented)
        : sections(options, args.commented),
  );
  return parts.join('\n');
}

function described(lead: string, about: Value, join: string): string[] {
  const told = field(about, 'description');
  const [first = '', ...more] = (Array.isArray(told) ? told : [told ?? '']).map(str);
  return [`${lead}${first}`, ...more.map((line) => `#${join}${line}`)];
}

const kindOf = (about: Value): string => str(field(about, 'type') ?? 'string');

function variables(options: Dict, commented: boolean): string {
  const lines: string[] = [];
  for (const [name, about] of options) {
    const variable = entries(about, 'vars').at(-1);
    if (variable === undefined) continue;
    const value = field(about, 'default');
    const shown = dumpYaml([value ?? ''], { defaultFlowStyle: true })
      .trim()
      .slice(1, -1);
    const lead = `# ${str(name)}(${kindOf(about)}): `;
    lines.push(
      ...described(lead, about, ''),
      `${commented ? '#' : ''}${textOf(variable, 'name')}: ${shown}`,
      '',
      '',
    );
  }
  return lines.join('\n');
}

function environment(options: Dict, commented: boolean): string {
  const lines: string[] = [];
  for (const [name, about] of options) {
    const variable = entries(about, 'env').at(-1);
    if (variable === undefined) continue;
    const value = field(about, 'default');
    const text = value instanceof Map ? str(value) : shellWord(plain(value));
    const lead = `# ${str(name)}(${kindOf(about)}): `;
    const line = `${commented ? '#' : ''}${textOf(variable, 'name')}=${text}`;
    lines.push(...described(lead, about, ''), line, '');
  }
  return lines.slice(0, -1).join('\n');
}

function sections(options: Dict, commented: boolean): string {
  const found = new Map<string, string[]>();
  for (const [, about] of sorted(options)) {
    const entry = entries(about, 'ini').at(-1);
    if (entry === undefined) continue;
    const section = textOf(entry, 'section');
    const lines = found.get(section) ?? [];
    const line = `${commented ? ';' : ''}${textOf(entry, 'key')}=${plain(field(about, 'default'))}`;
    lines.push(...described(`# (${kindOf(about)}) `, about, ' '), line, '');
    found.set(section, lines);
  }
  return [...found].flatMap(([section, lines]) => [`[${section}]`, ...lines, '']).join('\n');
}

function plain(value: Value): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.map(str).join(', ') : str(value);
}

function shellWord(text: string): string {
  return text === '' || /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

const KINDS: Readonly<Record<string, SettingKind>> = {
  bool: 'boolean',
  boolean: 'boolean',
  int: 'integer',
  integer: 'integer',
  float: 'float',
  list: 'list',
  path: 'path',
  pathlist: 'pathList',
  pathspec: 'pathSpec',
  str: 'string',
  string: 'string',
};

/** `config dump`: values, and where they come from. */
export function pluginOptionValues(
  options: Dict,
  { settings, env, cwd }: CommandContext,
): PluginValue[] {
  const { configFile } = settings;
  const ini = configFile === undefined ? new Map<string, string>() : readConfigFile(configFile);
  return sorted(options).map(([name, about]) => {
    const kind = KINDS[kindOf(about)];
    const typed = (value: Value): Value =>
      kind === undefined || (typeof value !== 'string' && kind !== 'boolean')
        ? value
        : (settingValue(kind, value, { env, cwd, configFile }) as Value);
    const variable = entries(about, 'env')
      .map((entry) => textOf(entry, 'name'))
      .findLast((one) => env[one] !== undefined);
    if (variable !== undefined)
      return { name, value: typed(env[variable] ?? ''), origin: `env: ${variable}` };
    const key = entries(about, 'ini')
      .map((entry) => `${textOf(entry, 'section')}.${textOf(entry, 'key')}`)
      .findLast((one) => ini.has(one));
    if (key !== undefined)
      return { name, value: typed(ini.get(key) ?? ''), origin: configFile ?? '' };
    const isMissing = field(about, 'required') === true && field(about, 'default') === null;
    const value = field(about, 'default');
    return {
      name,
      value: value === null ? null : typed(value),
      origin: isMissing ? 'REQUIRED' : 'default',
    };
  });
}
