import { relative } from 'node:path';
import type { TaskOutcome } from '../engine/events.ts';
import type { Dict } from '../values/types.ts';
import { cleanResult, isCensored } from './result.ts';

/** Lines shown of what a program said; those before them are counted. */
const MOST_LINES = 12;

/** What programs said, under the name that stands above it. */
const SPOKEN = ['stderr', 'stdout', 'module_stderr', 'module_stdout'];

/**
 * A failed result as people read it: the message, what programs said last, and where the task stands. Empty where
 * the result's own line says as much: a message of one line, or a result that must not be shown.
 */
export function failureBlock(outcome: TaskOutcome, folder: string): string[] {
  if (isCensored(outcome) || outcome.result.has('results')) return [];
  const result = cleanResult(outcome);
  const message = textOf(result, 'msg');
  const spoken = SPOKEN.flatMap((name) => {
    const text = textOf(result, name);
    return text === '' ? [] : [`${name}:`, ...lastLines(text).map((line) => `  ${line}`)];
  });
  if (spoken.length === 0 && !message.includes('\n')) return [];
  const { path, line } = outcome.task;
  const place = path === undefined ? [] : [`╰ ${shortest(path, folder)}:${line ?? 1}`];
  const lines = [...(message === '' ? [] : message.split('\n')), ...spoken];
  return [...lines.map((text) => `│ ${text}`.trimEnd()), ...place].map((text) => `  ${text}`);
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
