import { relative } from 'node:path';
import { codeFrame } from '../diagnostics/frame.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import { readSource } from '../diagnostics/read-source.ts';
import type { Fault, TaskOutcome } from '../engine/events.ts';
import type { Dict } from '../values/types.ts';
import { cleanResult, isCensored } from './result.ts';

/** Lines shown of what a program said; those before them are counted. */
const MOST_LINES = 12;

/** What programs said, under the name that stands above it. */
const SPOKEN = ['stderr', 'stdout', 'module_stderr', 'module_stdout'];

/**
 * A failed result as people read it: the message, or the template's text that is at fault; what programs said last,
 * and where the task stands. Empty where the result's own line says as much: a message of one line, or a result that
 * must not be shown.
 */
export function failureBlock(outcome: TaskOutcome, folder: string): string[] {
  if (isCensored(outcome) || outcome.result.has('results')) return [];
  const result = cleanResult(outcome);
  const message = textOf(result, 'msg');
  const { fault } = outcome;
  const told = fault === undefined ? messageLines(message) : faultLines(fault, folder);
  const spoken = SPOKEN.flatMap((name) => {
    const text = textOf(result, name);
    return text === '' ? [] : [`${name}:`, ...lastLines(text).map((line) => `  ${line}`)];
  });
  if (spoken.length === 0 && told.length < 2 && (told[0] ?? '') === message) return [];
  const { path, line } = outcome.task;
  const place = path === undefined ? [] : [`╰ ${shortest(path, folder)}:${line ?? 1}`];
  const lines = [...told, ...spoken].map((text) => `│ ${text}`.trimEnd());
  return [...lines, ...place].map((text) => `  ${text}`);
}

/** Lines of a message; of one about a wrong option or value only what may have been meant. */
function messageLines(message: string): string[] {
  const [, given, known] =
    /^Unsupported parameters for .*? module: (\w+)\. Supported parameters include: (.*)\.$/.exec(
      message,
    ) ?? [];
  const [, choices, value] = /^value of \w+ must be one of: (.*), got: (.*)$/.exec(message) ?? [];
  const names = known ?? choices;
  const hint = names && didYouMean(given ?? value ?? '', names.split(/, | \(|\)/));
  if (hint) return [`hint: ${hint}`];
  return message === '' ? [] : message.split('\n');
}

/** A template's error with the lines where it stands, and what may have been meant. */
function faultLines(fault: Fault, folder: string): string[] {
  const { message, showContent } = fault;
  const span = fault.place();
  const hint = fault.hint();
  const lines = message.split('\n');
  if (span !== undefined) {
    const { file, line, column } = span;
    const source = showContent ? readSource(file) : undefined;
    // Lines before it may hold what is secret: it may be a file of variables.
    const frame = codeFrame({ file: shortest(file, folder), line, column }, source, 0);
    lines.push(...frame.split('\n'));
  }
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  return lines;
}

function textOf(result: Dict, name: string): string {
  const value = result.get(name);
  return typeof value === 'string' ? value.trimEnd() : '';
}

function lastLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const hidden = lines.length - MOST_LINES;
  return hidden > 0 ? [`… ${hidden} lines before`, ...lines.slice(hidden)] : lines;
}

function shortest(path: string, folder: string): string {
  const near = relative(folder, path);
  return near.length < path.length ? near : path;
}
