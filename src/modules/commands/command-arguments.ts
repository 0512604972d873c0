import { arg } from '../define.ts';

/** Options that command and shell share. */
const COMMAND_ARGUMENTS = {
  _raw_params: arg.str({ doc: 'The command line, written as free form or under cmd.' }),
  _uses_shell: arg.bool({ default: false, doc: 'Let a shell read the command line.' }),
  argv: arg.list({ elements: 'str', doc: 'The command as a list of words.' }),
  chdir: arg.path({ doc: 'Folder to run the command in.' }),
  executable: arg.str({ doc: 'Absolute path of the shell that is to read the command.' }),
  creates: arg.path({ doc: 'Path or pattern; when something matches, the command is not run.' }),
  removes: arg.path({ doc: 'Path or pattern; when nothing matches, the command is not run.' }),
  stdin: arg.str({ doc: "Text for the command's standard input." }),
  stdin_add_newline: arg.bool({ default: true, doc: 'Append a newline to stdin.' }),
  strip_empty_ends: arg.bool({
    default: true,
    doc: 'Remove empty lines from the end of stdout and stderr in the result.',
  }),
  expand_argument_vars: arg.bool({
    default: true,
    unlisted: true,
    doc: 'Expand $VAR and ~ in the words of the command.',
  }),
};

const COMMAND_RETURNS = {
  cmd: 'The command that was run.',
  rc: 'Its exit code; a negative signal number when a signal ended it.',
  stdout: 'What it printed.',
  stderr: 'What it printed on standard error.',
  start: 'When it started.',
  end: 'When it ended.',
  delta: 'How long it took.',
  msg: 'Why it was not run or failed.',
};

/** A command that no path keeps from running counts as a change. */
export const runsAnyhow = (raw: Readonly<Record<string, unknown>>): boolean =>
  !raw.creates && !raw.removes;

/** Keys that may stand within free-form text. */
const COMMAND_KEYS = [
  'creates',
  'removes',
  'chdir',
  'executable',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
  'warn',
];

/** What else the definitions of command and shell share. */
export const COMMAND_TRAITS = {
  args: COMMAND_ARGUMENTS,
  returns: COMMAND_RETURNS,
  support: { check: 'partial', diff: 'none' },
  alwaysChanges: runsAnyhow,
  freeForm: '_raw_params',
  freeFormKeys: COMMAND_KEYS,
  reportName: 'ansible.legacy.command',
} as const;

/** `cmd` is another name of the free-form text. */
export function cmdAsText(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { cmd, ...rest } = raw;
  return cmd === undefined || rest._raw_params !== undefined
    ? { ...raw }
    : { ...rest, _raw_params: cmd };
}
