import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { LoadError, TroupeError } from '../../diagnostics/errors.ts';
import { candidatePaths } from '../../playbook/search-path.ts';
import { str } from '../../values/index.ts';
import type { Dict, Value } from '../../values/types.ts';
import { mergedDeep } from '../../vars/layered-scope.ts';
import { toBoolean } from '../boolean.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';

const fileOptions = new Set(['file', '_raw_params', 'name', 'hash_behaviour']);
const folderOptions = new Set([
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
  'name',
  'hash_behaviour',
]);

/** ansible.builtin.include_vars: variables from a file or a folder of files. */
export const includeVars: EngineAction = {
  name: 'include_vars',
  run(context) {
    const { args } = context;
    const source = args.get('file') ?? args.get('_raw_params');
    const isFolder = args.has('dir');
    for (const key of args.keys()) {
      const name = str(key);
      if (isFolder && fileOptions.has(name) && !folderOptions.has(name)) {
        return failure('You are mixing file only and dir only arguments, these are incompatible');
      }
      if (!fileOptions.has(name) && !folderOptions.has(name)) {
        return failure(`${name} is not a valid option in include_vars`);
      }
    }
    const files: string[] = [];
    try {
      const loaded = isFolder
        ? folderVars(context, files)
        : fileVars(context, str(source ?? ''), files);
      const name = args.get('name');
      const facts: Dict =
        name === undefined || name === null ? loaded : new Map([[name, loaded as Value]]);
      return result({ ansible_facts: facts, ansible_included_var_files: files, changed: false });
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      return result({
        failed: true,
        message: error.message,
        ansible_facts: new Map(),
        ansible_included_var_files: files,
        changed: false,
      });
    }
  },
};

function fileVars(context: TaskContext, name: string, files: string[]): Dict {
  const path = findFile(context, name);
  const vars = load(context, path);
  files.push(path);
  return vars;
}

function findFile(context: TaskContext, name: string): string {
  if (name.startsWith('/') || name.startsWith('~'))
    return resolve(name.replace(/^~(?=\/|$)/, process.env.HOME ?? '~'));
  const searched = candidatePaths(context.task, 'vars', name);
  const found = searched.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new LoadError(
    `Could not find or access '${name}'\nSearched in:\n\t${searched.join('\n\t')} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
  );
}

function load(context: TaskContext, path: string): Dict {
  const data = context.run.playbook.loadFile(path);
  if (data === null) return new Map();
  if (!(data instanceof Map)) throw new LoadError(`${path} must be stored as a dictionary/hash`);
  return data;
}

function folderVars(context: TaskContext, files: string[]): Dict {
  const { args, task, play } = context;
  const name = str(args.get('dir') ?? '');
  const candidates = name.startsWith('/')
    ? [name]
    : [
        ...(task.role === undefined ? [] : [join(task.role.path, 'vars', name)]),
        join(play.basedir, 'vars', name),
        join(play.basedir, name),
      ];
  const folder = candidates.find((one) => existsSync(one)) ?? (candidates.at(-1) as string);
  if (!existsSync(folder)) throw new LoadError(`${folder} directory does not exist`);
  if (!statSync(folder).isDirectory()) throw new LoadError(`${folder} is not a directory`);
  const list = (key: string): string[] => {
    const value = args.get(key) ?? null;
    return value === null ? [] : Array.isArray(value) ? value.map(str) : str(value).split(/[\s,]+/);
  };
  const extensions = args.has('extensions') ? list('extensions') : ['yaml', 'yml', 'json'];
  const matching = args.get('files_matching');
  const pattern =
    matching === undefined || matching === null ? undefined : new RegExp(str(matching));
  const ignored = list('ignore_files').map((one) => new RegExp(`${one}$`));
  const depth = Number(args.get('depth') ?? 0);
  const lenient = toBoolean(args.get('ignore_unknown_extensions') ?? false) ?? false;
  const merge = args.get('hash_behaviour') === 'merge';
  let vars: Dict = new Map();
  const visit = (at: string, level: number): void => {
    const entries = readdirSync(at, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of entries.filter((one) => !one.isDirectory())) {
      const path = join(at, entry.name);
      if (pattern !== undefined && !pattern.test(entry.name)) continue;
      if (ignored.some((one) => one.test(entry.name))) continue;
      if (!extensions.includes(extname(entry.name).slice(1))) {
        if (lenient || pattern !== undefined) continue;
        throw new LoadError(`${path} does not have a valid extension: ${extensions.join(', ')}`);
      }
      if (
        task.role !== undefined &&
        entry.name === 'main.yml' &&
        at === join(task.role.path, 'vars')
      )
        continue;
      files.push(path);
      const loaded = load(context, path);
      vars = merge ? mergedDeep(vars, loaded) : new Map([...vars, ...loaded]);
    }
    if (depth !== 0 && level >= depth) return;
    for (const entry of entries.filter((one) => one.isDirectory()))
      visit(join(at, entry.name), level + 1);
  };
  visit(folder, 1);
  return vars;
}
