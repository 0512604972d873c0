import type { Result } from '../contract.ts';
import { packageText, type RpmPackage } from './rpm-packages.ts';

/** What a transaction brings and takes, as dnf writes packages. */
export interface Transaction {
  readonly installed: readonly string[];
  readonly removed: readonly string[];
  /** It changes what is known of modules, whatever becomes of packages. */
  readonly modules: boolean;
}

const PACKAGES =
  /^(Installing|Upgrading|Downgrading|Reinstalling|Removing)(?: (?:dependencies|weak dependencies|group\/module packages|dependent packages|unused dependencies))?:$/;
const MODULES =
  /^(?:(?:Installing|Disabling|Removing) module profiles|\w+ module streams|Resetting modules):$/;

/**
 * Reads the table that dnf shows before it begins. Long names take a line of their own there, so words are counted.
 * @param known packages that are installed: the table does not say which versions an upgrade replaces
 */
export function plannedTransaction(text: string, known: readonly RpmPackage[]): Transaction {
  const table = /^Dependencies resolved\.\n([\s\S]*?)^Transaction Summary/m.exec(text)?.[1] ?? '';
  const [installed, removed]: [string[], string[]] = [[], []];
  let modules = false;
  let action: string | undefined;
  let words: string[] = [];
  const take = (): void => {
    for (const one of rows(words)) {
      if (one.replaced) removed.push(one.text);
      else if (action === 'Removing') removed.push(one.text);
      else installed.push(one.text);
      if (action !== 'Upgrading' && action !== 'Downgrading') continue;
      const old = one.replaced ? undefined : known.find((each) => isSame(each, one));
      if (old !== undefined) removed.push(packageText(old));
    }
    words = [];
  };
  for (const line of table.split('\n')) {
    if (/^[A-Z].*:$/.test(line)) {
      take();
      action = PACKAGES.exec(line)?.[1];
      modules ||= MODULES.test(line);
    } else if (/^\s/.test(line) && action !== undefined) words.push(...line.trim().split(/\s+/));
  }
  take();
  return { installed, removed, modules };
}

interface Row {
  readonly text: string;
  readonly name: string;
  readonly arch: string;
  /** The package goes because another one takes its place. */
  readonly replaced: boolean;
}

/** Rows are name, architecture, version, repository and size, which may have a unit. */
function* rows(words: readonly string[]): Generator<Row> {
  for (let at = 0; at + 2 < words.length; ) {
    const [first = '', second = '', third = ''] = words.slice(at, at + 3);
    if (first === 'replacing') {
      const dot = second.lastIndexOf('.');
      const [name, arch] = [second.slice(0, dot), second.slice(dot + 1)];
      yield { text: `${name}-${third}.${arch}`, name, arch, replaced: true };
      at += 3;
      continue;
    }
    yield { text: `${first}-${third}.${second}`, name: first, arch: second, replaced: false };
    at += /^[kMGTPEZY]$/.test(words[at + 5] ?? '') ? 6 : 5;
  }
}

const isSame = (known: RpmPackage, { name, arch }: Row): boolean =>
  known.name === name && (known.arch === arch || known.arch === 'noarch' || arch === 'noarch');

/** What came and went between two looks at rpm's database. */
export function packageDifference(
  before: readonly RpmPackage[],
  after: readonly RpmPackage[],
): Pick<Transaction, 'installed' | 'removed'> {
  const [had, has] = [before.map(packageText), after.map(packageText)];
  return {
    installed: has.filter((one) => !had.includes(one)),
    removed: had.filter((one) => !has.includes(one)),
  };
}

export const saysNothing = (text: string): boolean =>
  /^(Nothing to do\.|No packages marked for (update|removal|upgrade))/m.test(text);

/**
 * The failed result for what dnf printed, in the words of the module in Python.
 * @param specs packages that were asked for
 */
export function dnfFailure(stdout: string, stderr: string, specs: readonly string[] = []): Result {
  const text = `${stdout}\n${stderr}`;
  const failed = (msg: string, fields: Result = {}): Result => ({
    failed: true,
    changed: false,
    ...fields,
    msg,
  });
  const failures = [...text.matchAll(UNFOUND)].map(([, reason, name = '']) =>
    reason === 'No match'
      ? `No package ${name} available.`
      : `${name} ${reason} for argument: ${name}`,
  );
  for (const [, name = ''] of text.matchAll(
    /^Unable to match profile for argument (\S+?)\.(?: Available profiles .*)?$/gm,
  )) {
    failures.push(`${name} Problems in request:\nmissing groups or modules: ${name}`);
  }
  if (/^Error: There are no enabled repositories/m.test(stderr)) {
    failures.push(...specs.map((name) => `No package ${name} available.`));
  }
  if (failures.length > 0) {
    const msg = 'Failed to install some of the specified packages';
    return failed(msg, { failures, results: [], rc: 1 });
  }
  const signature = UNSIGNED.exec(text);
  if (signature !== null) {
    const { installed } = plannedTransaction(stdout, []);
    const file = signature[1] ?? signature[2];
    const one = installed.find((name) => `${name}.rpm` === file) ?? installed[0] ?? '';
    return failed(`Failed to validate GPG signature for ${one}: ${signature[0]}`);
  }
  const unreachable = /^(?:Curl error \((\d+)\): .*|Status code: (\d+)) for (\S+)/m.exec(text);
  if (unreachable?.[3]?.endsWith('.rpm')) {
    const [, curl = '', status, url] = unreachable;
    const reason =
      status === undefined
        ? `Request failed: <urlopen error ${UNREACHABLE[curl] ?? unreachable[0]}>`
        : `HTTP Error ${status}`;
    return failed(`Failure downloading ${url}, ${reason}`);
  }
  const unopened = /^Can not load RPM file: (.*)\.$/m.exec(text);
  if (unopened !== null) return failed(`Could not open: ${unopened[1]}`, { results: [], rc: 1 });
  const download = /^Error: Error downloading packages:\n([\s\S]*)$/m.exec(text);
  if (download !== null) {
    return failed(`Failed to download packages: ${download[1]?.trim()}`, { results: [] });
  }
  const [, error] = stderr.split(/^Error: /m);
  const problem = error?.replace(/\n\(try to add [\s\S]*$/, '').trimEnd();
  const kind = /^\s*Problem/.test(problem ?? '') ? 'Depsolve' : 'Unknown';
  return failed(`${kind} Error occurred: ${problem ?? (stderr.trim() || stdout.trim())}`, {
    failures: [],
    results: [],
    rc: 1,
  });
}

const UNFOUND =
  /^(No match|All matches were filtered out by (?:exclude|modular) filtering) for argument: (.*)$/gm;
const UNSIGNED = /^(?:Package (\S+) is not signed|Public key for (\S+) is not installed.*)$/m;

/** Python's words for what curl can't do, by curl's number. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  6: '[Errno -2] Name or service not known',
  7: '[Errno 111] Connection refused',
  28: 'timed out',
};
