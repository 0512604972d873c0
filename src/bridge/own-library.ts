import { join } from 'node:path';
import { TemplateError, TroupeError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import { Callable, type Dict, LazyDict, type Value } from '../values/types.ts';
import type { ModuleFinder } from './module-finder.ts';
import { libraryFolder } from './python-folder.ts';
import { encodeVariable } from './python-values.ts';

/** Variables that may be looked at. */
export interface VariableScope {
  get(name: string): Value | undefined;
  names(): Iterable<string>;
}

/** The engine, as plugins in Python turn to it where no ansible-core is installed. */
export interface EngineSide {
  /** Answers what they ask, `own` being a task's variables; the value is encoded. @throws TroupeError */
  answer(what: string, fields: Dict, own?: VariableScope): Value;
  /** Variables by the number that a plugin was given for them. */
  scope(number: number): VariableScope | undefined;
  /** What they are told from the start: `settings`, `config_file`, `verbosity`. */
  facts(): Record<string, Value>;
}

/** What a Python needs to import `ansible` without an ansible-core: the `library` request. */
export function ownLibrary(
  finder: ModuleFinder,
  collectionsPaths: readonly string[],
  engine: EngineSide | undefined,
): Readonly<Record<string, Value>> {
  return {
    folder: libraryFolder(),
    folders: finder.moduleUtilsFolders(),
    facts: new Map(Object.entries(engine?.facts() ?? {})),
    roots: [join(finder.basedir, 'collections'), ...collectionsPaths],
  };
}

/** The message that answers a question: a value, encoded, or an error and the name of its Python class. */
export function answerQuestion(
  question: Dict,
  engine: EngineSide | undefined,
  own?: VariableScope,
): Dict {
  const what = str(question.get('ask') ?? '');
  try {
    if (what === 'variable') {
      const number = question.get('scope');
      const scope = typeof number === 'number' ? engine?.scope(number) : own;
      return variableAt((question.get('path') as Value[]).map(str), scope);
    }
    if (engine === undefined) throw new TroupeError(`The engine has no answer to ${what}`);
    return new Map([['value', engine.answer(what, question, own)]]);
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    const known = error instanceof TemplateError ? error.pythonClass : 'AnsibleError';
    return new Map([
      ['error', error.message],
      ['class', known],
    ]);
  }
}

/** A variable, or what lies in it: its value, the keys of what is looked at one by one, or nothing. */
function variableAt([name = '', ...inner]: string[], scope: VariableScope | undefined): Dict {
  let value = scope?.get(name);
  for (const key of inner) value = value instanceof LazyDict ? value.get(key) : undefined;
  // Functions stay where they are: both sides have their own.
  if (value === undefined || value instanceof Callable) return new Map();
  if (value instanceof LazyDict) return new Map([['keys', [...value.keys()]]]);
  return new Map([['value', encodeVariable(value)]]);
}
