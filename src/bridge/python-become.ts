import { TargetError, TroupeError } from '../diagnostics/errors.ts';
import type { Escalation } from '../targets/become/methods.ts';
import type { BecomeSpec } from '../targets/spec.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { PluginFinder } from './plugin-finder.ts';

/**
 * The escalation by a become plugin in Python; undefined where there is none of the name.
 * @throws TargetError for what the plugin says against it
 */
export function pythonBecome(
  python: ControllerPython,
  plugins: PluginFinder,
  become: BecomeSpec,
  command: string,
): Escalation | undefined {
  const names = [become.method, `community.general.${become.method}`];
  const name = names.find((one) => plugins.find('become', one) !== undefined);
  if (name === undefined) return undefined;
  const { user = 'root', exe, flags, password } = become;
  const keys = new Map<Value, Value>([
    ['become_user', user],
    ['become_exe', exe ?? null],
    ['become_flags', flags ?? null],
    ['become_pass', password ?? null],
  ]);
  const answer = ask(python, { name, folders: plugins.folders('become'), keys, command });
  const texts = (field: string): string[] => ((answer.get(field) ?? []) as Value[]).map(str);
  const prompt = str(answer.get('prompt') ?? '');
  return {
    name: name.slice(name.lastIndexOf('.') + 1),
    commandLine: str(answer.get('line') ?? ''),
    password,
    prompt: prompt === '' ? NEVER : anyOf([prompt.trim()]),
    incorrect: anyOf(texts('fail')),
    missing: anyOf(texts('missing')),
    needsTerminal: false,
  };
}

const NEVER = /(?!)/;

const anyOf = (texts: readonly string[]): RegExp =>
  texts.length === 0
    ? NEVER
    : new RegExp(texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'));

function ask(python: ControllerPython, fields: Readonly<Record<string, Value>>): Dict {
  try {
    return python.askProgram(['become'], 'become_command', fields) as Dict;
  } catch (error) {
    if (error instanceof TroupeError) throw new TargetError(error.message, { cause: error });
    throw error;
  }
}
