import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isatty } from 'node:tty';
import type { Display } from '../../callbacks/display.ts';
import { TroupeError } from '../../diagnostics/errors.ts';
import type { ConsoleArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { type Controller, openController } from '../controller.ts';
import { type Passwords, readPasswords } from '../passwords.ts';
import { completions, tellHelp } from './console-help.ts';
import { runConsoleTask } from './console-task.ts';
import { checkHosts } from './playbook.ts';

/** What the words of the console change. */
interface ConsoleState {
  pattern: string;
  remoteUser: string | null;
  become: boolean;
  becomeUser: string | null;
  becomeMethod: string;
  check: boolean;
  diff: boolean;
  forks: number;
  taskTimeout: number;
  collections: readonly string[];
  /** Carries the number of -v. */
  display: Display;
}

/** All that a line needs. */
export interface ConsoleSession {
  readonly args: ConsoleArguments;
  readonly command: CommandContext;
  readonly controller: Controller;
  readonly passwords: Passwords;
  readonly state: ConsoleState;
}

/** `troupe console`, ansible-console's counterpart: reads lines until `exit`. Gives the exit code. @throws TroupeError */
export async function consoleCommand(
  args: ConsoleArguments,
  command: CommandContext,
  input: Readable = process.stdin,
): Promise<number> {
  const { settings, display, messages, cwd } = command;
  const [pattern = 'all'] = args.positionals;
  const passwords = await readPasswords(args);
  const controller = await openController(args, settings, args.playbookDir ?? cwd, messages);
  checkHosts(controller, args.limit, pattern, command);
  if (controller.inventory.hostsOf(pattern).length === 0 && !controller.isEmpty) {
    throw new TroupeError(
      'Specified inventory, host pattern and/or --limit leaves us with no hosts to target.',
    );
  }
  const { remoteUser, become, becomeUser, becomeMethod, check, diff, forks, taskTimeout } = args;
  const state: ConsoleState = {
    pattern,
    remoteUser,
    become,
    becomeUser,
    becomeMethod,
    check,
    diff,
    forks,
    taskTimeout,
    collections: [],
    display,
  };
  const session = { args, command, controller, passwords, state };
  display.line('Welcome to the ansible console. Type help or ? to list commands.\n\n');
  await readLines(session, input);
  display.line('\nAnsible-console was exited.', { screenOnly: true });
  return 0;
}

async function readLines(session: ConsoleSession, input: Readable): Promise<void> {
  const terminal = input === process.stdin && isatty(0) && isatty(1);
  const lines = createInterface({
    input,
    ...(terminal && {
      output: process.stdout,
      completer: (line: string) => completions(line, session),
    }),
    terminal,
  });
  const prompt = () => {
    session.state.display.flush();
    if (terminal) {
      lines.setPrompt(promptText(session));
      lines.prompt();
    } else {
      session.state.display.line(promptText(session), { newline: false, screenOnly: true });
    }
  };
  lines.on('SIGINT', prompt);
  prompt();
  for await (const line of lines) {
    if ((await obey(line.trim(), session)) === 'exit') break;
    prompt();
  }
  lines.close();
}

function promptText({ state, controller }: ConsoleSession): string {
  const user = state.remoteUser ?? userInfo().username;
  const count = controller.inventory.hostsOf(state.pattern).length;
  const isRoot = state.become && (state.becomeUser ?? 'root') === 'root';
  const text = `${user}@${state.pattern} (${count})[f:${state.forks}]${isRoot ? '# ' : '$ '}`;
  return state.display.paint(text, isRoot ? 'error' : 'highlight');
}

type Word = (argument: string, session: ConsoleSession) => Promise<unknown> | unknown;

/** Does what a line says; `exit` ends the console. */
async function obey(line: string, session: ConsoleSession): Promise<'exit' | undefined> {
  if (line === '' || line.startsWith('#')) return undefined;
  const [, word = '', rest = ''] = /^(\w*)(.*)$/s.exec(line) ?? [];
  if (line === 'EOF' || word === 'exit') return 'exit';
  if (line.startsWith('?')) tellHelp(line.slice(1).trim(), session);
  else if (line.startsWith('!')) await runConsoleTask('shell', line.slice(1).trim(), session);
  else if (Object.hasOwn(words, word)) await words[word]?.(rest.trim(), session);
  else await runLine(line, session);
  return undefined;
}

/** A module with its arguments, or else words for the shell. */
async function runLine(line: string, session: ConsoleSession): Promise<void> {
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  const isModule = session.controller.playbook.knowsAction(name, [], session.state.collections);
  await runConsoleTask(isModule ? name : 'shell', isModule ? rest : line, session);
}

const truths = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);
const isTrue = (text: string): boolean => truths.has(text.toLowerCase());
const python = (value: boolean): string => (value ? 'True' : 'False');

function setForks(argument: string, { state }: ConsoleSession): void {
  const forks = Number.parseInt(argument, 10);
  if (argument === '') state.display.line('Usage: forks <number>');
  else if (Number.isNaN(forks)) state.display.error('Invalid argument for "forks"');
  else if (forks > 0) state.forks = forks;
  else state.display.line('forks must be greater than or equal to 1');
}

const words: Readonly<Record<string, Word>> = {
  help: tellHelp,
  shell: (argument, session) => runConsoleTask('shell', argument, session),
  forks: setForks,
  serial: setForks,
  cd(argument, { state, controller }) {
    if (argument === '') state.pattern = '*';
    else if (['/', '*', '/*'].includes(argument)) state.pattern = 'all';
    else if (controller.inventory.hostsOf(argument).length > 0) state.pattern = argument;
    else state.display.line('no host matched');
  },
  list(argument, { state, controller }) {
    const { display } = state;
    if (argument === '') {
      for (const host of controller.inventory.hostsOf(state.pattern)) display.line(host.name);
    } else if (argument === 'groups') {
      for (const name of [...controller.inventory.groups.keys()].sort()) display.line(name);
    } else {
      display.error('Invalid option passed to "list"');
    }
  },
  become(argument, { state }) {
    if (argument === '') {
      state.display.line('Please specify become value, e.g. `become yes`');
      return;
    }
    state.become = isTrue(argument);
    state.display.verbose(`become changed to ${python(state.become)}`, 0);
  },
  become_user(argument, { state }) {
    if (argument === '') state.display.line('Please specify a user, e.g. `become_user jenkins`');
    else state.becomeUser = argument;
  },
  become_method(argument, { state }) {
    if (argument === '') {
      state.display.line('Please specify a become_method, e.g. `become_method su`');
      return;
    }
    state.becomeMethod = argument;
    state.display.verbose(`become_method changed to ${argument}`, 0);
  },
  remote_user(argument, { state }) {
    if (argument === '')
      state.display.line('Please specify a remote user, e.g. `remote_user root`');
    else state.remoteUser = argument;
  },
  check(argument, { state }) {
    if (argument === '') {
      state.display.line('Please specify check mode value, e.g. `check yes`');
      return;
    }
    state.check = isTrue(argument);
    state.display.line(`check mode changed to ${python(state.check)}`);
  },
  diff(argument, { state }) {
    if (argument === '') {
      state.display.line('Please specify a diff value , e.g. `diff yes`');
      return;
    }
    state.diff = isTrue(argument);
    state.display.line(`diff mode changed to ${python(state.diff)}`);
  },
  timeout(argument, { state }) {
    const seconds = Number.parseInt(argument, 10);
    if (argument === '') state.display.line('Usage: timeout <seconds>');
    else if (!(seconds >= 0)) {
      state.display.error('The timeout must be greater than or equal to 1, use 0 to disable');
    } else state.taskTimeout = seconds;
  },
  verbosity(argument, { state }) {
    const level = Number.parseInt(argument, 10);
    if (argument === '') state.display.line('Usage: verbosity <number>');
    else if (Number.isNaN(level)) {
      state.display.error(`The verbosity must be a valid integer: ${argument}`);
    } else {
      state.display = state.display.at(level);
      state.display.verbose(`verbosity level set to ${argument}`, 0);
    }
  },
  collections(argument, { state }) {
    state.collections =
      argument === '' || argument === 'none' ? [] : argument.split(',').map((one) => one.trim());
    state.display.verbose(
      state.collections.length === 0
        ? 'Collections name search is using defaults'
        : `Collections name search is set to: ${state.collections.join(', ')}`,
      0,
    );
  },
};
