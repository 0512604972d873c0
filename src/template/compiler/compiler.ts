import type { Environment } from '../environment.ts';
import type { CompiledExpression, CompiledStatement } from '../runtime/frame.ts';
import { findAll } from '../syntax/children.ts';
import type { BlockNode, Expression, Statement } from '../syntax/nodes.ts';
import { assertionError, syntaxError } from '../syntax/syntax-error.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';
import { compileStatements } from './statements.ts';

/** The state of compiling one template into closures. */
export class Compiler {
  readonly environment: Environment;
  readonly name: string | undefined;
  readonly blocks = new Map<string, BlockNode>();
  /** Escaping as it is known while compiling; a template may switch it by an expression. */
  autoescape: boolean;
  /** Escaping is only known at run time here. */
  volatile = false;
  /** An `extends` was met that is always reached: nothing after it is printed. */
  hasKnownExtends = false;
  extendsSoFar = 0;

  constructor(environment: Environment, name: string | undefined) {
    this.environment = environment;
    this.name = name;
    this.autoescape = environment.autoescapes(name);
  }

  collectBlocks(body: readonly Statement[]): void {
    for (const block of findAll(body, 'Block')) {
      if (this.blocks.has(block.name))
        this.fail(`block '${block.name}' defined twice`, block.lineno);
      this.blocks.set(block.name, block);
    }
  }

  expression(node: Expression, scope: Scope): CompiledExpression {
    return compileExpression(this, node, scope);
  }

  body(nodes: readonly Statement[], scope: Scope): CompiledStatement {
    return compileStatements(this, nodes, scope);
  }

  /** @throws TemplateAssertionError */
  fail(message: string, lineno: number): never {
    throw assertionError(message, lineno, this.name);
  }

  /** @throws TemplateSyntaxError */
  failSyntax(message: string, lineno: number): never {
    throw syntaxError(message, lineno, this.name);
  }
}
