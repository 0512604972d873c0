import { type ColorRole, colorText, defaultPalette, type Palette } from './color.ts';
import type { LogFile } from './log-file.ts';
import type { Output } from './output.ts';
import { textWidth } from './text-width.ts';
import { wrapText } from './text-wrap.ts';

export interface DisplayOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Number of -v. */
  readonly verbosity?: number;
  readonly color?: boolean;
  readonly palette?: Palette;
  /** Columns of the terminal on stdout; undefined where it is none. */
  readonly terminalColumns?: number | undefined;
  readonly log?: LogFile | undefined;
  readonly deprecationWarnings?: boolean;
  readonly systemWarnings?: boolean;
  readonly verboseToStderr?: boolean;
}

export interface LineOptions {
  color?: ColorRole | undefined;
  /** What the line is, where it isn't a callback's own. */
  kind?: 'banner' | 'deprecated' | 'error' | 'verbose' | 'warning';
  /** Least number of -v for a verbose line, and the host that it tells of. */
  verbosity?: number;
  host?: string | undefined;
  stderr?: boolean;
  screenOnly?: boolean;
  logOnly?: boolean;
  newline?: boolean;
}

/** Sees what is written to the screen, before and after. */
export interface DisplayWatcher {
  before(line: LineOptions): void;
  after(text: string, line: LineOptions): void;
}

export interface Deprecation {
  version?: string | undefined;
  date?: string | undefined;
  collection?: string | undefined;
}

/** Bytes that are no text, as they stand in strings. */
const UNDECODABLE = /\p{Surrogate}/gu;

/** Writes for the user: lines, banners, warnings told once, verbose messages; and the log file. */
export class Display {
  readonly verbosity: number;
  readonly color: boolean;
  /** Width of banners and warnings: 79, or one less than a wider terminal has. */
  readonly columns: number;
  readonly #options: DisplayOptions;
  readonly #palette: Palette;
  readonly #told = new Set<string>();
  readonly #watchers: DisplayWatcher[] = [];

  constructor(options: DisplayOptions) {
    this.#options = options;
    this.#palette = options.palette ?? defaultPalette;
    this.verbosity = options.verbosity ?? 0;
    this.color = options.color ?? false;
    this.columns = Math.max(79, (options.terminalColumns ?? 0) - 1);
  }

  /** The same display at another number of -v. */
  at(verbosity: number): Display {
    return new Display({ ...this.#options, verbosity });
  }

  /** Tells somebody of all lines from now on. */
  watch(watcher: DisplayWatcher): void {
    this.#watchers.push(watcher);
  }

  /** Writes text as it is, unseen by watchers and the log. */
  pass(text: string, stderr = false): void {
    const { stdout, stderr: errors } = this.#options;
    if (stderr) stdout.flush();
    (stderr ? errors : stdout).write(text);
  }

  /** Writes a message, to stdout unless told otherwise. */
  line(said: string, options: LineOptions = {}): void {
    const message = said.replace(UNDECODABLE, '?');
    if (options.logOnly !== true) this.#write(message, options);
    const { log } = this.#options;
    if (log !== undefined && options.screenOnly !== true && options.color !== 'debug') {
      log.write(message.replace(/^\n+/, ''));
    }
  }

  #write(message: string, options: LineOptions): void {
    const ended = message.endsWith('\n');
    const text = ended ? message.slice(0, -1) : message;
    const colored = options.color === undefined ? text : this.paint(text, options.color);
    const end = ended || options.newline !== false ? '\n' : '';
    const { stdout, stderr } = this.#options;
    for (const watcher of this.#watchers) watcher.before(options);
    if (options.stderr === true) {
      // What was said before must be seen before.
      stdout.flush();
      stderr.write(colored + end);
      stderr.flush();
    } else {
      stdout.write(colored + end);
    }
    for (const watcher of this.#watchers) watcher.after(colored + end, options);
  }

  /** The text in a role's colour, where output is coloured at all. */
  paint(text: string, role: ColorRole): string {
    return this.color ? colorText(text, this.#palette[role]) : text;
  }

  /** `TITLE [name] ****`, filled up to the width, after an empty line. */
  banner(message: string, color?: ColorRole): void {
    const title = message.trim();
    const stars = '*'.repeat(Math.max(3, this.columns - textWidth(title)));
    this.line(`\n${title} ${stars}`, { color, kind: 'banner' });
  }

  /** Shown at `level` + 1 times -v: 0 is -v, 1 is -vv … */
  verbose(message: string, level: number, host?: string): void {
    if (this.verbosity <= level) return;
    this.line(host === undefined ? message : `<${host}> ${message}`, {
      color: 'verbose',
      kind: 'verbose',
      verbosity: level + 1,
      host,
      stderr: this.#options.verboseToStderr ?? false,
    });
  }

  /** Told once, unless `everyTime` asks for more. */
  warning(message: string, everyTime = false): void {
    const text = `${wrapText(`[WARNING]: ${message}`, this.columns).join('\n')}\n`;
    if (this.#once(text) || everyTime)
      this.line(text, { color: 'warn', kind: 'warning', stderr: true });
  }

  /** A warning that is told in lines of its own, as given. */
  formattedWarning(message: string): void {
    const text = `\n[WARNING]: \n${message}`;
    if (this.#once(text)) this.line(text, { color: 'warn', kind: 'warning', stderr: true });
  }

  systemWarning(message: string): void {
    if (this.#options.systemWarnings !== false) this.warning(message);
  }

  deprecated(message: string, about: Deprecation = {}): void {
    if (this.#options.deprecationWarnings === false) return;
    const wrapped = wrapText(deprecationText(message, about), this.columns, {
      dropWhitespace: false,
    });
    const text = wrapped.join('\n').trim();
    if (this.#once(text)) this.line(text, { color: 'deprecate', kind: 'deprecated', stderr: true });
  }

  /** `ERROR! message`; `wrap` gives the wrapped form of errors that don't end the run. */
  error(message: string, wrap = false): void {
    const text = wrap
      ? `${wrapText(`\n[ERROR]: ${message}`, this.columns).join('\n')}\n`
      : `ERROR! ${message}`;
    if (this.#once(text)) this.line(text, { color: 'error', kind: 'error', stderr: true });
  }

  /** Leaves nothing waiting; to be called before the process ends. */
  flush(): void {
    this.#options.stdout.flush();
    this.#options.stderr.flush();
  }

  #once(text: string): boolean {
    if (this.#told.has(text)) return false;
    this.#told.add(text);
    return true;
  }
}

function deprecationText(message: string, { version, date, collection }: Deprecation): string {
  const sentence = message.trim();
  const when =
    date !== undefined
      ? `in a release after ${date}.`
      : version !== undefined
        ? `in version ${version}.`
        : 'in a future release.';
  const from = collection === 'ansible.builtin' ? 'ansible-core' : collection;
  return [
    `[DEPRECATION WARNING]: ${sentence}${/[^!?.]$/.test(sentence) ? '.' : ''}`,
    'This feature will be removed',
    ...(from === undefined ? [] : [`from ${from}`]),
    when,
    'Deprecation warnings can be disabled by setting deprecation_warnings=False in ansible.cfg.',
  ].join(' ');
}
