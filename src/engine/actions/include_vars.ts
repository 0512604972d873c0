import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { LoadError, TroupeError } from '../../diagnostics/errors.ts';
import { candidatePaths } from '../../playbook/search-path.ts';
import { dumpJson, str, truthy, typeName } from '../../values/index.ts';
import { compileRegex, type PythonRegex } from '../../values/python-regex.ts';
import type { Dict, Value } from '../../values/types.ts';
import { mergedDeep } from '../../vars/layered-scope.ts';
import { toBoolean } from '../boolean.ts';
import { errorText } from '../error-text.ts';
import { PythonException } from '../python-exception.ts';
import { result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

const fileOptions = new Set(['file', '_raw_params']);
const folderOptions = new Set([
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
]);
const commonOptions = new Set(['name', 'hash_behaviour']);

/** ansible.builtin.include_vars: variables from a file or a folder of files. */
export const includeVars: EngineAction = {
  name: 'include_vars',
  run(context) {
    const { args } = context;
    const names = [...args.keys()].map(str);
    for (const name of names) {
      if (!fileOptions.has(name) && !folderOptions.has(name) && !commonOptions.has(name))
        throw new TroupeError(`${name} is not a valid option in include_vars`);
    }
    if (
      names.some((name) => fileOptions.has(name)) &&
      names.some((name) => folderOptions.has(name))
    )
      throw new TroupeError(
        'You are mixing file only and dir only arguments, these are incompatible',
      );
    const source = args.get('file') ?? args.get('_raw_params');
    const files: string[] = [];
    const facts: Dict = new Map();
    let fault: string | undefined;
    try {
      if (args.has('dir')) folderVars(context, files, facts);
      else fileVars(context, str(source ?? '').replace(/\n+$/, ''), files, facts);
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      fault = errorText(error);
    }
    const name = args.get('name') ?? null;
    const named: Dict = truthy(name) ? new Map([[name, facts as Value]]) : facts;
    return result({
      ...(fault === undefined ? {} : { failed: true, message: fault }),
      ansible_facts: fault === undefined ? combined(context, named) : named,
      ansible_included_var_files: files,
      _ansible_no_log: files.some(isVault),
      changed: false,
    });
  },
};

/** What a vault holds isn't shown. */
const isVault = (file: string): boolean =>
  readFileSync(file).subarray(0, 14).toString() === '$ANSIBLE_VAULT';

/** With another `hash_behaviour` than the configured one: dictionaries laid over what the variables were before. */
function combined({ args, run, play, task, host }: TaskContext, facts: Dict): Dict {
  const behaviour = args.get('hash_behaviour') ?? null;
  const { mergeDicts } = run.vars.options.settings;
  if (behaviour === null || behaviour === (mergeDicts ? 'merge' : 'replace')) return facts;
  const scope = run.vars.scope({ play, task, host });
  const over: Dict = new Map();
  for (const [name, value] of facts) {
    const before = scope.get(str(name)) ?? null;
    if (!(before instanceof Map) || !(value instanceof Map)) {
      throw new TroupeError(
        `failed to combine variables, expected dicts but got a '${className(before)}' and a '${className(value)}': \n${dumpJson(before)}\n${dumpJson(value)}`,
      );
    }
    over.set(
      name,
      behaviour === 'merge' ? mergedDeep(before, value) : new Map([...before, ...value]),
    );
  }
  return over;
}

/** Python's class of a value that was read from YAML. */
function className(value: Value): string {
  if (value instanceof Map) return 'AnsibleMapping';
  if (Array.isArray(value)) return 'AnsibleSequence';
  return typeof value === 'string' ? 'AnsibleUnicode' : typeName(value);
}

function fileVars(context: TaskContext, name: string, files: string[], facts: Dict): void {
  const path = findFile(context, name);
  for (const [key, value] of load(context, path)) facts.set(key, value);
  files.push(path);
}

const elsewhere =
  'on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option';

function findFile(context: TaskContext, name: string): string {
  if (name === '') {
    context.run.emit({
      type: 'warning',
      message: 'Invalid request to find a file that matches a "null" value',
    });
    throw new LoadError(`Could not find file ${elsewhere}`);
  }
  if (name.startsWith('/') || name.startsWith('~')) {
    const path = resolve(name.replace(/^~(?=\/|$)/, process.env.HOME ?? '~'));
    if (existsSync(path)) return path;
    throw new LoadError(`Could not find or access '${name}' ${elsewhere}`);
  }
  const searched = candidatePaths(context.task, 'vars', name);
  const found = searched.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new LoadError(
    `Could not find or access '${name}'\nSearched in:\n\t${searched.join('\n\t')} ${elsewhere}`,
  );
}

function load(context: TaskContext, path: string): Dict {
  const data = context.run.playbook.loadFile(path);
  if (!truthy(data)) return new Map();
  if (!(data instanceof Map)) throw new LoadError(`${path} must be stored as a dictionary/hash`);
  return data;
}

function folderVars(context: TaskContext, files: string[], facts: Dict): void {
  const { args } = context;
  const matching = args.get('files_matching') ?? null;
  const pattern = matching === null ? undefined : regex(str(matching));
  const folder = sourceFolder(context, str(args.get('dir') ?? ''));
  if (!existsSync(folder)) throw new LoadError(`${folder} directory does not exist`);
  if (!statSync(folder).isDirectory()) throw new LoadError(`${folder} is not a directory`);
  const given = args.get('extensions') ?? ['yaml', 'yml', 'json'];
  const extensions = Array.isArray(given) ? given.map(str) : [...str(given)];
  const ignored = ignoredPatterns(args.get('ignore_files') ?? []);
  const lenient = toBoolean(args.get('ignore_unknown_extensions') ?? false) ?? false;
  const depth = depthOf(args.get('depth') ?? 0);
  // As in Ansible, `depth` counts the folders that are visited, in order of their names.
  const folders = allFolders(folder);
  for (const at of depth === 0 ? folders : folders.slice(0, Math.max(0, depth))) {
    const found: Dict = new Map();
    for (const name of filesOf(at)) {
      if (pattern?.search(name) === undefined && pattern !== undefined) continue;
      if (ignored.some((one) => one.search(name) !== undefined)) continue;
      const path = join(at, name);
      if (!extensions.includes(extname(name).slice(1))) {
        if (lenient) continue;
        throw new LoadError(`${path} does not have a valid extension: ${extensions.join(', ')}`);
      }
      for (const [key, value] of load(context, path)) found.set(key, value);
      files.push(path);
    }
    // A folder counts as a whole: with one bad file nothing of it does.
    for (const [key, value] of found) facts.set(key, value);
  }
}

/** A role's folder is below its `vars`; any other is beside the file that the task stands in. */
function sourceFolder({ task, play }: TaskContext, name: string): string {
  if (task.role === undefined) {
    return joined(task.span === undefined ? play.basedir : dirname(task.span.file), name);
  }
  if (name.split('/')[0] !== 'vars') return joined(join(task.role.path, 'vars'), name);
  const own = joined(task.role.path, name);
  return existsSync(own) ? own : name;
}

/** Python's os.path.join: an absolute second path stands for itself. */
const joined = (folder: string, name: string): string =>
  name.startsWith('/') ? name : `${folder}/${name}`;

function depthOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (!truthy(value)) return 0;
  throw new PythonException(
    'TypeError',
    `'<=' not supported between instances of 'int' and '${className(value)}'`,
  );
}

/** @throws PythonException for a pattern that is none */
function regex(pattern: string): PythonRegex {
  try {
    return compileRegex(pattern);
  } catch (error) {
    throw new PythonException('re.error', (error as Error).message);
  }
}

function ignoredPatterns(value: Value): PythonRegex[] {
  const list = Array.isArray(value) ? value.map(str) : str(value).split(/\s+/).filter(Boolean);
  return list.map((one) => {
    try {
      return compileRegex(`${one}$`);
    } catch {
      throw new TroupeError(`Invalid regular expression: ${one}`);
    }
  });
}

function allFolders(folder: string): string[] {
  const found = [folder];
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) found.push(...allFolders(join(folder, entry.name)));
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .sort((a, b) => (a < b ? -1 : 1));
