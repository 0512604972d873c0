import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TargetError, TroupeError } from '../diagnostics/errors.ts';
import type { Controller } from '../modules/contract.ts';
import { candidatePaths, searchPath } from '../playbook/search-path.ts';
import { encodeText } from '../targets/text.ts';
import { templateFileVariables } from '../template/ansible/template-variables.ts';
import { expandUser } from '../template/filters-ansible/paths.ts';
import type { Value } from '../values/types.ts';
import { ActionFailure } from './action-failure.ts';
import { delegateHost } from './delegation.ts';
import type { ModuleTroubles } from './module-troubles.ts';
import type { RunContext } from './run-context.ts';
import type { TaskContext } from './task-context.ts';

const vaultHeader = '$ANSIBLE_VAULT;';

/** The controller as a module sees it during one task. */
export function moduleController(
  context: TaskContext,
  planModule: Controller['planModule'],
  troubles: ModuleTroubles,
): Controller {
  const { run, play, task, host, templar } = context;

  return {
    findFile(kind, name) {
      const path = expandUser(name);
      if (path.startsWith('/')) {
        if (existsSync(path)) return path;
        throw notFound(name, []);
      }
      const candidates = candidatePaths(task, kind, path);
      const found = candidates.find((one) => existsSync(one));
      if (found === undefined) throw notFound(name, candidates);
      return found;
    },
    resolvePath: (path) => resolve(play.basedir, expandUser(path)),
    readFile(path, options) {
      const bytes = readable(path, () => readFileSync(path));
      if (options?.decrypt === false || !isVault(bytes)) return bytes;
      return decrypted(path, run);
    },
    fileContent(path, options) {
      const isPlain = options?.decrypt === false || !isVault(readable(path, () => headOf(path)));
      return isPlain
        ? { localPath: path, size: statSync(encodeText(path)).size }
        : decrypted(path, run);
    },
    renderTemplate(text, options) {
      const { path, named = path, dest, ...format } = options;
      return templar.renderFile(text, {
        name: path,
        ...format,
        searchPath: templateFolders(searchPath(task), path),
        extra: templateFileVariables({
          path: named,
          fullPath: path,
          ...(dest === undefined ? {} : { destination: dest }),
          managed: run.options.managed,
        }),
      });
    },
    variable(name) {
      const value: Value | undefined = run.vars.scope({ play, host, task }).get(name);
      return value === undefined ? undefined : templar.template(value);
    },
    workerVariable(name) {
      if (context.delegatedTo === undefined) return this.variable(name);
      const worker = { play, host: delegateHost(run, context.delegatedTo), task };
      const value: Value | undefined = run.vars.scope(worker).get(name);
      return value === undefined ? undefined : run.vars.templar(worker).template(value);
    },
    planModule,
    warn: (message) => troubles.warn(message),
    display: (message) => run.services.warn(message),
    deprecate: (...about) => troubles.deprecate(...about),
    takesFolder: () => troubles.takeFolder(),
  };
}

function notFound(name: string, searched: readonly string[]): ActionFailure {
  const where = searched.length ? `\nSearched in:\n\t${searched.join('\n\t')}` : '';
  const message = `Could not find or access '${name}'${where} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`;
  return new ActionFailure(message, message);
}

/** What reading a file of the controller gives. @throws TargetError in the words of Ansible's loader */
function readable(path: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES') throw error;
    const reason = `[Errno 13] Permission denied: b'${path}'`;
    throw new TargetError(
      `an error occurred while trying to read the file '${path}': ${reason}. ${reason}`,
    );
  }
}

/** @throws TargetError */
function decrypted(path: string, { services }: RunContext): Buffer {
  try {
    return Buffer.from(services.readFile(path));
  } catch (error) {
    if (!(error instanceof TroupeError) || !error.message.includes('no vault secrets found'))
      throw error;
    throw new TargetError(`A vault password or secret must be specified to decrypt ${path}`);
  }
}

/** The first bytes alone: the file may be larger than memory. */
function headOf(path: string): Buffer {
  const head = Buffer.alloc(vaultHeader.length);
  const file = openSync(encodeText(path), 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

const isVault = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, vaultHeader.length)).toString('latin1') === vaultHeader;

/** Where a template's own includes are looked for: `templates` of role and play, then the template's folder. */
function templateFolders(folders: readonly string[], path: string): string[] {
  const list = folders.flatMap((folder) => [join(folder, 'templates'), folder]);
  return [...list, resolve(path, '..')];
}
