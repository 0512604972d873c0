import { TemplateError } from '../../diagnostics/errors.ts';
import { Markup } from '../../values/markup.ts';
import { str } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';
import type { Context } from './context.ts';

/** A slot that holds this has no value: reading it is reading an undefined name. */
export const MISSING = Symbol('missing');
/** What a variable's slot holds; `undefined` means that it was not looked up yet. */
export type Slot = Value | typeof MISSING | undefined;

/** One rendering's output and place, shared by all frames of the templates that take part. */
export class Run {
  /** Output in text mode. */
  text = '';
  /** Output in chunk mode. */
  chunks: Value[] = [];
  /** Line that is being worked on, for error messages. */
  line = 1;
  /** Calls of macros, blocks and templates under way. */
  depth = 0;

  /** @throws TemplateError (RecursionError) */
  enter(): void {
    if (++this.depth > 500)
      throw new TemplateError('RecursionError', 'maximum recursion depth exceeded');
  }
}

/** One activation of a compiled function: template root, block, macro or recursive loop. */
export class Frame {
  readonly slots: Slot[];
  readonly outer: Frame | undefined;
  readonly context: Context;
  readonly run: Run;
  /** On the root frame of a template that extends: runs the parent instead of further output. */
  parentRoot: ((context: Context, run: Run) => void) | undefined = undefined;

  constructor(size: number, outer: Frame | undefined, context: Context, run: Run) {
    this.slots = new Array<Slot>(size).fill(undefined);
    this.outer = outer;
    this.context = context;
    this.run = run;
  }
}

/** What a statement says about how to go on. */
export type Signal = 0 | 1 | 2;
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;

export type CompiledStatement = (frame: Frame) => Signal;
export type CompiledExpression = (frame: Frame) => Value;
export type BlockFunction = (context: Context, run: Run) => void;

/** Runs `body` with its output captured, and gives that as one value. */
export function capture(context: Context, run: Run, body: () => void): Value {
  const { concat } = context.environment;
  if (concat === undefined) {
    const outside = run.text;
    run.text = '';
    try {
      body();
      return run.text;
    } finally {
      run.text = outside;
    }
  }
  const outside = run.chunks;
  run.chunks = [];
  try {
    body();
    return concat(run.chunks);
  } finally {
    run.chunks = outside;
  }
}

/** Text as it is, or as markup where output is escaped. */
export function markIfEscaped(value: Value, autoescape: boolean): Value {
  return autoescape ? new Markup(str(value)) : value;
}

/** Writes what a macro, a filter block or a recursive loop gave: it is output already and not escaped again. */
export function emitRaw(frame: Frame, value: Value): void {
  const { run, context } = frame;
  if (context.environment.concat !== undefined) run.chunks.push(value);
  else run.text += str(value);
}
