import { stringRepr } from '../../values/string-repr.ts';
import type { Syntax } from './delimiters.ts';
import { ExpressionParser, type TupleOptions } from './expression-parser.ts';
import { tokenize } from './lexer.ts';
import { canAssign, isBlankOutput, setUse } from './node-checks.ts';
import type {
  AssignTarget,
  CallNode,
  Expression,
  FilterNode,
  ForNode,
  IfNode,
  NameNode,
  NameUse,
  Statement,
} from './nodes.ts';
import { assertionError } from './syntax-error.ts';
import { TokenStream } from './token-stream.ts';
import { describeExpression } from './tokens.ts';

/** Tags that environments switch on: `do`, `break` and `continue`. */
export type ExtensionTag = 'do' | 'break' | 'continue';

export interface ParseOptions {
  readonly syntax: Syntax;
  readonly tags: ReadonlySet<ExtensionTag>;
  readonly name?: string | undefined;
}

/** Parses a whole template. @throws TemplateSyntaxError, TemplateAssertionError */
export function parseTemplate(source: string, options: ParseOptions): Statement[] {
  const tokens = tokenize(source, options.syntax, options.name);
  return new Parser(new TokenStream(tokens, options.name), options.tags).statements();
}

/** Parses text that is one expression. @throws TemplateSyntaxError */
export function parseExpression(source: string, options: ParseOptions): Expression {
  const tokens = tokenize(source, options.syntax, options.name, 'variable');
  const parser = new Parser(new TokenStream(tokens, options.name), options.tags);
  const node = parser.expression();
  if (parser.stream.current.type !== 'eof') parser.fail('chunk after expression');
  return node;
}

class Parser extends ExpressionParser {
  readonly #tags: ReadonlySet<ExtensionTag>;
  readonly #tagStack: string[] = [];
  readonly #endStack: (readonly string[])[] = [];

  constructor(stream: TokenStream, tags: ReadonlySet<ExtensionTag>) {
    super(stream);
    this.#tags = tags;
  }

  /** Text, print statements and tags up to one of `ends` or the end of the template. */
  statements(ends?: readonly string[]): Statement[] {
    const { stream } = this;
    const body: Statement[] = [];
    let data: Expression[] = [];
    const flush = () => {
      if (data[0] !== undefined) body.push({ type: 'Output', nodes: data, lineno: data[0].lineno });
      data = [];
    };
    if (ends !== undefined) this.#endStack.push(ends);
    while (stream.current.type !== 'eof') {
      const token = stream.current;
      if (token.type === 'data') {
        data.push({ type: 'TemplateData', data: token.value as string, lineno: token.lineno });
        stream.next();
      } else if (token.type === 'variable_begin') {
        stream.next();
        data.push(this.tuple());
        stream.expect('variable_end');
      } else {
        flush();
        stream.next();
        if (ends !== undefined && stream.testAny(ends)) {
          this.#endStack.pop();
          return body;
        }
        body.push(this.#statement());
        stream.expect('block_end');
      }
    }
    flush();
    if (ends !== undefined) this.#endStack.pop();
    return body;
  }

  #statement(): Statement {
    const token = this.stream.current;
    if (token.type !== 'name') this.fail('tag name expected', token.lineno);
    const tag = token.value as string;
    this.#tagStack.push(tag);
    const node = this.#tag(tag, token.lineno);
    if (node === undefined) {
      this.#tagStack.pop();
      return this.#failUnknown(tag, this.#endStack, token.lineno);
    }
    this.#tagStack.pop();
    return node;
  }

  #tag(tag: string, lineno: number): Statement | undefined {
    switch (tag) {
      case 'for':
        return this.#for(lineno);
      case 'if':
        return this.#if();
      case 'set':
        return this.#set(lineno);
      case 'block':
        return this.#block(lineno);
      case 'extends':
        this.stream.next();
        return { type: 'Extends', template: this.expression(), lineno };
      case 'include':
        return this.#include(lineno);
      case 'import':
        return this.#import(lineno);
      case 'from':
        return this.#from(lineno);
      case 'macro':
        return this.#macro(lineno);
      case 'call':
        return this.#callBlock(lineno);
      case 'filter':
        return this.#filterBlock(lineno);
      case 'with':
        return this.#with(lineno);
      case 'print':
        return this.#print(lineno);
      case 'autoescape': {
        this.stream.next();
        const enabled = this.expression();
        return { type: 'Autoescape', enabled, body: this.#body(['name:endautoescape']), lineno };
      }
      case 'do':
        if (!this.#tags.has('do')) return undefined;
        this.stream.next();
        return { type: 'ExprStmt', node: this.tuple(), lineno };
      case 'break':
      case 'continue':
        if (!this.#tags.has(tag)) return undefined;
        this.stream.next();
        return { type: tag === 'break' ? 'Break' : 'Continue', lineno };
    }
    return undefined;
  }

  #failUnknown(
    name: string | undefined,
    ends: readonly (readonly string[])[],
    lineno?: number,
  ): never {
    const looking = ends[ends.length - 1]
      ?.map((end) => stringRepr(describeExpression(end)))
      .join(' or ');
    const expected = ends.flat().map(describeExpression);
    const parts = [
      name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag '${name}'.`,
    ];
    if (looking !== undefined)
      parts.push(
        name !== undefined && expected.includes(name)
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    const innermost = this.#tagStack[this.#tagStack.length - 1];
    if (innermost !== undefined)
      parts.push(`The innermost block that needs to be closed is '${innermost}'.`);
    return this.fail(parts.join(' '), lineno);
  }

  /** The statements of a tag up to one of `ends`, which stays the current token unless dropped. */
  #body(ends: readonly string[], drop = true): Statement[] {
    this.stream.skipIf('colon');
    this.stream.expect('block_end');
    const body = this.statements(ends);
    if (this.stream.current.type === 'eof') this.#failUnknown(undefined, [...this.#endStack, ends]);
    if (drop) this.stream.next();
    return body;
  }

  #target(options: TupleOptions & { namespace?: boolean } = {}): AssignTarget {
    const { stream } = this;
    if (options.namespace && stream.look().type === 'dot') {
      const token = stream.expect('name');
      stream.next();
      const attribute = stream.expect('name').value as string;
      return { type: 'NSRef', name: token.value as string, attribute, lineno: token.lineno };
    }
    const node = this.tuple({ simplified: true, ...options });
    setUse(node, 'store');
    return this.#assignable(node);
  }

  #nameTarget(use: NameUse = 'store'): NameNode {
    const token = this.stream.expect('name');
    const node: NameNode = {
      type: 'Name',
      name: token.value as string,
      use,
      lineno: token.lineno,
    };
    this.#assignable(node);
    return node;
  }

  #assignable(node: Expression): AssignTarget {
    if (!canAssign(node)) this.fail(`can't assign to '${node.type.toLowerCase()}'`, node.lineno);
    return node as AssignTarget;
  }

  #set(lineno: number): Statement {
    this.stream.next();
    const target = this.#target({ namespace: true });
    if (this.stream.skipIf('assign')) return { type: 'Assign', target, node: this.tuple(), lineno };
    const filter = this.filter(undefined);
    return { type: 'AssignBlock', target, filter, body: this.#body(['name:endset']), lineno };
  }

  #for(lineno: number): ForNode {
    const { stream } = this;
    stream.next();
    const target = this.#target();
    stream.expect('name:in');
    const iter = this.tuple({ withCondition: false });
    const test = stream.skipIf('name:if') ? this.expression() : undefined;
    const recursive = stream.skipIf('name:recursive');
    const body = this.#body(['name:endfor', 'name:else'], false);
    const otherwise = stream.next().value === 'endfor' ? [] : this.#body(['name:endfor']);
    return { type: 'For', target, iter, body, otherwise, test, recursive, lineno };
  }

  #if(): IfNode {
    const { stream } = this;
    const elifs: IfNode[] = [];
    let otherwise: Statement[] = [];
    const branches: { test: Expression; body: Statement[]; lineno: number }[] = [];
    let { lineno } = stream.next();
    while (true) {
      const test = this.tuple({ withCondition: false });
      const body = this.#body(['name:elif', 'name:else', 'name:endif'], false);
      branches.push({ test, body, lineno });
      const ended = stream.next().value;
      lineno = stream.current.lineno;
      if (ended === 'elif') continue;
      if (ended === 'else') otherwise = this.#body(['name:endif']);
      break;
    }
    const [first, ...others] = branches;
    for (const branch of others) elifs.push({ type: 'If', ...branch, elifs: [], otherwise: [] });
    return { type: 'If', ...(first as (typeof branches)[0]), elifs, otherwise };
  }

  #with(lineno: number): Statement {
    const { stream } = this;
    stream.next();
    const targets: Expression[] = [];
    const values: Expression[] = [];
    while (stream.current.type !== 'block_end') {
      if (targets.length > 0) stream.expect('comma');
      const target = this.#target();
      setUse(target, 'param');
      targets.push(target);
      stream.expect('assign');
      values.push(this.expression());
    }
    return { type: 'With', targets, values, body: this.#body(['name:endwith']), lineno };
  }

  #block(lineno: number): Statement {
    const { stream } = this;
    stream.next();
    const name = stream.expect('name').value as string;
    const scoped = stream.skipIf('name:scoped');
    const required = stream.skipIf('name:required');
    if (stream.current.type === 'sub')
      this.fail(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    const body = this.#body(['name:endblock']);
    if (required && !body.every(isBlankOutput))
      this.fail('Required blocks can only contain comments or whitespace');
    stream.skipIf(`name:${name}`);
    return { type: 'Block', name, body, scoped, required, lineno };
  }

  #contextChoice(): boolean | undefined {
    const { stream } = this;
    if (!stream.testAny(['name:with', 'name:without']) || !stream.lookTest('name:context'))
      return undefined;
    const withContext = stream.next().value === 'with';
    stream.next();
    return withContext;
  }

  #include(lineno: number): Statement {
    const { stream } = this;
    stream.next();
    const template = this.expression();
    const ignoreMissing = stream.test('name:ignore') && stream.lookTest('name:missing');
    if (ignoreMissing) stream.skip(2);
    const withContext = this.#contextChoice() ?? true;
    return { type: 'Include', template, ignoreMissing, withContext, lineno };
  }

  #import(lineno: number): Statement {
    this.stream.next();
    const template = this.expression();
    this.stream.expect('name:as');
    const target = this.#nameTarget().name;
    const withContext = this.#contextChoice() ?? false;
    return { type: 'Import', template, target, withContext, lineno };
  }

  #from(lineno: number): Statement {
    const { stream } = this;
    stream.next();
    const template = this.expression();
    stream.expect('name:import');
    const names: { name: string; alias: string }[] = [];
    let withContext: boolean | undefined;
    while (true) {
      if (names.length > 0) stream.expect('comma');
      if (stream.current.type !== 'name') stream.expect('name');
      withContext = this.#contextChoice();
      if (withContext !== undefined) break;
      const target = this.#nameTarget();
      if (target.name.startsWith('_'))
        throw assertionError(
          'names starting with an underline can not be imported',
          target.lineno,
          stream.name,
        );
      const alias = stream.skipIf('name:as') ? this.#nameTarget().name : target.name;
      names.push({ name: target.name, alias });
      withContext = this.#contextChoice();
      if (withContext !== undefined || stream.current.type !== 'comma') break;
    }
    return { type: 'FromImport', template, names, withContext: withContext ?? false, lineno };
  }

  #signature(): { args: NameNode[]; defaults: Expression[] } {
    const { stream } = this;
    const args: NameNode[] = [];
    const defaults: Expression[] = [];
    stream.expect('lparen');
    while (stream.current.type !== 'rparen') {
      if (args.length > 0) stream.expect('comma');
      const arg = this.#nameTarget('param');
      if (stream.skipIf('assign')) defaults.push(this.expression());
      else if (defaults.length > 0) this.fail('non-default argument follows default argument');
      args.push(arg);
    }
    stream.expect('rparen');
    return { args, defaults };
  }

  #macro(lineno: number): Statement {
    this.stream.next();
    const { name } = this.#nameTarget();
    const signature = this.#signature();
    return { type: 'Macro', name, ...signature, body: this.#body(['name:endmacro']), lineno };
  }

  #callBlock(lineno: number): Statement {
    this.stream.next();
    const signature =
      this.stream.current.type === 'lparen' ? this.#signature() : { args: [], defaults: [] };
    const call = this.expression();
    if (call.type !== 'Call') this.fail('expected call', lineno);
    const body = this.#body(['name:endcall']);
    return { type: 'CallBlock', call: call as CallNode, ...signature, body, lineno };
  }

  #filterBlock(lineno: number): Statement {
    this.stream.next();
    const filter = this.filter(undefined, true) as FilterNode;
    return { type: 'FilterBlock', filter, body: this.#body(['name:endfilter']), lineno };
  }

  #print(lineno: number): Statement {
    this.stream.next();
    const nodes: Expression[] = [];
    while (this.stream.current.type !== 'block_end') {
      if (nodes.length > 0) this.stream.expect('comma');
      nodes.push(this.expression());
    }
    return { type: 'Output', nodes, lineno };
  }
}
