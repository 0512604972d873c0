import { wrapText } from '../../../callbacks/text-wrap.ts';
import type { Value } from '../../../values/types.ts';
import { dumpYaml } from '../../../values/yaml/dump.ts';

/** Marks of documentation and what stands for them on a terminal, in the order in which they are replaced. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/\bI\(([^)]+)\)/g, "`$1'"],
  [/\bB\(([^)]+)\)/g, '*$1*'],
  [/\bM\(([^)]+)\)/g, '[$1]'],
  [/\bU\(([^)]+)\)/g, '$1'],
  [/\bL\(([^)]+), *([^)]+)\)/g, '$1 <$2>'],
  [/\bR\(([^)]+), *([^)]+)\)/g, '$1'],
  [/\bC\(([^)]+)\)/g, "`$1'"],
  [/\bHORIZONTALLINE\b/g, `\n${'-'.repeat(13)}\n`],
  [/.. seealso::/g, 'See also:'],
  [/.. note::/g, 'Note:'],
  [/:\w+?:`/g, '`'],
  [/.. \w+?::/g, ''],
];

/** Text with `I(…)`, `C(…)`, `M(…)` and their like as a terminal shows it. Source: Ansible's module format and documentation. */
export function plainMarkup(text: string): string {
  return MARKS.reduce((shown, [mark, replacement]) => shown.replace(mark, replacement), text);
}

/** A paragraph of at most `limit` characters a line, its first line behind `first`, the others behind a margin. */
export function paragraph(text: string, limit: number, margin: string, first = margin): string {
  const plain = plainMarkup(text);
  const [head] = wrapText(plain, limit - first.length);
  if (head === undefined) return '';
  const rest = wrapText(plain.slice(head.length).trimStart(), limit - margin.length);
  return [first + head, ...rest.map((line) => margin + line)].join('\n');
}

/** YAML of a value, behind a margin. */
export function yamlBlock(value: Value, margin: string, isFlow = false): string {
  return indented(dumpYaml(value, { defaultFlowStyle: isFlow }).replace(/\n+$/, ''), margin);
}

/** Marked text with every line behind a margin. */
export function indented(text: string, margin: string): string {
  const lines = text.split('\n').map((line) => margin + line);
  return plainMarkup(lines.join('\n'));
}
