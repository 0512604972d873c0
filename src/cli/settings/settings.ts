import { stringRepr } from '../../values/string-repr.ts';
import { OptionsError } from '../options-error.ts';
import { connectionSettings } from './connection.ts';
import { findConfigFile, type IniValues, readConfigFile } from './file.ts';
import { foreignSettings } from './foreign.ts';
import { galaxySettings } from './galaxy.ts';
import { inventorySettings } from './inventory.ts';
import { outputSettings } from './output.ts';
import { pluginSettings } from './plugins.ts';
import type { SettingRow } from './row.ts';
import { runSettings } from './run.ts';
import { type PathContext, settingValue } from './value.ts';

/** Every setting that troupe knows, by Ansible's name. */
export const settingRows = {
  ...runSettings,
  ...connectionSettings,
  ...inventorySettings,
  ...outputSettings,
  ...galaxySettings,
  ...pluginSettings,
  ...foreignSettings,
} satisfies Record<string, SettingRow<unknown>>;

export type SettingName = keyof typeof settingRows;

export type SettingValues = {
  readonly [N in SettingName]: (typeof settingRows)[N] extends SettingRow<infer T> ? T : never;
};

export interface Settings extends SettingValues {
  /** The configuration file in use (absolute path), undefined without one. */
  readonly configFile: string | undefined;
  /**
   * Where a value came from: `default`, `env: NAME`, the configuration file's path, or `override`; as
   * `config dump` shows it.
   */
  readonly origins: ReadonlyMap<SettingName, string>;
  /** What is to be told about the search for the configuration, as warnings. */
  readonly warnings: readonly string[];
  /** Settings in use that Ansible has deprecated: text and version of a deprecation notice. */
  readonly deprecations: readonly { readonly message: string; readonly version: string }[];
}

export interface SettingsSource {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Configuration file to read instead of the one that the search gives. */
  configFile?: string;
  /** Values that stand above environment and file. */
  overrides?: Partial<SettingValues>;
}

/**
 * Reads ansible.cfg and the environment: environment over file over default, as Ansible 2.14 does.
 * @throws OptionsError for a file that can't be read and for values that don't fit.
 */
export function loadSettings(source: SettingsSource): Settings {
  const context: PathContext = { cwd: source.cwd, env: source.env };
  const found =
    source.configFile === undefined
      ? findConfigFile(context)
      : { file: source.configFile, warnings: [] };
  const ini: IniValues = found.file === undefined ? new Map() : readConfigFile(found.file);
  const values: Record<string, unknown> = {};
  const origins = new Map<SettingName, string>();
  const deprecations: { message: string; version: string }[] = [];

  for (const name of Object.keys(settingRows) as SettingName[]) {
    const override = source.overrides?.[name];
    if (override !== undefined) {
      values[name] = override;
      origins.set(name, 'override');
      continue;
    }
    const home = typeof values.ANSIBLE_HOME === 'string' ? values.ANSIBLE_HOME : '~/.ansible';
    const { value, origin } = readSetting(name, settingRows[name], ini, found.file, context, home);
    values[name] = value;
    origins.set(name, origin);
    if (origin === 'default') continue;
    for (const source of sourcesOf(settingRows[name], ini, context)) {
      const deprecation = oldNames.get(source);
      if (deprecation !== undefined) deprecations.push(deprecation);
    }
    const deprecation = deprecated.get(name);
    if (deprecation !== undefined) deprecations.push(deprecation);
  }
  const settings: unknown = {
    ...values,
    configFile: found.file,
    origins,
    warnings: found.warnings,
    deprecations,
  };
  return settings as Settings;
}

const gatherDeprecation = (name: string) =>
  ({
    message:
      `${name} option, the module_defaults keyword is a more generic version and can apply to all calls to the ` +
      'M(ansible.builtin.gather_facts) or M(ansible.builtin.setup) actions, use module_defaults instead',
    version: '2.18',
  }) as const;

const deprecated = new Map<SettingName, { message: string; version: string }>(
  (['DEFAULT_FACT_PATH', 'DEFAULT_GATHER_SUBSET', 'DEFAULT_GATHER_TIMEOUT'] as const).map(
    (name) => [name, gatherDeprecation(name)],
  ),
);

const normalized = (option: string, replacement: string) =>
  ({
    message: `${option} option, normalizing names to new standard, use ${replacement} instead`,
    version: '2.15',
  }) as const;

/** Names of settings, in the environment and in ansible.cfg, that have newer ones. */
const oldNames = new Map<string, { message: string; version: string }>([
  [
    'ANSIBLE_CALLBACK_WHITELIST',
    normalized('ANSIBLE_CALLBACK_WHITELIST', 'ANSIBLE_CALLBACKS_ENABLED'),
  ],
  ['defaults.callback_whitelist', normalized('[defaults]callback_whitelist', 'callbacks_enabled')],
  ['ANSIBLE_COW_WHITELIST', normalized('ANSIBLE_COW_WHITELIST', 'ANSIBLE_COW_ACCEPTLIST')],
  ['defaults.cow_whitelist', normalized('[defaults]cow_whitelist', 'cowsay_enabled_stencils')],
  [
    'ANSIBLE_JINJA2_NATIVE_WARNING',
    {
      message:
        'ANSIBLE_JINJA2_NATIVE_WARNING option, This option is no longer used in the Ansible Core code base.',
      version: '2.17',
    },
  ],
]);

/** All names under which a setting is given: those of ansible.cfg only where the environment has none. */
function sourcesOf(
  row: SettingRow<unknown>,
  ini: IniValues,
  { env }: PathContext,
): readonly string[] {
  const variables = row.env.filter((name) => env[name] !== undefined);
  return variables.length > 0 ? variables : row.ini.filter((key) => ini.has(key));
}

function readSetting(
  name: string,
  row: SettingRow<unknown>,
  ini: IniValues,
  file: string | undefined,
  context: PathContext,
  home: string,
): { value: unknown; origin: string } {
  const fallback = () => {
    const text =
      typeof row.fallback === 'string' ? row.fallback.replaceAll('{home}', home) : row.fallback;
    return { value: settingValue(row.kind, text, context), origin: 'default' };
  };
  const variable = row.env.findLast((variable) => context.env[variable] !== undefined);
  const key = variable === undefined ? row.ini.findLast((key) => ini.has(key)) : undefined;
  if (variable === undefined && key === undefined) return fallback();

  const text = variable !== undefined ? context.env[variable] : ini.get(key ?? '');
  const origin = variable !== undefined ? `env: ${variable}` : (file ?? '');
  let value: unknown;
  try {
    value = settingValue(row.kind, text, {
      ...context,
      configFile: variable === undefined ? file : undefined,
    });
  } catch (error) {
    if (variable !== undefined && text === '') return fallback();
    throw new OptionsError(
      `Invalid type for configuration option setting: ${name} (from ${origin}): ${(error as Error).message}`,
    );
  }
  const { choices } = row;
  const chosen = Array.isArray(value) ? value : [value];
  if (choices !== undefined && !chosen.every((one) => choices.includes(String(one)))) {
    const shown = Array.isArray(value)
      ? `[${value.map((one) => stringRepr(String(one))).join(', ')}]`
      : String(value);
    throw new OptionsError(
      `Invalid value "${shown}" for configuration option "setting: ${name} ", valid values are: ${choices.join(', ')}`,
    );
  }
  return { value, origin };
}
