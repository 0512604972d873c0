import type { BridgeSettings } from '../bridge/bridge.ts';
import type { Interpreters } from '../bridge/interpreter.ts';
import type { RunOptions } from '../engine/run-context.ts';
import { collectionRoots } from './settings/collection-roots.ts';
import type { Settings } from './settings/settings.ts';

/** What modules that aren't native are told, from the settings. */
export function bridgeSettings(
  settings: Settings,
  options: RunOptions,
  interpreters: Interpreters,
  { secrets, engine }: Pick<BridgeSettings, 'secrets'> & Required<Pick<BridgeSettings, 'engine'>>,
): BridgeSettings {
  return {
    module: {
      verbosity: options.verbosity,
      debug: settings.DEFAULT_DEBUG,
      noTargetSyslog: settings.DEFAULT_NO_TARGET_SYSLOG,
      syslogFacility: settings.DEFAULT_SYSLOG_FACILITY,
      selinuxSpecialFilesystems: settings.DEFAULT_SELINUX_SPECIAL_FS,
      stringConversionAction: settings.STRING_CONVERSION_ACTION,
      shellExecutable: settings.DEFAULT_EXECUTABLE,
      keepRemoteFiles: settings.DEFAULT_KEEP_REMOTE_FILES,
      remoteTmp: settings.SHELL_REMOTE_TMP,
      mostOpenFiles: settings.PYTHON_MODULE_RLIMIT_NOFILE,
    },
    interpreters,
    collectionsPaths: collectionRoots(settings),
    secrets,
    engine,
  };
}
