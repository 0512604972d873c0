import { TemplateError } from '../../diagnostics/errors.ts';
import { prettyPrint } from '../../template/filters/pretty-print.ts';
import { repr } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';
import type { Names } from './python-expression.ts';
import { evaluateText, executeText, type Namespace } from './python-statement.ts';
import { withWholeText } from './whole-text.ts';

/** How the person left the debugger. */
export type NextAction = 'redo' | 'continue' | 'exit';

interface DebuggerTerminal {
  /** Asks for a line; undefined at the end of input. */
  ask(prompt: string): Promise<string | undefined>;
  write(line: string): void;
}

export interface DebuggerSession {
  readonly prompt: string;
  readonly space: Namespace;
  readonly terminal: DebuggerTerminal;
  /** `update_task`: takes the task's arguments anew from the playbook. */
  updateTask(): void;
}

/** What `help` says of the commands, which all have a short form. */
const commands = new Map([
  ['EOF', 'Quit'],
  ['continue', 'Continue to next result'],
  ['help', 'List available commands with "help" or detailed help with "help cmd".'],
  ['pprint', 'Pretty Print'],
  ['quit', 'Quit'],
  ['redo', 'Schedule task for re-execution. The re-execution may not be the next result'],
  ['update_task', 'Recreate the task from ``task._ds``, and template with updated ``task_vars``'],
]);

const longForms = new Map([...commands.keys()].map((name) => [name.charAt(0), name]));
longForms.delete('E');

/** Asks for commands until one of them leaves the debugger. */
export async function runSession(session: DebuggerSession): Promise<NextAction> {
  const { terminal } = session;
  let last = '';
  for (;;) {
    const answer = (await terminal.ask(session.prompt)) ?? 'EOF';
    // An empty line repeats the command before it.
    const line = answer.trim() === '' ? last : answer.trim();
    last = line === 'EOF' ? '' : line;
    const { name, rest } = split(line);
    switch (name) {
      case '':
        break;
      case 'help':
        for (const text of help(rest)) terminal.write(text);
        break;
      case 'pprint':
        reporting(session, () => terminal.write(prettyPrint(shown(rest, session.space.names))));
        break;
      case 'update_task':
        session.updateTask();
        break;
      case 'redo':
      case 'continue':
        return name;
      case 'quit':
      case 'EOF':
        terminal.write('User interrupted execution');
        return 'exit';
      default:
        reporting(session, () => show(session, executeText(line, session.space)));
    }
  }
}

/** Takes a line apart as Python's cmd module does: `?x` is `help x`; what is no command is a statement. */
function split(line: string): { name: string | undefined; rest: string } {
  if (line === '') return { name: '', rest: '' };
  if (line.startsWith('?')) return { name: 'help', rest: line.slice(1).trim() };
  const word = /^\w*/.exec(line)?.[0] ?? '';
  const name = longForms.get(word) ?? word;
  return { name: commands.has(name) ? name : undefined, rest: line.slice(word.length).trim() };
}

/** The value that an expression asks for; parts of a result keep their text whole. */
function shown(text: string, names: Names): Value {
  const value = evaluateText(text, names);
  return /^result\b/.test(text) ? withWholeText(value) : value;
}

function show({ terminal }: DebuggerSession, value: Value): void {
  if (value !== null) terminal.write(repr(value));
}

/** Does what a person asked for; tells its fault as Python names it. */
function reporting({ terminal }: DebuggerSession, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { pythonClass, message } = error;
    // A KeyError's message is the key's own repr already.
    const shown = pythonClass === 'KeyError' ? message : repr(message);
    terminal.write(`***${pythonClass}:${pythonClass}(${shown})`);
  }
}

function help(topic: string): string[] {
  if (topic !== '') {
    const text = commands.get(longForms.get(topic) ?? topic);
    return [text ?? `*** No help on ${topic}`];
  }
  const names = [...commands.keys(), ...longForms.keys()].sort();
  const title = 'Documented commands (type help <topic>):';
  return ['', title, '='.repeat(title.length), names.join('  '), ''];
}
