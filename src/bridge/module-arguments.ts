import type { ModuleContext } from '../modules/contract.ts';
import { dumpJson, fromPlain, str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import { variableOf } from './interpreter.ts';

/** Settings that modules are told. */
export interface ModuleSettings {
  readonly verbosity: number;
  readonly debug: boolean;
  readonly noTargetSyslog: boolean;
  readonly syslogFacility: string;
  readonly selinuxSpecialFilesystems: readonly string[];
  readonly stringConversionAction: string;
  readonly shellExecutable: string;
  readonly keepRemoteFiles: boolean;
  readonly remoteTmp: string;
  /** PYTHON_MODULE_RLIMIT_NOFILE; 0 leaves the host's limit. */
  readonly mostOpenFiles: number;
}

/** The Ansible that modules take themselves to be run by, where none is installed. */
export const VERSION = '2.14.18';

/** A task's arguments with those that Ansible adds for every module. */
export function moduleArguments(
  raw: Readonly<Record<string, unknown>>,
  context: Omit<ModuleContext<unknown>, 'args'>,
  settings: ModuleSettings,
  about: { readonly folder: string; readonly version: string | undefined },
): Dict {
  const variable = (name: string) => variableOf(context.controller, name);
  const args = fromPlain(raw) as Dict;
  const add = (name: string, value: Value) => args.set(`_ansible_${name}`, value);
  add('check_mode', context.check);
  add('no_log', context.noLog || settings.noTargetSyslog);
  add('debug', settings.debug);
  add('diff', context.diff);
  add('verbosity', settings.verbosity);
  add('version', about.version ?? VERSION);
  add('module_name', context.calledName ?? context.calledAs);
  add('syslog_facility', variable('ansible_syslog_facility') ?? settings.syslogFacility);
  add('selinux_special_fs', [...settings.selinuxSpecialFilesystems]);
  add('string_conversion_action', settings.stringConversionAction);
  add('socket', variable('ansible_socket') ?? null);
  add('shell_executable', variable('ansible_shell_executable') ?? settings.shellExecutable);
  add('keep_remote_files', settings.keepRemoteFiles);
  add('tmpdir', about.folder);
  add('remote_tmp', variable('ansible_remote_tmp') ?? settings.remoteTmp);
  return args;
}

/** Arguments as JSON text. */
export const asJson = (args: Value): string => dumpJson(args, { fallback: str });

/** Arguments as modules of the oldest style read them: `key=value` words. */
export function asWords(args: Dict): string {
  return [...args].map(([key, value]) => `${str(key)}=${shellWord(str(value))} `).join('');
}

function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
