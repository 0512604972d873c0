import type { Callback, EngineEvent, TaskInfo, TaskOutcome } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Dict } from '../values/types.ts';
import { createDefault } from './default.ts';
import { formatDiff } from './diff.ts';
import type { Display } from './display.ts';
import { dumpDiffSide, dumpResult } from './dump.ts';
import type { CallbackOptions } from './options.ts';
import { showDenseSummary } from './recap.ts';
import { cleanResult, isInclude } from './result.ts';
import { showWarnings } from './troubles.ts';

/** Control sequences of terminals, which are written whether stdout is one or not. */
const reset = '\x1b[0;0m';
const bold = '\x1b[1m';
const underline = '\x1b[4m';
const eraseLine = '\x1b[2K';
const save = '\x1b[s';
const restore = '\x1b[u';
const wrapOff = '\x1b[7l';
const wrapOn = '\x1b[7h';

/** Back to the start of the line that is shown. */
const back = restore + reset;
/** Leaves the line on screen and goes on below it. */
const below = `${back}\n${save}${eraseLine}`;

/** What can become of a host in a task, the worst last, with its colour. */
const states = {
  skipped: '\x1b[0;36m',
  ok: '\x1b[0;32m',
  changed: '\x1b[0;33m',
  ignored: '\x1b[46m\x1b[1;31m',
  failed: '\x1b[0;31m',
  unreachable: '\x1b[1;31m',
} as const;
type State = keyof typeof states;
const ranks = Object.keys(states);

const needless = [
  'delta',
  'end',
  'failed',
  'failed_when_result',
  'invocation',
  'start',
  'stdout_lines',
];

/** `dense`: one line that is written over, kept where something changed; from -vv on the default callback. */
export function createDense(display: Display, options: CallbackOptions): Callback {
  if (display.verbosity >= 2) return { ...createDefault(display, options), name: 'dense' };
  const lines = new DenseLines(display, options);
  return {
    name: 'dense',
    onEvent: (event) => lines.show(event),
    close: () => lines.close(),
  };
}

class DenseLines {
  readonly #display: Display;
  readonly #options: CallbackOptions;
  readonly #hosts = new Map<string, { state: State; delegate?: string | undefined }>();
  readonly #counts = { play: 0, task: 0, handler: 0 };
  #kind: 'task' | 'handler' = 'task';
  #task: TaskInfo | undefined;
  /** The line shown must stay. */
  #keeps = false;
  #titled = false;
  #diffBanner: string | undefined;

  constructor(display: Display, options: CallbackOptions) {
    this.#display = display;
    this.#options = options;
    this.#write(reset + save + eraseLine);
  }

  close(): void {
    this.#write(below);
  }

  #write(text: string): void {
    this.#display.line(text, { newline: false, screenOnly: true });
  }

  show(event: EngineEvent): void {
    switch (event.type) {
      case 'playStart': {
        this.#leave(eraseLine, bold);
        this.#counts.play++;
        this.#counts.task = 0;
        this.#counts.handler = 0;
        const name = event.play.name.trim() || 'unnamed';
        return this.#write(`PLAY ${this.#counts.play}: ${name.toUpperCase()}${below}`);
      }
      case 'taskStart':
        return this.#taskStart(event.task, event.kind);
      case 'result':
        this.#diff(event.outcome);
        return this.#outcome(event.outcome);
      case 'itemResult':
        return this.#outcome(event.outcome);
      case 'noHostsRemaining':
        this.#leave(eraseLine, '');
        return this.#write(`\x1b[1;37m\x1b[41mNO MORE HOSTS LEFT${below}`);
      case 'stats':
        this.#leave(eraseLine, '');
        if (this.#display.verbosity > 0) {
          this.#write(`${bold}${underline}SUMMARY${below}`);
          showDenseSummary(event.stats, this.#display);
        }
    }
  }

  /** Goes to a fresh line where the last one must stay, else to the start of it. */
  #leave(erase: string, style: string): void {
    const stays = this.#display.verbosity === 0 && this.#keeps;
    this.#write((stays ? below : back + erase) + style);
    this.#keeps = false;
  }

  #taskStart(task: TaskInfo, kind: 'task' | 'handler' | 'cleanup'): void {
    if (kind === 'cleanup') return this.#write('cleanup.');
    this.#leave(kind === 'handler' ? eraseLine : '', underline);
    this.#titled = false;
    this.#hosts.clear();
    this.#task = task;
    this.#kind = kind;
    // Gathering facts is not counted when it is named after its module.
    if (task.name !== 'setup') this.#counts[kind]++;
    this.#write(`${kind} ${this.#counts[kind]}.${reset}`);
  }

  #outcome(outcome: TaskOutcome): void {
    const { host, changed } = outcome;
    const status = outcome.status === 'ok' && changed ? 'changed' : outcome.status;
    const state: State = status === 'failed' && outcome.ignoreErrors ? 'ignored' : status;
    const known = this.#hosts.get(host);
    const worse = known === undefined || ranks.indexOf(known.state) < ranks.indexOf(state);
    const delegate = delegateOf(outcome) ?? known?.delegate;
    this.#hosts.set(host, { state: worse ? state : known.state, delegate });
    this.#progress();
    if (state !== 'changed' && state !== 'failed' && state !== 'unreachable') return;
    this.#keeps = true;
    if (this.#display.verbosity === 1) {
      this.#title();
      this.#result(outcome, state);
    }
  }

  #progress(): void {
    let text = `${back}${eraseLine}${wrapOff}${underline}${this.#kind} ${this.#counts[this.#kind]}:${reset}`;
    for (const [host, { state, delegate }] of this.#hosts) {
      text += ` ${delegate === undefined ? '' : `${delegate}>`}${states[state]}${host}${reset}`;
    }
    this.#write(text + wrapOn);
  }

  #title(): void {
    if (this.#titled) {
      this.#write(back + eraseLine);
    } else {
      this.#titled = true;
      const name = this.#task?.name.trim() ?? '';
      const count = this.#counts[this.#kind];
      this.#write(`${back}${eraseLine}${underline}${this.#kind} ${count}: ${name}${below}`);
    }
    this.#keeps = false;
  }

  #result(outcome: TaskOutcome, state: State): void {
    this.#write(back + eraseLine);
    if (isInclude(outcome.task)) return;
    const result = cleanResult(outcome);
    const ofLoop = outcome.task.loop && result.has('results');
    for (const [name, value] of [...result]) {
      const isText = typeof value === 'string' || Array.isArray(value) || value instanceof Map;
      if (needless.includes(str(name)) || (isText && !truthy(value))) result.delete(name);
    }
    if (ofLoop) return;
    const color = states[state];
    const delegate = delegateOf(outcome);
    const host =
      delegate === undefined ? outcome.host : `${reset}${outcome.host}>${color}${delegate}`;
    const text = this.#resultText(result, state);
    this.#write(`${color}${state}: ${host}: ${text}\n${reset}${save}${eraseLine}`);
    if (state === 'changed' && this.#options.actionWarnings) showWarnings(result, this.#display);
  }

  #resultText(result: Dict, state: State): string {
    if (state === 'failed' && result.delete('exception')) {
      return 'An exception occurred during task execution. To see the full traceback, use -vvv.';
    }
    const message = result.get('msg');
    if (state === 'unreachable' && message !== undefined) return str(message);
    return dumpResult(result, { ...this.#options, verbosity: this.#display.verbosity });
  }

  #diff(outcome: TaskOutcome): void {
    const { task, changed } = outcome;
    if (!task.diff || outcome.status !== 'ok') return;
    this.#write(bold);
    const diff = cleanResult(outcome).get('diff');
    if (changed && diff !== undefined && truthy(diff)) {
      const dump = { ...this.#options, verbosity: this.#display.verbosity };
      const text = formatDiff(diff, this.#display, {
        context: this.#options.diffContext,
        dumpSide: (side) => dumpDiffSide(side, dump),
      });
      if (text !== '') {
        if (this.#diffBanner !== task.uuid) this.#display.banner(`TASK [${task.name.trim()}]`);
        this.#diffBanner = task.uuid;
        this.#display.line(text);
      }
    }
    this.#write(reset);
  }
}

function delegateOf({ result, delegatedTo }: TaskOutcome): string | undefined {
  const vars = result.get('_ansible_delegated_vars');
  const host = vars instanceof Map ? vars.get('ansible_host') : undefined;
  return typeof host === 'string' ? host : delegatedTo;
}
