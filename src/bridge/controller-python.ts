import { delimiter, join } from 'node:path';
import { TemplateError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { ModuleFinder } from './module-finder.ts';
import { answerQuestion, type EngineSide, ownLibrary, type VariableScope } from './own-library.ts';
import { pythonProgram } from './python-folder.ts';
import { PythonProcess } from './python-process.ts';
import { encodeValue, fromJson, toJson } from './python-values.ts';

export interface ControllerPythonSettings {
  /** COLLECTIONS_PATHS */
  readonly collectionsPaths: readonly string[];
  /** The run's vault secrets. */
  readonly secrets?: () => readonly PlainSecret[];
  /** Answers plugins where no ansible-core does. */
  readonly engine?: EngineSide;
  warn(message: string): void;
}

export interface PlainSecret {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Vault secrets as a Python process takes them: names, and secrets in base64. */
export const encodeSecrets = (secrets: readonly PlainSecret[]): Value[] =>
  secrets.map(({ id, secret }) => [id, Buffer.from(secret).toString('base64')]);

/** The one Python on the controller that runs plugins; it starts when it is asked for the first time. */
export class ControllerPython {
  readonly #finder: ModuleFinder;
  readonly #settings: ControllerPythonSettings;
  readonly #programs = new Set<string>();
  #process: PythonProcess | undefined;

  constructor(finder: ModuleFinder, settings: ControllerPythonSettings) {
    this.#finder = finder;
    this.#settings = settings;
  }

  /**
   * Waits for the answer to a request that the server itself understands. What it asks in between may be about `own`
   * variables.
   * @throws TemplateError with the class of the Python exception
   */
  ask(request: Dict, own?: VariableScope): Value {
    if (this.#process === undefined) {
      this.#process = this.#start();
      if (this.#finder.installed() === undefined) {
        const library = ownLibrary(
          this.#finder,
          this.#settings.collectionsPaths,
          this.#settings.engine,
        );
        this.ask(dictOf({ do: 'library', ...library }));
      }
      const secrets = this.#settings.secrets?.() ?? [];
      if (secrets.length > 0)
        this.#process.ask(toJson(dictOf({ do: 'secrets', secrets: encodeSecrets(secrets) })));
    }
    let reply = fromJson(this.#process.ask(toJson(request)));
    for (let asked = reply.get('question'); asked !== undefined; asked = reply.get('question'))
      reply = fromJson(this.#process.ask(toJson(this.#answer(asked as Dict, own))));
    const warnings = reply.get('warnings');
    if (Array.isArray(warnings)) for (const one of warnings) this.#settings.warn(str(one));
    const error = reply.get('error');
    if (error === undefined) return reply.get('value') ?? null;
    const classes = (reply.get('classes') as Value[]).map(str);
    // A plugin's own subclass counts as the class of Ansible that it comes from.
    const known = classes.find((one) => /^(Ansible|Undefined)/.test(one));
    throw new TemplateError(known ?? str(reply.get('class') ?? 'Exception'), str(error));
  }

  /**
   * Waits for the answer of a further program (files of `python/programs`), which is sent before its first request.
   * @throws TroupeError when Python isn't there; TemplateError with the class of the Python exception
   */
  askProgram(
    program: readonly string[],
    what: string,
    fields: Readonly<Record<string, Value>> = {},
  ): Value {
    const name = program.join(' ');
    if (!this.#programs.has(name)) {
      this.ask(dictOf({ do: 'extend', name, program: pythonProgram(...program) }));
      this.#programs.add(name);
    }
    const encoded = Object.entries(fields).map(
      ([key, value]) => [key, encodeValue(value)] as const,
    );
    return this.ask(dictOf({ do: what, ...Object.fromEntries(encoded) }));
  }

  #answer(question: Dict, own: VariableScope | undefined): Dict {
    return answerQuestion(question, this.#settings.engine, own);
  }

  #start(): PythonProcess {
    const python = this.#finder.installed()?.python ?? 'python3';
    const env = pythonEnvironment(this.#finder, this.#settings.collectionsPaths);
    return new PythonProcess(python, pythonProgram('codec', 'surroundings', 'plugin_server'), env);
  }
}

/** Environment for a Python on the controller: it finds collections where this run does. */
export function pythonEnvironment(
  { basedir }: ModuleFinder,
  collectionsPaths: readonly string[],
): NodeJS.ProcessEnv {
  const collections = [join(basedir, 'collections'), ...collectionsPaths].join(delimiter);
  return {
    ...process.env,
    ANSIBLE_COLLECTIONS_PATH: collections,
    ANSIBLE_COLLECTIONS_PATHS: collections,
    // The engine itself tells of collections that are for other releases.
    ANSIBLE_COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH: 'ignore',
    PYTHONIOENCODING: 'utf-8',
  };
}

const dictOf = (fields: Readonly<Record<string, Value>>): Dict => new Map(Object.entries(fields));
