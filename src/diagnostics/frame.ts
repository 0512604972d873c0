import type { TroupeError } from './errors.ts';
import type { Span } from './span.ts';
import { SHORTHAND_HINT, yamlHints } from './yaml-hints.ts';

/** Gives a source file's text, undefined when it can't be read. */
export type ReadSource = (file: string) => string | undefined;

const CONTEXT_LINES = 2;

/** An error for people: message, place, the lines around it with a caret, what to do. */
export function formatError(error: TroupeError, readSource: ReadSource): string {
  const parts = [error.message];
  if (error.mark !== undefined) {
    const text = error.showContent ? readSource(error.mark.file) : undefined;
    parts.push(codeFrame(error.mark, text, CONTEXT_LINES));
  }
  if (error.hint !== undefined) parts.push(`hint: ${error.hint}`);
  return parts.join('\n');
}

/** `file:line:column` and, where the text is at hand, its line, with as many before it, and a caret below the place. */
export function codeFrame(span: Span, text: string | undefined, before: number): string {
  const { line, column } = span;
  const place = `  --> ${span.file}:${line}:${column}`;
  const lines = text?.split(/\r\n|\r|\n/);
  if (lines === undefined || lines[line - 1] === undefined) return place;
  const width = String(line).length;
  const shown = [place];
  for (let n = Math.max(1, line - before); n <= line; n++) {
    shown.push(`${String(n).padStart(width + 1)} | ${lines[n - 1]}`.trimEnd());
  }
  const indent = (lines[line - 1] as string).slice(0, column - 1).replace(/[^\t]/g, ' ');
  shown.push(`${' '.repeat(width + 1)} | ${indent}^`);
  return shown.join('\n');
}

/** The whole text of an error as Ansible has it: the message and, with a span, its "appears to be in" block. */
export function extendedMessage(error: TroupeError, readSource: ReadSource): string {
  const note = error.note === undefined ? '' : `\n${error.note}`;
  if (error.span === undefined) return error.message + note;
  const place = `\n\n${placeBlock(error.span, error.showContent, readSource)}`;
  // Ansible adds the place once more to a message that it has added to.
  return error.message + place + (note === '' ? '' : note + place);
}

/** What Ansible writes to stderr when an error ends the run; ends with a line break. */
export function ansibleErrorText(error: TroupeError, readSource: ReadSource): string {
  const text = `ERROR! ${extendedMessage(error, readSource)}`;
  return text.endsWith('\n') ? text : `${text}\n`;
}

function placeBlock(span: Span, showContent: boolean, readSource: ReadSource): string {
  const { file, line, column } = span;
  const position = positionText(file, line, column);
  if (!showContent || file === '<string>' || file === '<unicode>') return position;
  const text = readSource(file);
  if (text === undefined) return `${position}\n(could not open file to display line)`;
  const found = offendingLines(text, line);
  if (found === undefined) {
    return `${position}\n(specified line no longer in file, maybe it changed?)`;
  }
  const { target, previous } = found;
  if (/\w+(\s+)?=(\s+)?[\w/-]+/.test(previous)) {
    const equals = previous.trimEnd().indexOf('=');
    return (
      `${positionText(file, line - 1, equals + 1)}\nThe offending line appears to be:\n\n` +
      `${previous.trimEnd()}\n${' '.repeat(Math.max(equals, 0))}^ here\n\n${SHORTHAND_HINT}` +
      yamlHints(target, column)
    );
  }
  return (
    `${position}\nThe offending line appears to be:\n\n` +
    `${previous.trimEnd()}\n${target.trimEnd()}\n${' '.repeat(column - 1)}^ here\n` +
    yamlHints(target, column)
  );
}

function positionText(file: string, line: number, column: number): string {
  return (
    `The error appears to be in '${file}': line ${line}, column ${column}, but may\n` +
    'be elsewhere in the file depending on the exact syntax problem.\n'
  );
}

/** The line of a fault, or the last one above it that isn't blank, and the line before that. */
function offendingLines(
  text: string,
  line: number,
): { target: string; previous: string } | undefined {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let index = Math.min(line, lines.length) - 1;
  while (index >= 0 && lines[index]?.trim() === '') index--;
  const target = lines[index];
  if (target === undefined) return undefined;
  return { target, previous: index > 0 ? (lines[index - 1] as string) : '' };
}
