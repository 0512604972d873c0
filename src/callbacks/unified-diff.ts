import { type Opcode, opcodes } from './sequence-matcher.ts';

/**
 * The lines of a unified diff, each with its line end, as Python's difflib writes them; empty when nothing differs.
 * `context` is the number of unchanged lines around a change.
 */
export function unifiedDiff(
  before: readonly string[],
  after: readonly string[],
  names: { from: string; to: string },
  context: number,
): string[] {
  const lines: string[] = [];
  for (const group of groupedOpcodes(opcodes(before, after), context)) {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    if (lines.length === 0) lines.push(`--- ${names.from}\n`, `+++ ${names.to}\n`);
    const from = formatRange(first.aStart, last.aEnd);
    const to = formatRange(first.bStart, last.bEnd);
    lines.push(`@@ -${from} +${to} @@\n`);
    for (const { tag, aStart, aEnd, bStart, bEnd } of group) {
      if (tag === 'equal') {
        for (const line of before.slice(aStart, aEnd)) lines.push(` ${line}`);
        continue;
      }
      if (tag !== 'insert') for (const line of before.slice(aStart, aEnd)) lines.push(`-${line}`);
      if (tag !== 'delete') for (const line of after.slice(bStart, bEnd)) lines.push(`+${line}`);
    }
  }
  return lines;
}

function formatRange(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Changes with their context, far ones apart. */
function groupedOpcodes(all: readonly Opcode[], context: number): Opcode[][] {
  const codes = [...all];
  const first = codes[0];
  if (first?.tag === 'equal') {
    codes[0] = {
      ...first,
      aStart: Math.max(first.aStart, first.aEnd - context),
      bStart: Math.max(first.bStart, first.bEnd - context),
    };
  }
  const last = codes.at(-1);
  if (last?.tag === 'equal') {
    codes[codes.length - 1] = {
      ...last,
      aEnd: Math.min(last.aEnd, last.aStart + context),
      bEnd: Math.min(last.bEnd, last.bStart + context),
    };
  }
  const groups: Opcode[][] = [];
  let group: Opcode[] = [];
  for (const code of codes) {
    if (code.tag === 'equal' && code.aEnd - code.aStart > 2 * context) {
      group.push({
        ...code,
        aEnd: Math.min(code.aEnd, code.aStart + context),
        bEnd: Math.min(code.bEnd, code.bStart + context),
      });
      groups.push(group);
      group = [
        {
          ...code,
          aStart: Math.max(code.aStart, code.aEnd - context),
          bStart: Math.max(code.bStart, code.bEnd - context),
        },
      ];
    } else {
      group.push(code);
    }
  }
  groups.push(group);
  return groups.filter((each) => each.some(({ tag }) => tag !== 'equal'));
}
