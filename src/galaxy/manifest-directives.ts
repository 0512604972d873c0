import { TroupeError } from '../diagnostics/errors.ts';
import { repr } from '../values/repr.ts';
import { isRecord } from './requirements.ts';

/** Kinds of plugins whose folders may hold documentation in YAML. */
const DOCUMENTED =
  'become cache callback cliconf connection filter httpapi inventory lookup netconf shell strategy test vars'.split(
    ' ',
  );

const DEFAULTS: readonly string[] = [
  'include meta/*.yml',
  'include *.txt *.md *.rst COPYING LICENSE',
  'recursive-include tests **',
  'recursive-include docs **.rst **.yml **.yaml **.json **.j2 **.txt',
  'recursive-include roles **.yml **.yaml **.json **.j2',
  'recursive-include playbooks **.yml **.yaml **.json',
  'recursive-include changelogs **.yml **.yaml',
  'recursive-include plugins */**.py',
  ...DOCUMENTED.map((kind) => `recursive-include plugins/${kind} **.yml **.yaml`),
  'recursive-include plugins/modules **.ps1 **.yml **.yaml',
  'recursive-include plugins/module_utils **.ps1 **.psm1 **.cs',
];

const closing = (archives: string): readonly string[] => [
  `exclude galaxy.yml galaxy.yaml MANIFEST.json FILES.json ${archives}`,
  'recursive-exclude tests/output **',
  'global-exclude /.* /__pycache__',
];

/**
 * The directives that galaxy.yml's `manifest` comes to, with the default ones around them. `archives` is the pattern of
 * the collection's own archives. @throws TroupeError in Ansible's words for one that is no manifest
 */
export function manifestDirectives(manifest: unknown, archives: string): string[] {
  const control = manifest ?? {};
  if (!isRecord(control)) throw new TroupeError(`Invalid "manifest" provided: ${String(control)}`);
  const { directives = [], omit_default_directives: omit = false, ...others } = control;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TroupeError(
      `Invalid "manifest" provided: ManifestControl.__init__() got an unexpected keyword argument '${unknown}'`,
    );
  }
  const own = directives ?? [];
  if (!Array.isArray(own)) {
    throw new TroupeError(`"manifest.directives" must be a list, got: ${pythonName(own)}`);
  }
  if (typeof omit !== 'boolean') {
    throw new TroupeError(
      `"manifest.omit_default_directives" is expected to be a boolean, got: ${pythonName(omit)}`,
    );
  }
  if (!omit) return [...DEFAULTS, ...own.map(String), ...closing(archives)];
  if (own.length > 0) return own.map(String);
  throw new TroupeError(
    '"manifest.omit_default_directives" was set to True, but no directives were defined in "manifest.directives". This would produce an empty collection artifact.',
  );
}

const pythonName = (value: unknown): string =>
  typeof value === 'string' ? 'str' : typeof value === 'number' ? 'int' : 'dict';

/**
 * The paths that directives choose, as a MANIFEST.in has them: each adds some of the paths or takes some away. Wildcards
 * don't cross folders. @throws TroupeError for what is no directive
 */
export function chosenPaths(paths: readonly string[], directives: readonly string[]): Set<string> {
  const chosen = new Set<string>();
  for (const directive of directives) {
    const { adds, patterns } = parsed(directive);
    for (const pattern of patterns) {
      if (adds) for (const path of paths) if (pattern.test(`/${path}`)) chosen.add(path);
      if (!adds) for (const path of [...chosen]) if (pattern.test(`/${path}`)) chosen.delete(path);
    }
  }
  return chosen;
}

function parsed(directive: string): { adds: boolean; patterns: RegExp[] } {
  const words = directive.trim().split(/\s+/);
  if (
    words.length === 1 &&
    !/^(?:(?:global-|recursive-)?(?:in|ex)clude|graft|prune)$/.test(words[0] ?? '')
  )
    words.unshift('include');
  const [action = '', ...rest] = words;
  const invalid = (why: string): TroupeError =>
    new TroupeError(`Invalid manifest directive: ${repr(action)} expects ${why}`);
  switch (action) {
    case 'include':
    case 'exclude':
    case 'global-include':
    case 'global-exclude': {
      if (rest.length === 0) throw invalid('<pattern1> <pattern2> ...');
      const start = action.startsWith('global-') ? '' : '^/';
      return {
        adds: action.endsWith('include'),
        patterns: rest.map((one) => expression(start, one)),
      };
    }
    case 'recursive-include':
    case 'recursive-exclude': {
      const [folder = '', ...globs] = rest;
      if (globs.length === 0) throw invalid('<dir> <pattern1> <pattern2> ...');
      const start = `^/${globSource(folder)}/.*`;
      return {
        adds: action.endsWith('include'),
        patterns: globs.map((one) => expression(start, one)),
      };
    }
    case 'graft':
    case 'prune':
      if (rest.length !== 1) throw invalid('a single <dir_pattern>');
      return {
        adds: action === 'graft',
        patterns: [expression(`^/${globSource(rest[0] ?? '')}/.*`, '')],
      };
  }
  throw new TroupeError(`Invalid manifest directive: unknown action ${repr(action)}`);
}

const expression = (start: string, glob: string): RegExp =>
  new RegExp(`${start}${globSource(glob)}$`, 's');

function globSource(glob: string): string {
  return glob.replace(/\*+|\?|\[!?\]?[^\]]*\]|[^*?[]+|\[/g, (part) => {
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
}
