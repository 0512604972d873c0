/** What the settings and the command line say about output; each callback takes what concerns it. */
export interface CallbackOptions {
  readonly displaySkippedHosts: boolean;
  readonly displayOkHosts: boolean;
  readonly displayFailedStderr: boolean;
  readonly showCustomStats: boolean;
  readonly showPerHostStart: boolean;
  readonly checkModeMarkers: boolean;
  readonly showTaskPathOnFailure: boolean;
  readonly resultFormat: 'json' | 'yaml';
  /** null: as the format likes it. */
  readonly prettyResults: boolean | null;
  readonly displayArgsToStdout: boolean;
  readonly actionWarnings: boolean;
  /** Unchanged lines around a change in diffs. */
  readonly diffContext: number;
  /** --check */
  readonly check: boolean;
  /** The command line at -vvvv: positional arguments, then options with a value. */
  readonly positionalArguments: readonly string[];
  readonly namedArguments: readonly (readonly [name: string, value: string])[];
  /** Folder for the tree callback. */
  readonly treeDirectory: string;
  /** Folder for the job_events callback: one for each run. */
  readonly jobEventsDirectory: string;
  readonly jsonIndent: number;
  readonly junit: JunitOptions;
  readonly profileTasks: ProfileTasksOptions;
}

export interface JunitOptions {
  readonly outputDirectory: string;
  /** One class a file, instead of one a task. */
  readonly taskClass: boolean;
  /** Folder that class names are relative to; empty: absolute paths. */
  readonly taskRelativePath: string;
  readonly replaceOutOfTreePath: string | null;
  readonly failOnChange: boolean;
  readonly failOnIgnore: boolean;
  readonly includeSetupTasks: boolean;
  readonly hideTaskArguments: boolean;
  readonly testCasePrefix: string;
}

interface ProfileTasksOptions {
  /** Tasks in the summary; null: all. */
  readonly outputLimit: number | null;
  readonly sortOrder: 'descending' | 'ascending' | 'none';
}

export const defaultCallbackOptions: CallbackOptions = {
  displaySkippedHosts: true,
  displayOkHosts: true,
  displayFailedStderr: false,
  showCustomStats: false,
  showPerHostStart: false,
  checkModeMarkers: false,
  showTaskPathOnFailure: false,
  resultFormat: 'json',
  prettyResults: null,
  displayArgsToStdout: false,
  actionWarnings: true,
  diffContext: 3,
  check: false,
  positionalArguments: [],
  namedArguments: [],
  treeDirectory: '~/.ansible/tree',
  jobEventsDirectory: '~/.ansible/artifacts',
  jsonIndent: 4,
  junit: {
    outputDirectory: '~/.ansible.log',
    taskClass: false,
    taskRelativePath: '',
    replaceOutOfTreePath: null,
    failOnChange: false,
    failOnIgnore: false,
    includeSetupTasks: true,
    hideTaskArguments: false,
    testCasePrefix: '',
  },
  profileTasks: { outputLimit: 20, sortOrder: 'descending' },
};
