import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TemplateError } from '../../diagnostics/errors.ts';
import type { Span } from '../../diagnostics/span.ts';
import { asTemplateError } from './errors.ts';

/** The file behind the name of an included, imported or extended template; names can't leave the folders. */
export function templateFile(name: string, folders: readonly string[]): string | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return undefined;
  return folders
    .map((folder) => path.join(folder, ...parts))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** What an error's text says to be at fault. */
const AT_FAULT =
  /(?:'(\w+)' is undefined|has no (?:attribute|element) '?(\w+)|(?:filter|test) named '([\w.]+)'|Could not load "([\w.]+)"|unknown tag '(\w+)')/;

/** The error that was raised first and knows its line. */
function innermost(error: TemplateError): TemplateError | undefined {
  let found: TemplateError | undefined;
  for (let at: unknown = error; at instanceof TemplateError; at = at.cause)
    if (at.lineno !== undefined && at.lineno > 0) found = at;
  return found;
}

/** 1-based column of what is at fault, or of the line's first tag. */
function columnIn(line: string, message: string): number {
  const name = AT_FAULT.exec(message)?.slice(1).find(Boolean);
  const at = name === undefined ? -1 : line.search(new RegExp(`(?<![\\w.])${name}|${name}(?!\\w)`));
  const shown = at >= 0 ? at : line.search(/\{[{%#]/);
  return [...line.slice(0, Math.max(shown >= 0 ? shown : line.search(/\S/), 0))].length + 1;
}

/** Where the name that is at fault stands first, for errors that know no line. */
function placeOfName(
  error: TemplateError,
  { file, text }: { readonly file: string; readonly text: string },
): Span | undefined {
  const name = AT_FAULT.exec(error.message)?.slice(1).find(Boolean);
  const lines = text.split(/\r\n|\r|\n/);
  const at = name === undefined ? -1 : lines.findIndex((line) => line.includes(name));
  if (at < 0) return undefined;
  return { file, line: at + 1, column: columnIn(lines[at] as string, error.message) };
}

/** The place in a template file, or in one that it includes, where rendering it failed. */
export function placeInFile(
  error: TemplateError,
  main: { readonly file: string; readonly text: string; readonly headerLines: number },
  folders: readonly string[],
): Span | undefined {
  const first = innermost(error);
  if (first?.lineno === undefined) return placeOfName(error, main);
  const { templateName } = first;
  const file = templateName === undefined ? main.file : templateFile(templateName, folders);
  if (file === undefined) return undefined;
  const isMain = templateName === undefined;
  const line = first.lineno + (isMain ? main.headerLines : 0);
  const text = isMain ? main.text : readFileSync(file, 'utf8');
  const shown = text.split(/\r\n|\r|\n/)[line - 1] ?? '';
  return { file, line, column: columnIn(shown, first.message) };
}

/** A template's span, moved to what is at fault within it. */
export function placeInText(error: TemplateError, span: Span, source: string): Span {
  const first = innermost(error) ?? error;
  const name = AT_FAULT.exec(first.message)?.slice(1).find(Boolean);
  if (name === undefined || !source.includes(name)) return span;
  return span.find?.(name, source.length) ?? span;
}

/** The same error with the place where the template stands. */
export function located(thrown: unknown, span: Span | undefined, source: string): TemplateError {
  const error = asTemplateError(thrown);
  if (span === undefined || error.span !== undefined) return error;
  return new TemplateError(error.pythonClass, error.message, {
    span: placeInText(error, span, source),
    hint: error.hint,
    cause: error,
    lineno: error.lineno,
    templateName: error.templateName,
  });
}
