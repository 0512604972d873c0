import { readFileSync } from 'node:fs';
import { colorText } from '../../callbacks/color.ts';
import { TroupeError } from '../../diagnostics/errors.ts';
import { dumpJson } from '../../values/json.ts';
import { fromPlain } from '../../values/plain.ts';
import { str } from '../../values/repr.ts';
import { PyFloat, Tuple, type Value } from '../../values/types.ts';
import { dumpYaml } from '../../values/yaml/dump.ts';
import type { ConfigArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { OptionsError } from '../options-error.ts';
import { page } from '../pager.ts';
import { isReadable } from '../settings/file.ts';
import {
  loadSettings,
  type SettingName,
  type Settings,
  settingRows,
} from '../settings/settings.ts';
import { resolvePath } from '../settings/value.ts';
import { initialConfiguration, settingDefinitions } from './config-definitions.ts';
import {
  initialPluginOptions,
  type PluginOptions,
  pluginFileOptions,
  pluginOptionValues,
} from './config-plugins.ts';
import { unusedSettings } from './config-unused.ts';

/** A line of `config dump`. */
interface Shown {
  readonly name: string;
  readonly value: Value;
  readonly origin: string;
}

/** `troupe config`, ansible-config's counterpart. Gives the exit code. @throws TroupeError */
export async function configCommand(
  args: ConfigArguments,
  command: CommandContext,
): Promise<number> {
  const settings = settingsInUse(args, command);
  switch (args.action) {
    case 'view':
      if (settings.configFile === undefined) {
        throw new TroupeError('Invalid or no config file was supplied');
      }
      page(readFileSync(settings.configFile, 'utf8'), command);
      return 0;
    case 'list': {
      const plugins = pluginFileOptions(args, command);
      const whole = new Map<Value, Value>([
        ['PLUGINS', new Map([[args.type, new Map<Value, Value>(plugins)]])],
      ]);
      page(written(plugins.size > 0 ? whole : settingDefinitions(args), args.format), command);
      return 0;
    }
    case 'init': {
      const plugins = pluginFileOptions(args, command);
      const text =
        plugins.size > 0 ? initialPluginOptions(plugins, args) : initialConfiguration(args);
      page(text, command);
      return 0;
    }
    case 'dump':
      for (const warning of unusedSettings(settings.configFile, command.env)) {
        command.messages.warn(warning);
      }
      page(dump(args, settings, command, pluginFileOptions(args, command)), command);
      return 0;
  }
}

function settingsInUse(args: ConfigArguments, { settings, env, cwd }: CommandContext): Settings {
  if (args.configFile === null) return settings;
  const configFile = resolvePath(args.configFile, { env, cwd });
  if (!isReadable(configFile)) {
    throw new OptionsError(
      `The provided configuration file is missing or not accessible: ${configFile}`,
    );
  }
  return loadSettings({ env, cwd, configFile });
}

function dump(
  args: ConfigArguments,
  settings: Settings,
  command: CommandContext,
  plugins: PluginOptions,
): string {
  const { display } = command;
  const base = args.type === 'base' || args.type === 'all' ? baseSettings(settings) : [];
  const changed = ({ origin }: Shown) =>
    !args.onlyChanged || (origin !== 'default' && origin !== 'REQUIRED');
  const line = ({ name, value, origin }: Shown) => {
    const text = `${name}(${origin}) = ${str(value)}`;
    return display.color ? colorText(text, origin === 'default' ? 'green' : 'yellow') : text;
  };
  const record = ({ name, value, origin }: Shown): Value =>
    new Map<Value, Value>([
      ['name', name],
      ['origin', origin],
      ['type', null],
      ['value', value],
    ]);
  const byType = new Map<string, [name: string, list: Shown[]][]>();
  const known = pluginSettings(args, settings);
  for (const [name, options] of plugins)
    known.set(`${args.type}/${name}`, pluginOptionValues(options, command));
  for (const [plugin, all] of known) {
    const [type = '', name = ''] = plugin.split('/');
    const list = all.filter(changed);
    if (list.length > 0) byType.set(type, [...(byType.get(type) ?? []), [name, list]]);
  }

  if (args.format !== 'display') {
    const output: Value[] = base.filter(changed).map(record);
    for (const [type, ofType] of byType) {
      const all = ofType.map(([name, list]) => new Map<Value, Value>([[name, list.map(record)]]));
      if (args.type !== 'all') output.push(...all);
      else output.push(new Map<Value, Value>([[`${type.toUpperCase()}_PLUGINS`, all]]));
    }
    return written(output, args.format);
  }
  const lines = base.filter(changed).map(line);
  const headline = (text: string, rule: string): string =>
    `\n${text}:\n${rule.repeat(text.length)}`;
  for (const [type, ofType] of byType) {
    if (args.type === 'all') lines.push(headline(type.toUpperCase(), '='));
    for (const [name, list] of ofType) lines.push(headline(name, '_'), ...list.map(line));
  }
  return lines.join('\n');
}

function baseSettings(settings: Settings): Shown[] {
  const shown = (Object.keys(settingRows) as SettingName[])
    .filter((name) => settingRows[name].plugin === undefined)
    .map((name) => shownSetting(name, name, settings));
  shown.push({ name: 'CONFIG_FILE', value: settings.configFile ?? null, origin: '' });
  return shown.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The options of the plugins that `--type` and the arguments ask for, by `type/plugin`. */
function pluginSettings(args: ConfigArguments, settings: Settings): Map<string, Shown[]> {
  const found = new Map<string, Shown[]>();
  if (args.type === 'base') return found;
  for (const name of Object.keys(settingRows) as SettingName[]) {
    const plugin = settingRows[name].plugin;
    if (plugin === undefined) continue;
    const [type, short = ''] = plugin.split('/');
    if (args.type !== 'all' && type !== args.type) continue;
    if (args.positionals.length > 0 && !args.positionals.includes(short)) continue;
    const list = found.get(plugin) ?? [];
    list.push(shownSetting(name, optionName(name, plugin), settings));
    found.set(plugin, list);
  }
  for (const list of found.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return found;
}

/** What Ansible's plugin calls an option that troupe's table holds as `SSH_ARGS`, `SUDO_USER`, … */
function optionName(name: string, plugin: string): string {
  const own = name.toLowerCase();
  if (plugin.startsWith('become/')) return own.replace(/^(?:sudo|su)_/, 'become_');
  if (/^ssh_(?:args|common_args|extra_args|executable|transfer_method)$/.test(own)) return own;
  return own.replace(/^(?:ssh|shell|callback_json|callback|junit|profile_tasks)_/, '');
}

/** Defaults that Ansible shows as something else than the setting's type says. */
const shownDefaults: Partial<Record<SettingName, (value: unknown) => Value>> = {
  DEFAULT_JINJA2_EXTENSIONS: () => [],
  INVENTORY_CACHE_TIMEOUT: (value) => Number(value),
  INVENTORY_IGNORE_EXTS: (value) => new Tuple(value as Value[]),
};

function shownSetting(name: SettingName, as: string, settings: Settings): Shown {
  const value: unknown = settings[name];
  const origin = settings.origins.get(name) ?? 'default';
  const other = origin === 'default' ? shownDefaults[name] : undefined;
  if (other !== undefined) return { name: as, value: other(value), origin };
  const shown =
    settingRows[name].kind === 'float' && typeof value === 'number'
      ? new PyFloat(value)
      : fromPlain(value);
  return { name: as, value: shown, origin };
}

function written(value: Value, format: string): string {
  return format === 'json'
    ? dumpJson(value, { indent: 4, sortKeys: true })
    : dumpYaml(value, { defaultFlowStyle: false });
}
