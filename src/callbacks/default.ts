import type { Callback, EngineEvent, TaskInfo, TaskOutcome } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict, Value } from '../values/types.ts';
import { formatDiff } from './diff.ts';
import type { Display } from './display.ts';
import { dumpDiffSide, dumpResult } from './dump.ts';
import type { CallbackOptions } from './options.ts';
import { showRecap } from './recap.ts';
import { cleanResult, hostLabel, isInclude, itemLabel, reduceDebug, taskPath } from './result.ts';
import { showException, showWarnings } from './troubles.ts';

/** How a relative of the default callback writes results. */
export interface ResultStyle {
  readonly name: string;
  readonly dump: (result: Dict, indent?: number) => string;
  readonly dumpSide: (side: Dict) => string;
}

/** The default callback: Ansible's well-known output, line for line. */
export function createDefault(display: Display, options: CallbackOptions): Callback {
  const dump = { ...options, verbosity: display.verbosity };
  return createDefaultLike(display, options, {
    name: 'default',
    dump: (result, indent) => dumpResult(result, dump, indent),
    dumpSide: (side) => dumpDiffSide(side, dump),
  });
}

/** A callback with the default one's lines and results in another style. */
export function createDefaultLike(
  display: Display,
  options: CallbackOptions,
  style: ResultStyle,
): Callback {
  const lines = new DefaultLines(display, options, style);
  return {
    name: style.name,
    onEvent: (event) => lines.show(event),
    showDiff: (outcome) => lines.showDiff(outcome),
  };
}

const prefixes = { task: 'TASK', handler: 'RUNNING HANDLER', cleanup: 'CLEANUP TASK' } as const;

class DefaultLines {
  readonly #display: Display;
  readonly #options: CallbackOptions;
  readonly #style: ResultStyle;
  readonly #prefixes = new Map<string, string>();
  #lastBanner: string | undefined;
  /** Name as it was when the task started; undefined where hosts run on their own. */
  #lastName: string | undefined;
  #strategy = 'linear';
  #diffShown: TaskOutcome | undefined;

  constructor(display: Display, options: CallbackOptions, style: ResultStyle) {
    this.#display = display;
    this.#options = options;
    this.#style = style;
  }

  show(event: EngineEvent): void {
    const display = this.#display;
    switch (event.type) {
      case 'playbookStart':
        return this.#playbookStart(event.path);
      case 'playStart': {
        const name = event.play.name.trim();
        this.#strategy = event.play.strategy ?? 'linear';
        const title = name === '' ? 'PLAY' : `PLAY [${name}]`;
        return display.banner(title + this.#checkMarker(event.play.checkMode));
      }
      case 'noHostsMatched':
        return display.line('skipping: no hosts matched', { color: 'skip' });
      case 'noHostsRemaining':
        return display.banner('NO MORE HOSTS LEFT');
      case 'taskStart':
        return this.#taskStart(event.task, prefixes[event.kind]);
      case 'hostStart':
        if (this.#options.showPerHostStart) {
          const kind =
            this.#prefixes.get(event.task.uuid) === prefixes.handler ? 'HANDLER' : 'TASK';
          display.line(` [started ${kind}: ${event.task.name} on ${event.host}]`, { color: 'ok' });
        }
        return;
      case 'result':
        return this.#result(event.outcome);
      case 'itemResult':
        return this.#itemResult(event.outcome);
      case 'retry':
        return this.#retry(event.outcome, event.retries - event.attempt);
      case 'asyncPoll':
        return display.line(
          `ASYNC POLL on ${event.host}: jid=${event.jid} started=${field(event.result, 'started')} ` +
            `finished=${field(event.result, 'finished')}`,
          { color: 'debug' },
        );
      case 'asyncFinished':
        return this.#asyncFinished(event.host, event.failed, event.result);
      case 'included': {
        const label = event.label ?? null;
        const item = truthy(label) ? ` => (item=${str(label)})` : '';
        const hosts = event.hosts.join(', ');
        return display.line(`included: ${event.file} for ${hosts}${item}`, { color: 'skip' });
      }
      case 'notified':
        if (display.verbosity > 1) {
          display.line(`NOTIFIED HANDLER ${event.handler} for ${event.host}`, {
            color: 'verbose',
            screenOnly: true,
          });
        }
        return;
      case 'stats':
        return showRecap(event, display, this.#options, this.#style.dump);
    }
  }

  /** Shows an outcome's diff, which its line then comes without. */
  showDiff(outcome: TaskOutcome): void {
    const result = cleanResult(outcome);
    if (!(outcome.task.loop && result.has('results'))) this.#diff(outcome, result);
    this.#diffShown = outcome;
  }

  #playbookStart(path: string): void {
    const display = this.#display;
    if (display.verbosity > 1) display.banner(`PLAYBOOK: ${path.slice(path.lastIndexOf('/') + 1)}`);
    if (display.verbosity > 3) {
      const { positionalArguments, namedArguments } = this.#options;
      const line = (text: string) => display.line(text, { color: 'verbose', screenOnly: true });
      if (positionalArguments.length > 0) {
        line(`Positional arguments: ${positionalArguments.join(' ')}`);
      }
      for (const [name, value] of namedArguments) line(`${name}: ${value}`);
    }
    if (this.#options.check && this.#options.checkModeMarkers) display.banner('DRY RUN');
  }

  #checkMarker(checkMode: boolean): string {
    return checkMode && this.#options.checkModeMarkers ? ' [CHECK MODE]' : '';
  }

  #taskStart(task: TaskInfo, prefix: string): void {
    this.#prefixes.set(task.uuid, prefix);
    const onTheirOwn = /^(?:ansible\.(?:builtin|legacy)\.)?(?:free|host_pinned)$/;
    if (onTheirOwn.test(this.#strategy)) {
      this.#lastName = undefined;
      return;
    }
    this.#lastName = task.name.trim();
    if (this.#options.displaySkippedHosts && this.#options.displayOkHosts) this.#taskBanner(task);
  }

  #taskBanner(task: TaskInfo): void {
    let args = '';
    if (!task.noLog && this.#options.displayArgsToStdout) {
      args = ` ${[...task.args].map(([name, value]) => `${str(name)}=${str(value)}`).join(', ')}`;
    }
    const prefix = this.#prefixes.get(task.uuid) ?? prefixes.task;
    const name = this.#lastName ?? task.name.trim();
    this.#display.banner(`${prefix} [${name}${args}]${this.#checkMarker(task.checkMode)}`);
    if (this.#display.verbosity >= 2) this.#taskPath(task);
    this.#lastBanner = task.uuid;
  }

  #needBanner(task: TaskInfo): void {
    if (this.#lastBanner !== task.uuid) this.#taskBanner(task);
  }

  #taskPath(task: TaskInfo): void {
    const path = taskPath(task);
    if (path !== undefined) this.#display.line(`task path: ${path}`, { color: 'debug' });
  }

  #isVerbose(outcome: TaskOutcome, result: Dict, verbosity = 0): boolean {
    if (outcome.result.get('_ansible_verbose_override') === true) return false;
    return this.#display.verbosity > verbosity || result.get('_ansible_verbose_always') === true;
  }

  #result(outcome: TaskOutcome): void {
    switch (outcome.status) {
      case 'ok':
        return this.#ok(outcome);
      case 'failed':
        return this.#failed(outcome);
      case 'skipped':
        return this.#skipped(outcome);
      case 'unreachable':
        return this.#unreachable(outcome);
    }
  }

  #ok(outcome: TaskOutcome): void {
    const { task, changed } = outcome;
    if (isInclude(task)) return this.#needBanner(task);
    const result = cleanResult(outcome);
    const ofLoop = task.loop && result.has('results');
    if (!ofLoop) this.#diff(outcome, result);
    if (!changed && !this.#options.displayOkHosts) return;
    this.#needBanner(task);
    if (this.#options.actionWarnings) showWarnings(result, this.#display);
    if (ofLoop) return;
    reduceDebug(result, task);
    let line = `${changed ? 'changed' : 'ok'}: [${hostLabel(outcome)}]`;
    if (this.#isVerbose(outcome, result)) line += ` => ${this.#style.dump(result)}`;
    this.#display.line(line, { color: changed ? 'changed' : 'ok' });
  }

  #failed(outcome: TaskOutcome): void {
    const { task } = outcome;
    const stderr = this.#options.displayFailedStderr;
    const result = cleanResult(outcome);
    reduceDebug(result, task);
    this.#needBanner(task);
    showException(result, this.#display, stderr);
    if (this.#options.actionWarnings) showWarnings(result, this.#display);
    if (!(task.loop && result.has('results'))) {
      if (this.#display.verbosity < 2 && this.#options.showTaskPathOnFailure) this.#taskPath(task);
      const text = `fatal: [${hostLabel(outcome)}]: FAILED! => ${this.#style.dump(result)}`;
      this.#display.line(text, { color: 'error', stderr });
    }
    if (outcome.ignoreErrors) this.#display.line('...ignoring', { color: 'skip' });
  }

  #skipped(outcome: TaskOutcome): void {
    if (!this.#options.displaySkippedHosts) return;
    const result = cleanResult(outcome);
    reduceDebug(result, outcome.task);
    this.#needBanner(outcome.task);
    if (outcome.task.loop) result.delete('results');
    let line = `skipping: [${outcome.host}]`;
    if (this.#isVerbose(outcome, result)) line += ` => ${this.#style.dump(result)}`;
    this.#display.line(line, { color: 'skip' });
  }

  #unreachable(outcome: TaskOutcome): void {
    this.#needBanner(outcome.task);
    const result = this.#style.dump(cleanResult(outcome));
    this.#display.line(`fatal: [${hostLabel(outcome)}]: UNREACHABLE! => ${result}`, {
      color: 'unreachable',
      stderr: this.#options.displayFailedStderr,
    });
    if (outcome.ignoreUnreachable) this.#display.line('...ignoring', { color: 'skip' });
  }

  #itemResult(outcome: TaskOutcome): void {
    const { task, changed, status } = outcome;
    const label = str(itemLabel(outcome));
    const result = cleanResult(outcome);
    if (status === 'failed' || status === 'unreachable') {
      const stderr = this.#options.displayFailedStderr;
      this.#needBanner(task);
      reduceDebug(result, task);
      showException(result, this.#display, stderr);
      if (this.#options.actionWarnings) showWarnings(result, this.#display);
      const text = `failed: [${hostLabel(outcome)}] (item=${label}) => ${this.#style.dump(result)}`;
      return this.#display.line(text, { color: 'error', stderr });
    }
    if (status === 'skipped') {
      if (!this.#options.displaySkippedHosts) return;
      this.#needBanner(task);
      reduceDebug(result, task);
      let line = `skipping: [${outcome.host}] => (item=${label}) `;
      if (this.#isVerbose(outcome, result)) line += ` => ${this.#style.dump(result)}`;
      return this.#display.line(line, { color: 'skip' });
    }
    this.#diff(outcome, result);
    if (isInclude(task)) return;
    if (!changed && !this.#options.displayOkHosts) return;
    this.#needBanner(task);
    reduceDebug(result, task);
    let line = `${changed ? 'changed' : 'ok'}: [${hostLabel(outcome)}] => (item=${label})`;
    if (this.#isVerbose(outcome, result)) line += ` => ${this.#style.dump(result)}`;
    this.#display.line(line, { color: changed ? 'changed' : 'ok' });
  }

  #diff(outcome: TaskOutcome, result: Dict): void {
    const diff = result.get('diff');
    if (this.#diffShown === outcome) return;
    if (!outcome.task.diff || diff === undefined || !truthy(diff) || !outcome.changed) return;
    const text = formatDiff(diff, this.#display, {
      context: this.#options.diffContext,
      dumpSide: this.#style.dumpSide,
    });
    if (text === '') return;
    this.#needBanner(outcome.task);
    this.#display.line(text);
  }

  #retry(outcome: TaskOutcome, left: number): void {
    const { role, name, action } = outcome.task;
    const prefix = role === undefined ? '' : `${role} : `;
    // Ansible tells a task's own name here, and role and module where the task has none.
    const own =
      name.startsWith(prefix) && name !== prefix + action ? name.slice(prefix.length) : name;
    let line = `FAILED - RETRYING: [${hostLabel(outcome)}]: ${own} (${left} retries left).`;
    const result = cleanResult(outcome);
    if (this.#isVerbose(outcome, result, 2)) line += `Result was: ${this.#style.dump(result)}`;
    this.#display.line(line, { color: 'debug' });
  }

  #asyncFinished(host: string, failed: boolean, result: Dict): void {
    let jid = result.get('ansible_job_id');
    const inner = result.get('async_result');
    if (failed && (jid === undefined || !truthy(jid)) && inner instanceof Map) {
      jid = inner.get('ansible_job_id');
    }
    const state = failed ? 'FAILED' : 'OK';
    this.#display.line(`ASYNC ${state} on ${host}: jid=${str(jid ?? null)}`, { color: 'debug' });
  }
}

function field(result: Dict, name: string): string {
  const value: Value = result.get(name) ?? null;
  return str(value);
}
