/** Arguments that say how a release is to be deployed. */
export interface DeployArguments {
  readonly release_name: string;
  readonly chart_ref: string | null;
  readonly values_files: readonly string[];
  readonly wait: boolean;
  readonly wait_timeout: string | null;
  readonly timeout: string | null;
  readonly atomic: boolean;
  readonly replace: boolean;
  readonly disable_hook: boolean;
  readonly create_namespace: boolean;
  readonly post_renderer: string | null;
  readonly skip_crds: boolean;
  readonly history_max: number | null;
  readonly purge: boolean;
  readonly chart_version: string | null;
  readonly chart_repo_url: string | null;
}

/** The command line that installs or upgrades a release; `values` is a file of values. */
export function deployCommand(
  helm: string,
  args: DeployArguments,
  {
    force,
    dependencies,
    values,
    settings,
  }: {
    readonly force: boolean;
    readonly dependencies: boolean;
    readonly values: string | null;
    readonly settings: string;
  },
): string {
  const { wait, wait_timeout, history_max } = args;
  return [
    helm,
    // `upgrade` knows no --replace; without --reset-values those of the last release would stay.
    args.replace ? 'install' : 'upgrade -i --reset-values',
    args.replace && dependencies && '--dependency-update',
    wait && '--wait',
    wait && wait_timeout !== null && `--timeout ${wait_timeout}`,
    args.atomic && '--atomic',
    args.timeout && `--timeout ${args.timeout}`,
    force && '--force',
    args.replace && '--replace',
    args.disable_hook && '--no-hooks',
    args.create_namespace && '--create-namespace',
    ...args.values_files.map((file) => `--values=${file}`),
    values !== null && `-f=${values}`,
    args.post_renderer && `--post-renderer=${args.post_renderer}`,
    args.skip_crds && '--skip-crds',
    history_max !== null && `--history-max=${history_max}`,
    settings,
    args.release_name,
    args.chart_ref,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The command line that removes a release. */
export function uninstallCommand(helm: string, args: DeployArguments, wait: boolean): string {
  const options = [
    !args.purge && '--keep-history',
    args.disable_hook && '--no-hooks',
    wait && '--wait',
    args.wait_timeout !== null && `--timeout ${args.wait_timeout}`,
  ].filter(Boolean);
  // The command is part of the result: the blank after the subcommand is the collection's.
  return [`${helm} uninstall `, ...options, args.release_name].join(' ');
}

/** The command line that asks the diff plugin what an upgrade would change. */
export function diffCommand(helm: string, args: DeployArguments, values: string | null): string {
  return [
    helm,
    'diff upgrade',
    args.release_name,
    args.chart_ref,
    args.chart_repo_url !== null && `--repo=${args.chart_repo_url}`,
    args.chart_version !== null && `--version=${args.chart_version}`,
    !args.replace && '--reset-values',
    values !== null && `-f=${values}`,
    ...args.values_files.map((file) => `-f=${file}`),
  ]
    .filter(Boolean)
    .join(' ');
}

/** Options for single values. */
export function settingOptions(values: readonly Readonly<Record<string, unknown>>[]): string {
  return values
    .map(({ value, value_type: type = 'raw' }) =>
      type === 'raw' ? `--set ${String(value)}` : `--set-${String(type)} '${String(value)}'`,
    )
    .join(' ');
}
