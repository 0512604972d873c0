/** How a setting's text becomes its value; Ansible's names for configuration types, in one spelling each. */
export type SettingKind =
  | 'boolean'
  | 'integer'
  | 'float'
  | 'string'
  | 'list'
  | 'path'
  | 'pathList'
  | 'pathSpec'
  | 'raw';

/** One setting: its type, where Ansible looks for it, its default and the values it may take. */
export interface SettingRow<T> {
  readonly kind: SettingKind;
  /** Environment variables; of several that are set the last one counts. */
  readonly env: readonly string[];
  /** `section.key` in ansible.cfg; of several that are set the last one counts. */
  readonly ini: readonly string[];
  /** Taken as if it had been written in the configuration; `{home}` stands for ANSIBLE_HOME. */
  readonly fallback: unknown;
  readonly choices?: readonly string[] | undefined;
  /** Option of a plugin (`connection/ssh`), which `config dump` leaves out. */
  readonly plugin?: string | undefined;
  /** Never holds a value: carries the value's type for SettingValues. */
  readonly valueType?: T;
}

type Names = string | readonly string[];

interface RowExtras {
  choices?: readonly string[];
  plugin?: string;
}

function row<T>(
  kind: SettingKind,
  fallback: unknown,
  ini: Names,
  env: Names,
  extras: RowExtras = {},
): SettingRow<T> {
  return {
    kind,
    fallback,
    ini: typeof ini === 'string' ? [ini] : ini,
    env: typeof env === 'string' ? [env] : env,
    ...extras,
  };
}

export const boolean = (fallback: boolean, ini: Names, env: Names = [], extras?: RowExtras) =>
  row<boolean>('boolean', fallback, ini, env, extras);

export const booleanOrNone = (ini: Names, env: Names = [], extras?: RowExtras) =>
  row<boolean | null>('boolean', null, ini, env, extras);

export const integer = (fallback: number, ini: Names, env: Names = [], extras?: RowExtras) =>
  row<number>('integer', fallback, ini, env, extras);

export const integerOrNone = (ini: Names, env: Names = [], extras?: RowExtras) =>
  row<number | null>('integer', null, ini, env, extras);

export const float = (fallback: number, ini: Names, env: Names = [], extras?: RowExtras) =>
  row<number>('float', fallback, ini, env, extras);

export const string = (fallback: string, ini: Names, env: Names = [], extras?: RowExtras) =>
  row<string>('string', fallback, ini, env, extras);

export const stringOrNone = (ini: Names, env: Names = [], extras?: RowExtras) =>
  row<string | null>('string', null, ini, env, extras);

/** Comma-separated text. */
export const list = (
  fallback: readonly string[],
  ini: Names,
  env: Names = [],
  extras?: RowExtras,
) => row<readonly string[]>('list', fallback, ini, env, extras);

export const listOrNone = (ini: Names, env: Names = [], extras?: RowExtras) =>
  row<readonly string[] | null>('list', null, ini, env, extras);

export const path = (fallback: string, ini: Names, env: Names = [], extras?: RowExtras) =>
  row<string>('path', fallback, ini, env, extras);

export const pathOrNone = (ini: Names, env: Names = [], extras?: RowExtras) =>
  row<string | null>('path', null, ini, env, extras);

/** Comma-separated paths. */
export const pathList = (fallback: string, ini: Names, env: Names = []) =>
  row<readonly string[]>('pathList', fallback, ini, env);

/** Colon-separated paths. */
export const pathSpec = (fallback: string, ini: Names, env: Names = []) =>
  row<readonly string[]>('pathSpec', fallback, ini, env);

/** Text that is kept as written. */
export const raw = (fallback: string | null, ini: Names, env: Names = []) =>
  row<string | null>('raw', fallback, ini, env);

/** One of the named terminal colours. */
export const color = (fallback: string, ini: Names, env: Names = []) =>
  row<string>('string', fallback, ini, env, { choices: colorNames });

const colorNames: readonly string[] = [
  'black',
  'bright gray',
  'blue',
  'white',
  'green',
  'bright blue',
  'cyan',
  'bright green',
  'red',
  'bright cyan',
  'purple',
  'bright red',
  'yellow',
  'bright purple',
  'dark gray',
  'bright yellow',
  'magenta',
  'bright magenta',
  'normal',
];
