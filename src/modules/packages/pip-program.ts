import { posix } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { requireProgram } from '../commands/program.ts';
import { quoteWord, splitWords } from '../commands/words.ts';
import type { Controller } from '../contract.ts';
import { fail } from '../definition/failure.ts';

/** The Python that modules of a host run on: pip and virtual environments are its own unless others are named. */
export async function hostPython(target: ReadTarget, controller: Controller): Promise<string> {
  const named = controller.variable('ansible_python_interpreter');
  if (typeof named === 'string' && !named.startsWith('auto')) return named;
  return (await target.which('python3', ['/usr/bin'])) ?? '/usr/bin/python3';
}

/**
 * The command of pip: in a virtual environment, by the program that is named, else of the host's Python.
 * @throws ModuleFailure where there is none
 */
export async function pipCommand(
  target: ReadTarget,
  executable: string | null,
  python: string,
): Promise<string[]> {
  if (executable?.startsWith('/')) return [executable];
  if (executable === null) {
    const script = 'import importlib.util as u, sys; sys.exit(u.find_spec("pip") is None)';
    const { rc } = await target.query({ argv: [python, '-c', script] });
    if (rc === 0) return [python, '-m', 'pip.__main__'];
  }
  const name = executable ?? 'pip3';
  const path = await target.which(name);
  return path === null
    ? fail(`Unable to find any of ${name} to use.  pip needs to be installed.`)
    : [path];
}

/** pip of a virtual environment that is there already. @throws ModuleFailure where it has none */
export async function environmentPip(target: ReadTarget, env: string): Promise<string[]> {
  const paths = ['pip3', 'pip'].map((name) => posix.join(env, 'bin', name));
  const found = await Promise.all(paths.map((path) => target.stat(path, { follow: true })));
  const path = paths.find((_, index) => ((found[index]?.mode ?? 0) & 0o111) !== 0);
  if (path !== undefined) return [path];
  return fail(
    `Unable to find pip in the virtualenv, ${env}, under any of these names: pip3, pip. Make sure pip is present in the virtualenv.`,
  );
}

export interface EnvironmentArguments {
  readonly virtualenv_command: string;
  readonly virtualenv_python: string | null;
  readonly virtualenv_site_packages: boolean;
}

/** The command that makes a virtual environment. @throws ModuleFailure */
export async function environmentCommand(
  target: ReadTarget,
  args: EnvironmentArguments,
  env: string,
  python: string,
): Promise<string[]> {
  const words = splitWords(args.virtualenv_command) ?? [args.virtualenv_command];
  const program = words[0] ?? '';
  if (!program.includes('/')) words[0] = await requireProgram(target, program);
  if (args.virtualenv_site_packages) words.push('--system-site-packages');
  else if (await knowsNoSitePackages(target, words[0] ?? '')) words.push('--no-site-packages');
  if (!/pyvenv|-m venv/.test(args.virtualenv_command)) {
    words.push(`-p${args.virtualenv_python ?? python}`);
  } else if (args.virtualenv_python) {
    fail(
      'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
    );
  }
  return [...words, env];
}

/** Old releases of virtualenv have to be told; what a program knows it says itself. */
async function knowsNoSitePackages(target: ReadTarget, program: string): Promise<boolean> {
  const help = `${program} --help`;
  const { rc, stdout, stderr } = await target.query({ shell: `${quoteWord(program)} --help` });
  if (rc !== 0) fail(`Could not get output from ${help}: ${stdout.toString()}${stderr.toString()}`);
  return stdout.toString().trim().split(/\s+/).includes('--no-site-packages');
}
