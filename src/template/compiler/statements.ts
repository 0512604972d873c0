import { truthy } from '../../values/truth.ts';
import {
  BREAK,
  CONTINUE,
  type CompiledStatement,
  type Frame,
  NORMAL,
  type Signal,
} from '../runtime/frame.ts';
import type { AutoescapeNode, IfNode, Statement, WithNode } from '../syntax/nodes.ts';
import { compileAssign, compileAssignBlock, targetWriter } from './assignment.ts';
import type { Compiler } from './compiler.ts';
import { compileFromImport, compileImport, compileInclude } from './imports.ts';
import { compileBlock, compileExtends } from './inheritance.ts';
import { compileFor } from './loops.ts';
import { compileCallBlock, compileFilterBlock, compileMacro } from './macros.ts';
import { compileOutput } from './output.ts';
import { innerScope, type Scope, scopeEntry, softScope } from './scope.ts';

/** Turns a list of statements into one closure; a break or continue ends it early. */
export function compileStatements(
  compiler: Compiler,
  nodes: readonly Statement[],
  scope: Scope,
): CompiledStatement {
  const steps: CompiledStatement[] = [];
  for (const node of nodes) {
    const step = compileStatement(compiler, node, scope);
    if (step !== undefined) steps.push(step);
  }
  return sequence(steps);
}

function sequence(steps: readonly CompiledStatement[]): CompiledStatement {
  const [first, second, third] = steps;
  if (first === undefined) return () => NORMAL;
  if (second === undefined) return first;
  if (third === undefined) return (frame) => first(frame) || second(frame);
  return (frame) => {
    for (let i = 0; i < steps.length; i++) {
      const signal = (steps[i] as CompiledStatement)(frame);
      if (signal !== NORMAL) return signal;
    }
    return NORMAL;
  };
}

/** Notes the line of a statement before it runs. */
function at(lineno: number, run: (frame: Frame) => void): CompiledStatement {
  return (frame) => {
    frame.run.line = lineno;
    run(frame);
    return NORMAL;
  };
}

function compileStatement(
  compiler: Compiler,
  node: Statement,
  scope: Scope,
): CompiledStatement | undefined {
  switch (node.type) {
    case 'Output':
      return compileOutput(compiler, node, scope);
    case 'If':
      return compileIf(compiler, node, softScope(scope));
    case 'For':
      return compileFor(compiler, node, scope);
    case 'Assign':
      return at(node.lineno, compileAssign(compiler, node, scope));
    case 'AssignBlock':
      return at(node.lineno, compileAssignBlock(compiler, node, scope));
    case 'Macro':
      return at(node.lineno, compileMacro(compiler, node, scope));
    case 'CallBlock':
      return at(node.lineno, compileCallBlock(compiler, node, scope));
    case 'FilterBlock':
      return at(node.lineno, compileFilterBlock(compiler, node, scope));
    case 'With':
      return compileWith(compiler, node, scope);
    case 'Block':
      return compileBlock(compiler, node, scope);
    case 'Extends':
      return at(node.lineno, compileExtends(compiler, node, scope));
    case 'Include':
      return at(node.lineno, compileInclude(compiler, node, scope));
    case 'Import':
      return at(node.lineno, compileImport(compiler, node, scope));
    case 'FromImport':
      return at(node.lineno, compileFromImport(compiler, node, scope));
    case 'ExprStmt':
      return at(node.lineno, compiler.expression(node.node, scope));
    case 'Continue':
      return () => CONTINUE;
    case 'Break':
      return () => BREAK;
    case 'Autoescape':
      return compileAutoescape(compiler, node, scope);
  }
}

function compileIf(compiler: Compiler, node: IfNode, scope: Scope): CompiledStatement {
  const branches = [node, ...node.elifs].map((branch) => ({
    lineno: branch.lineno,
    test: compiler.expression(branch.test, scope),
    body: compiler.body(branch.body, scope),
  }));
  const otherwise = compiler.body(node.otherwise, scope);
  const [only] = branches;
  if (only !== undefined && branches.length === 1) {
    const { lineno, test, body } = only;
    return (frame) => {
      frame.run.line = lineno;
      return truthy(test(frame)) ? body(frame) : otherwise(frame);
    };
  }
  return (frame) => {
    for (const { lineno, test, body } of branches) {
      frame.run.line = lineno;
      if (truthy(test(frame))) return body(frame);
    }
    return otherwise(frame);
  };
}

function compileWith(compiler: Compiler, node: WithNode, scope: Scope): CompiledStatement {
  const inner = innerScope(scope);
  inner.symbols.visitAll(node.targets);
  inner.symbols.visitAll(node.body);
  const steps = node.targets.map((target, i) => ({
    write: targetWriter(inner, target),
    value: compiler.expression(node.values[i] as typeof target, scope),
  }));
  const body = compiler.body(node.body, inner);
  const enter = scopeEntry(inner);
  const { lineno } = node;
  return (frame): Signal => {
    frame.run.line = lineno;
    enter?.(frame);
    for (const { write, value } of steps) write(frame, value(frame));
    return body(frame);
  };
}

function compileAutoescape(
  compiler: Compiler,
  node: AutoescapeNode,
  scope: Scope,
): CompiledStatement {
  const inner = innerScope(scope);
  inner.symbols.visit(node.enabled);
  inner.symbols.visitAll(node.body);
  const enabled = compiler.expression(node.enabled, inner);
  const saved = { autoescape: compiler.autoescape, volatile: compiler.volatile };
  if (node.enabled.type === 'Const') compiler.autoescape = truthy(node.enabled.value);
  else compiler.volatile = true;
  const body = compiler.body(node.body, inner);
  Object.assign(compiler, saved);
  const enter = scopeEntry(inner);
  return (frame) => {
    const { context } = frame;
    const before = context.autoescape;
    enter?.(frame);
    context.autoescape = truthy(enabled(frame));
    try {
      return body(frame);
    } finally {
      context.autoescape = before;
    }
  };
}
