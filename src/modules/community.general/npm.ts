import { ask, expandWords, requireProgram } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  name: arg.str({ doc: 'Name of the package; without it what package.json names.' }),
  path: arg.path({ doc: 'Folder to install into.' }),
  version: arg.str({ doc: 'Version of the package.' }),
  production: arg.bool({ default: false, doc: 'Leave out what only development needs.' }),
  executable: arg.path({ doc: 'The npm to run.' }),
  registry: arg.str({ doc: 'Where to get packages from.' }),
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent', 'latest'],
    doc: 'What is to be of the package.',
  }),
  ignore_scripts: arg.bool({ default: false, doc: 'Run no scripts.' }),
  unsafe_perm: arg.bool({ default: false, doc: 'Run scripts as root.' }),
  ci: arg.bool({ default: false, doc: 'Install what package-lock.json names.' }),
  no_optional: arg.bool({ default: false, doc: 'Leave out optional packages.' }),
  no_bin_links: arg.bool({ default: false, doc: 'Make no links to executables.' }),
  global: arg.bool({ default: false, doc: 'Install for all users.' }),
};

export const npm = defineModule({
  name: 'community.general.npm',
  summary: 'Manage node.js packages with npm',
  examples: `- name: Install what package.json names
  community.general.npm:
    path: /srv/app
`,
  args: ARGUMENTS,
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { name, path } = args;
    if (!path && !args.global) fail('path must be specified when not using global');
    if (args.state === 'absent' && !name) {
      fail('uninstalling a package is only available for named packages');
    }
    const program = args.executable
      ? args.executable.split(' ')
      : [await requireProgram(target, 'npm')];
    const named =
      args.version && args.state !== 'absent' ? `${name}@${args.version}` : (name ?? '');
    const [versioned = ''] = await expandWords(target, [named]);
    const command = (words: readonly string[], withName: boolean): string[] => [
      ...program,
      ...words,
      ...(args.global ? ['--global'] : []),
      ...(args.production && ['install', 'update', 'ci'].includes(words[0] ?? '')
        ? ['--production']
        : []),
      ...(args.ignore_scripts ? ['--ignore-scripts'] : []),
      ...(args.unsafe_perm ? ['--unsafe-perm'] : []),
      ...(versioned && withName ? [versioned] : []),
      ...(args.registry ? ['--registry', args.registry] : []),
      ...(args.no_optional ? ['--no-optional'] : []),
      ...(args.no_bin_links ? ['--no-bin-links'] : []),
    ];
    const folder = path ? await target.stat(path, { follow: true }) : null;
    if (path && folder !== null && folder.type !== 'directory') {
      fail(`path ${path} is not a directory`);
    }
    const fresh = path !== null && path !== '' && folder === null;
    const cwd = path ? { cwd: path } : {};
    const first = fresh ? [{ op: 'mkdir' as const, path, parents: true }] : [];
    const run = (words: readonly string[]): Plan =>
      words.length === 0
        ? { changes: [], result: { changed: false } }
        : stepsPlan(
            words.map((word) => command([word], true)),
            { changed: true },
            { ...cwd, first },
          );
    if (args.ci) return run(['ci']);

    const tree = fresh
      ? ''
      : (await ask(target, command(['list', '--json', '--long'], false), cwd)).stdout;
    const { installed, missing } = readTree(tree, name, versioned);
    if (args.state === 'absent') return run(name && installed.has(name) ? ['uninstall'] : []);
    const install = missing ? ['install'] : [];
    if (args.state === 'present') return run(install);
    const asking = command(['outdated'], true);
    const listed = fresh ? '' : (await ask(target, asking, cwd)).stdout;
    return run(listed.trim() === '' ? install : [...install, 'update']);
  },
});

interface Dependency {
  readonly missing?: unknown;
  readonly invalid?: unknown;
  readonly version?: unknown;
}

/** What `npm list` tells: names with and without version, and whether something is missing. */
function readTree(
  json: string,
  name: string | null,
  versioned: string,
): { installed: Set<string>; missing: boolean } {
  const installed = new Set<string>();
  let tree: { dependencies?: Record<string, Dependency> };
  try {
    tree = JSON.parse(json || '{}') as typeof tree;
  } catch (error) {
    return fail(`Failed to parse NPM output with error ${(error as Error).message}`);
  }
  if (tree.dependencies === undefined) return { installed, missing: true };
  let missing = false;
  for (const [own, { missing: gone, invalid, version }] of Object.entries(tree.dependencies)) {
    if (gone || invalid) {
      missing = true;
      continue;
    }
    installed.add(own);
    if (version) installed.add(`${own}@${String(version)}`);
  }
  return {
    installed,
    missing: missing || (versioned !== '' && !installed.has(versioned) && name !== null),
  };
}
