import type { BecomeOptions, RunOptions } from '../engine/run-context.ts';
import type { AdhocArguments, PlaybookArguments } from './arguments/arguments.ts';
import type { Passwords } from './passwords.ts';
import type { Settings } from './settings/settings.ts';

type Arguments = Pick<
  PlaybookArguments,
  | 'check'
  | 'diff'
  | 'forks'
  | 'verbosity'
  | 'connection'
  | 'remoteUser'
  | 'privateKeyFile'
  | 'sshCommonArgs'
  | 'sshExtraArgs'
  | 'timeout'
  | 'become'
  | 'becomeMethod'
  | 'becomeUser'
> &
  Partial<
    Pick<
      PlaybookArguments,
      'foresee' | 'tags' | 'skipTags' | 'startAtTask' | 'step' | 'forceHandlers'
    >
  > &
  Partial<Pick<AdhocArguments, 'taskTimeout'>>;

/** What a run does, from the command line over the settings. */
export function runOptions(args: Arguments, settings: Settings, passwords: Passwords): RunOptions {
  const given = <T>(value: T | null | undefined): T | undefined =>
    value === null ? undefined : value;
  return {
    check: args.check || (args.foresee ?? false),
    foresee: args.foresee ?? false,
    diff: args.diff,
    forks: args.forks,
    tags: { only: new Set(args.tags ?? ['all']), skip: new Set(args.skipTags ?? []) },
    startAtTask: given(args.startAtTask),
    step: args.step ?? false,
    forceHandlers: args.forceHandlers ?? settings.DEFAULT_FORCE_HANDLERS,
    verbosity: args.verbosity,
    connection: {
      type: args.connection,
      user: given(args.remoteUser),
      port: given(settings.DEFAULT_REMOTE_PORT),
      password: passwords.connection,
      privateKeyFile: given(args.privateKeyFile),
      sshArgs: given(settings.SSH_ARGS),
      sshCommonArgs: given(args.sshCommonArgs) ?? settings.SSH_COMMON_ARGS,
      sshExtraArgs: given(args.sshExtraArgs) ?? settings.SSH_EXTRA_ARGS,
      hostKeyChecking: settings.HOST_KEY_CHECKING,
      timeout: args.timeout,
      retries: settings.SSH_RETRIES,
      shellExecutable: settings.DEFAULT_EXECUTABLE,
      remoteTmp: undefined,
    },
    become: {
      enabled: args.become,
      method: args.becomeMethod,
      user: given(args.becomeUser) ?? settings.DEFAULT_BECOME_USER,
      allowSameUser: settings.BECOME_ALLOW_SAME_USER,
      password: passwords.become,
      exe: given(settings.DEFAULT_BECOME_EXE),
      flags: given(settings.DEFAULT_BECOME_FLAGS),
      ofMethod: {
        sudo: becomeOptions(settings, 'SUDO'),
        su: becomeOptions(settings, 'SU'),
      },
    },
    anyErrorsFatal: settings.ANY_ERRORS_FATAL,
    noLog: settings.DEFAULT_NO_LOG,
    gathering: settings.DEFAULT_GATHERING,
    gatherSubset: given(settings.DEFAULT_GATHER_SUBSET),
    gatherTimeout: given(settings.DEFAULT_GATHER_TIMEOUT),
    factsModules: settings.FACTS_MODULES,
    factPath: given(settings.DEFAULT_FACT_PATH),
    strategy: settings.DEFAULT_STRATEGY,
    errorOnMissingHandler: settings.ERROR_ON_MISSING_HANDLER,
    taskTimeout: given(args.taskTimeout) ?? settings.TASK_TIMEOUT,
    pollInterval: settings.DEFAULT_POLL_INTERVAL,
    asyncFolder: settings.SHELL_ASYNC_DIR,
    jinja2Native: settings.DEFAULT_JINJA2_NATIVE,
    managed: settings.DEFAULT_MANAGED_STR,
    debugger: {
      enabled: settings.ENABLE_TASK_DEBUGGER,
      ignoresErrors: settings.TASK_DEBUGGER_IGNORE_ERRORS,
    },
    retryFiles: settings.RETRY_FILES_ENABLED
      ? { folder: given(settings.RETRY_FILES_SAVE_PATH) }
      : undefined,
  };
}

/** What environment and ansible.cfg say of a become method alone. */
function becomeOptions(settings: Settings, method: 'SUDO' | 'SU'): BecomeOptions {
  const said = (option: 'PASS' | 'EXE' | 'FLAGS'): string | undefined => {
    const name = `${method}_${option}` as const;
    return settings.origins.get(name) === 'default' ? undefined : (settings[name] ?? undefined);
  };
  return { password: said('PASS'), exe: said('EXE'), flags: said('FLAGS') };
}
