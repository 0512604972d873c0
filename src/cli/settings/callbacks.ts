import { isatty } from 'node:tty';
import type { ColorRole, Palette } from '../../callbacks/color.ts';
import { Display } from '../../callbacks/display.ts';
import { LogFile } from '../../callbacks/log-file.ts';
import { type CallbackOptions, defaultCallbackOptions } from '../../callbacks/options.ts';
import { DescriptorOutput } from '../../callbacks/output.ts';
import type { Settings } from './settings.ts';
import { resolvePath } from './value.ts';

export interface OutputContext {
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly verbosity: number;
}

/** The display on the process's own stdout and stderr. */
export function createDisplay({ settings, env, verbosity }: OutputContext): Display {
  const stdout = new DescriptorOutput(1);
  const stderr = new DescriptorOutput(2);
  const terminal = isatty(1);
  const path = settings.DEFAULT_LOG_PATH;
  const log = path === null ? undefined : LogFile.open(path);
  if (path !== null && log === undefined) {
    stderr.write(
      `[WARNING]: log file at ${path} is not writeable and we cannot create it, aborting\n\n`,
    );
  }
  return new Display({
    stdout,
    stderr,
    verbosity,
    color:
      settings.ANSIBLE_FORCE_COLOR ||
      (terminal && !settings.ANSIBLE_NOCOLOR && hasColors(env.TERM)),
    palette: palette(settings),
    terminalColumns: terminal ? process.stdout.columns : undefined,
    log,
    deprecationWarnings: settings.DEPRECATION_WARNINGS,
    systemWarnings: settings.SYSTEM_WARNINGS,
    verboseToStderr: settings.VERBOSE_TO_STDERR,
  });
}

/** Whether a kind of terminal knows colors; one that has no name doesn't. */
const hasColors = (kind = ''): boolean => !/^$|^(?:dumb|unknown)$|^vt\d|-m(?:ono)?$/.test(kind);

function palette(settings: Settings): Palette {
  return {
    changed: settings.COLOR_CHANGED,
    debug: settings.COLOR_DEBUG,
    deprecate: settings.COLOR_DEPRECATE,
    diffAdd: settings.COLOR_DIFF_ADD,
    diffLines: settings.COLOR_DIFF_LINES,
    diffRemove: settings.COLOR_DIFF_REMOVE,
    error: settings.COLOR_ERROR,
    highlight: settings.COLOR_HIGHLIGHT,
    ok: settings.COLOR_OK,
    skip: settings.COLOR_SKIP,
    unreachable: settings.COLOR_UNREACHABLE,
    verbose: settings.COLOR_VERBOSE,
    warn: settings.COLOR_WARN,
  } satisfies Record<ColorRole, string>;
}

export interface CommandOutput {
  readonly check: boolean;
  /** `--tree` of ad-hoc commands. */
  readonly tree?: string | null | undefined;
  readonly positionals: readonly string[];
  readonly named?: readonly (readonly [name: string, value: string])[] | undefined;
}

/** What the settings and a command's options mean for the callbacks. */
export function callbackOptions(context: OutputContext, command: CommandOutput): CallbackOptions {
  const { settings } = context;
  const limit = settings.PROFILE_TASKS_OUTPUT_LIMIT;
  return {
    ...defaultCallbackOptions,
    displaySkippedHosts: settings.CALLBACK_DISPLAY_SKIPPED_HOSTS,
    displayOkHosts: settings.CALLBACK_DISPLAY_OK_HOSTS,
    displayFailedStderr: settings.CALLBACK_DISPLAY_FAILED_STDERR,
    showCustomStats: settings.CALLBACK_SHOW_CUSTOM_STATS,
    showPerHostStart: settings.CALLBACK_SHOW_PER_HOST_START,
    checkModeMarkers: settings.CALLBACK_CHECK_MODE_MARKERS,
    showTaskPathOnFailure: settings.CALLBACK_SHOW_TASK_PATH_ON_FAILURE,
    resultFormat: settings.CALLBACK_RESULT_FORMAT === 'yaml' ? 'yaml' : 'json',
    prettyResults: settings.CALLBACK_FORMAT_PRETTY,
    displayArgsToStdout: settings.DISPLAY_ARGS_TO_STDOUT,
    actionWarnings: settings.ACTION_WARNINGS,
    diffContext: settings.DIFF_CONTEXT,
    check: command.check,
    positionalArguments: command.positionals,
    namedArguments: command.named ?? [],
    treeDirectory: resolvePath(
      command.tree ?? settings.CALLBACK_TREE_DIR ?? '~/.ansible/tree',
      context,
    ),
    jobEventsDirectory: settings.JOB_EVENTS_DIR,
    jsonIndent: settings.CALLBACK_JSON_INDENT,
    junit: {
      outputDirectory: settings.JUNIT_OUTPUT_DIR,
      taskClass: settings.JUNIT_TASK_CLASS,
      taskRelativePath: settings.JUNIT_TASK_RELATIVE_PATH,
      replaceOutOfTreePath: settings.JUNIT_REPLACE_OUT_OF_TREE_PATH,
      failOnChange: settings.JUNIT_FAIL_ON_CHANGE,
      failOnIgnore: settings.JUNIT_FAIL_ON_IGNORE,
      includeSetupTasks: settings.JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT,
      hideTaskArguments: settings.JUNIT_HIDE_TASK_ARGUMENTS,
      testCasePrefix: settings.JUNIT_TEST_CASE_PREFIX,
    },
    profileTasks: {
      outputLimit: limit === 'all' ? null : Number(limit),
      sortOrder: sortOrder(settings.PROFILE_TASKS_SORT_ORDER),
    },
  };
}

function sortOrder(text: string): 'descending' | 'ascending' | 'none' {
  return text === 'ascending' || text === 'none' ? text : 'descending';
}
