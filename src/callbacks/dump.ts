import { sorted } from '../values/compare.ts';
import { dumpJson } from '../values/json.ts';
import { str } from '../values/repr.ts';
import type { Dict, Value } from '../values/types.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { expandTabs } from './expand-tabs.ts';
import { withoutInternals } from './result.ts';

export interface DumpOptions {
  readonly verbosity: number;
  readonly resultFormat: 'json' | 'yaml';
  /** null: as the format likes it. */
  readonly prettyResults: boolean | null;
}

/** Writes a result for the screen: without internals, module arguments (below -vvv), diff and traceback. */
export function dumpResult(result: Dict, options: DumpOptions, indent?: number): string {
  const abridged = abridge(result, options.verbosity);
  const { resultFormat, prettyResults } = options;
  const pretty =
    result.get('_ansible_verbose_always') === true ||
    (prettyResults === null && resultFormat !== 'json') ||
    prettyResults === true ||
    options.verbosity > 2;
  const width = prettyResults === false ? undefined : indent || (pretty ? 4 : indent);
  if (resultFormat === 'json') return resultJson(abridged, width);

  const lossy = prettyResults !== false;
  if (lossy) omitLines(abridged);
  const text = dumpYaml(abridged, {
    allowUnicode: true,
    defaultFlowStyle: false,
    ...(width ? { indent: width } : {}),
    text: (value) => blockStyle(value, lossy),
  });
  return `\n${indentLines(text, ' '.repeat(width || 4))}`;
}

/** The fields of a result that are shown. */
export function abridge(result: Dict, verbosity: number): Dict {
  const shown = withoutInternals(result) as Dict;
  if (verbosity < 3) {
    shown.delete('invocation');
    shown.delete('diff');
  }
  shown.delete('exception');
  return shown;
}

/** Lines of output that are there as one text already. */
export function omitLines(result: Dict): void {
  for (const name of ['stdout', 'stderr']) {
    if (result.has(name) && result.has(`${name}_lines`)) result.set(`${name}_lines`, '<omitted>');
  }
}

/** JSON with sorted keys; keys that have no order among them are sorted by their text, outermost only. */
function resultJson(result: Dict, indent: number | undefined): string {
  const common = { indent: indent ?? null, ensureAscii: false, fallback: str };
  try {
    return dumpJson(result, { ...common, sortKeys: true });
  } catch {
    const entries = sorted(result, ([key]) => str(key)) as [Value, Value][];
    return dumpJson(new Map(entries), common);
  }
}

/** JSON or YAML of a diff's side that is a structure. */
export function dumpDiffSide(side: Dict, options: DumpOptions): string {
  if (options.resultFormat === 'json') {
    return `${dumpJson(side, { sortKeys: true, indent: 4, separators: [',', ': '] })}\n`;
  }
  const text = dumpYaml(side, {
    allowUnicode: true,
    defaultFlowStyle: false,
    indent: 4,
    text: (value) => blockStyle(value, options.prettyResults !== false),
  });
  return `${indentLines(text, '    ')}\n`;
}

function indentLines(text: string, margin: string): string {
  return text.replace(/^(?=.*\S)/gm, margin);
}

const breaks = /[\n\x85\u2028\u2029]/;

/** Text of several lines is written as a block; what blocks can't hold is taken out when that is allowed. */
function blockStyle(text: string, lossy: boolean): { text: string; style: '|' } | undefined {
  if (!breaks.test(text)) return undefined;
  if (!lossy) return { text, style: '|' };
  const printable = [...expandTabs(text.trimEnd())].filter(isPrintable).join('');
  return { text: printable.replace(/ +([\n\x85\u2028\u2029])/g, '$1'), style: '|' };
}

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0xfeff) return false;
  return (
    code === 10 ||
    (code >= 32 && code <= 126) ||
    code === 133 ||
    (code >= 160 && code <= 55295) ||
    (code >= 57344 && code <= 65533) ||
    (code >= 65536 && code < 1114111)
  );
}
