import { escapeValue } from '../../values/escape.ts';
import { str } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';
import {
  type CompiledExpression,
  type CompiledStatement,
  type Frame,
  NORMAL,
} from '../runtime/frame.ts';
import type { Expression, OutputNode } from '../syntax/nodes.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';

type Write = (frame: Frame) => void;

/** What a print statement or a stretch of text writes; undefined where nothing is ever printed. */
export function compileOutput(
  compiler: Compiler,
  node: OutputNode,
  scope: Scope,
): CompiledStatement | undefined {
  if (scope.checksExtends && compiler.hasKnownExtends) return undefined;
  const writes = joinConstants(compiler, node.nodes).map((part) =>
    typeof part === 'string' ? textWrite(compiler, part) : valueWrite(compiler, part, scope),
  );
  const statement = sequence(writes);
  if (!scope.checksExtends) return statement;
  return (frame) => (frame.parentRoot === undefined ? statement(frame) : NORMAL);
}

function sequence(writes: readonly Write[]): CompiledStatement {
  const [first, second] = writes;
  if (first !== undefined && second === undefined)
    return (frame) => {
      first(frame);
      return NORMAL;
    };
  return (frame) => {
    for (let i = 0; i < writes.length; i++) (writes[i] as Write)(frame);
    return NORMAL;
  };
}

/** Constants next to each other become one piece of text. */
function joinConstants(compiler: Compiler, nodes: readonly Expression[]): (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  for (const node of nodes) {
    const text = constantText(compiler, node);
    const last = parts.length - 1;
    if (text === undefined) parts.push(node);
    else if (typeof parts[last] === 'string') parts[last] += text;
    else parts.push(text);
  }
  return parts;
}

function constantText(compiler: Compiler, node: Expression): string | undefined {
  if (node.type === 'TemplateData') return node.data;
  if (node.type !== 'Const' || compiler.volatile) return undefined;
  if (compiler.environment.finalize !== undefined) return undefined;
  return compiler.autoescape ? escapeValue(node.value).text : str(node.value);
}

function textWrite(compiler: Compiler, text: string): Write {
  if (compiler.environment.concat !== undefined)
    return (frame) => {
      frame.run.chunks.push(text);
    };
  return (frame) => {
    frame.run.text += text;
  };
}

function valueWrite(compiler: Compiler, node: Expression, scope: Scope): Write {
  const { environment } = compiler;
  const { lineno } = node;
  const value = finalized(compiler, compiler.expression(node, scope));
  const show = shown(compiler);
  if (environment.concat !== undefined) {
    const keep = show === str ? undefined : show;
    return (frame) => {
      frame.run.line = lineno;
      const given = value(frame);
      frame.run.chunks.push(keep === undefined ? given : keep(given, frame));
    };
  }
  if (show === str)
    return (frame) => {
      frame.run.line = lineno;
      const given = value(frame);
      // The value is computed first: what it calls may write output of its own.
      const text = typeof given === 'string' ? given : str(given);
      frame.run.text += text;
    };
  return (frame) => {
    frame.run.line = lineno;
    const text = show(value(frame), frame);
    frame.run.text += text;
  };
}

function finalized(compiler: Compiler, value: CompiledExpression): CompiledExpression {
  const { finalize } = compiler.environment;
  if (finalize === undefined) return value;
  return (frame) => finalize(value(frame), frame.context);
}

/** How a value becomes text: as it is, escaped, or as only the running template knows. */
function shown(compiler: Compiler): (value: Value, frame: Frame) => string {
  if (compiler.volatile)
    return (value, frame) => (frame.context.autoescape ? escapeValue(value).text : str(value));
  return compiler.autoescape ? (value) => escapeValue(value).text : str;
}
