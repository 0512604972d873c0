import type { BinaryOperator } from '../../values/types.ts';
import type { CallArguments, CompareOperator, Expression, FilterNode } from './nodes.ts';
import { syntaxError } from './syntax-error.ts';
import type { TokenStream } from './token-stream.ts';
import { describeToken } from './tokens.ts';

const COMPARISONS: Record<string, CompareOperator> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  lteq: '<=',
  gt: '>',
  gteq: '>=',
};
const SUMS: Record<string, BinaryOperator> = { add: '+', sub: '-' };
const PRODUCTS: Record<string, BinaryOperator> = { mul: '*', div: '/', floordiv: '//', mod: '%' };
const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
/** Tokens after a test's name that start an argument without parentheses. */
const BARE_ARGUMENT = ['name', 'string', 'integer', 'float', 'lparen', 'lbracket', 'lbrace'];

export interface TupleOptions {
  /** Only names and literals. */
  readonly simplified?: boolean;
  readonly withCondition?: boolean;
  /** `()` is a tuple only where parentheses are written. */
  readonly explicit?: boolean;
}

/** Reads expressions off a token stream, one method a level of precedence. */
export class ExpressionParser {
  readonly stream: TokenStream;
  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  fail(message: string, lineno: number = this.stream.current.lineno): never {
    throw syntaxError(message, lineno, this.stream.name);
  }

  expression(withCondition = true): Expression {
    return withCondition ? this.#condition() : this.#or();
  }

  #condition(): Expression {
    let lineno = this.stream.current.lineno;
    let node = this.#or();
    while (this.stream.skipIf('name:if')) {
      const test = this.#or();
      const otherwise = this.stream.skipIf('name:else') ? this.#condition() : undefined;
      node = { type: 'CondExpr', test, whenTrue: node, otherwise, lineno };
      lineno = this.stream.current.lineno;
    }
    return node;
  }

  #or(): Expression {
    let lineno = this.stream.current.lineno;
    let left = this.#and();
    while (this.stream.skipIf('name:or')) {
      left = { type: 'Or', left, right: this.#and(), lineno };
      lineno = this.stream.current.lineno;
    }
    return left;
  }

  #and(): Expression {
    let lineno = this.stream.current.lineno;
    let left = this.#not();
    while (this.stream.skipIf('name:and')) {
      left = { type: 'And', left, right: this.#not(), lineno };
      lineno = this.stream.current.lineno;
    }
    return left;
  }

  #not(): Expression {
    if (!this.stream.test('name:not')) return this.#comparison();
    const { lineno } = this.stream.next();
    return { type: 'Not', node: this.#not(), lineno };
  }

  #comparison(): Expression {
    const { lineno } = this.stream.current;
    const expr = this.#sum();
    const ops: { op: CompareOperator; expr: Expression }[] = [];
    while (true) {
      const op = this.#comparisonOperator();
      if (op === undefined) break;
      ops.push({ op, expr: this.#sum() });
    }
    return ops.length === 0 ? expr : { type: 'Compare', expr, ops, lineno };
  }

  #comparisonOperator(): CompareOperator | undefined {
    const { stream } = this;
    const op = COMPARISONS[stream.current.type];
    if (op !== undefined) {
      stream.next();
      return op;
    }
    if (stream.skipIf('name:in')) return 'in';
    if (stream.test('name:not') && stream.lookTest('name:in')) {
      stream.skip(2);
      return 'not in';
    }
    return undefined;
  }

  #binary(operators: Record<string, BinaryOperator>, operand: () => Expression): Expression {
    let lineno = this.stream.current.lineno;
    let left = operand();
    while (true) {
      const op = operators[this.stream.current.type];
      if (op === undefined) return left;
      this.stream.next();
      left = { type: 'Binary', op, left, right: operand(), lineno };
      lineno = this.stream.current.lineno;
    }
  }

  #sum(): Expression {
    return this.#binary(SUMS, () => this.#concatenation());
  }

  #concatenation(): Expression {
    const { lineno } = this.stream.current;
    const nodes = [this.#product()];
    while (this.stream.skipIf('tilde')) nodes.push(this.#product());
    return nodes.length === 1 ? (nodes[0] as Expression) : { type: 'Concat', nodes, lineno };
  }

  #product(): Expression {
    return this.#binary(PRODUCTS, () => this.#power());
  }

  #power(): Expression {
    return this.#binary({ pow: '**' }, () => this.#unary(true));
  }

  #unary(withFilter: boolean): Expression {
    const { type, lineno } = this.stream.current;
    let node: Expression;
    if (type === 'sub' || type === 'add') {
      this.stream.next();
      node = { type: type === 'sub' ? 'Neg' : 'Pos', node: this.#unary(false), lineno };
    } else node = this.primary();
    node = this.#postfix(node);
    return withFilter ? this.#filters(node) : node;
  }

  primary(): Expression {
    const { stream } = this;
    const token = stream.current;
    const { lineno } = token;
    switch (token.type) {
      case 'name': {
        stream.next();
        const name = token.value as string;
        const constant = CONSTANTS.get(name);
        if (constant !== undefined) return { type: 'Const', value: constant, lineno };
        return { type: 'Name', name, use: 'load', lineno };
      }
      case 'string': {
        let text = '';
        while (stream.current.type === 'string') text += stream.next().value;
        return { type: 'Const', value: text, lineno };
      }
      case 'integer':
      case 'float':
        stream.next();
        return { type: 'Const', value: token.value, lineno };
      case 'lparen': {
        stream.next();
        const node = this.tuple({ explicit: true });
        stream.expect('rparen');
        return node;
      }
      case 'lbracket':
        return this.#list();
      case 'lbrace':
        return this.#dict();
    }
    return this.fail(`unexpected '${describeToken(token)}'`, lineno);
  }

  /** An expression, or a tuple where commas follow. */
  tuple(options: TupleOptions = {}): Expression {
    const { stream } = this;
    let { lineno } = stream.current;
    const items: Expression[] = [];
    let isTuple = false;
    while (true) {
      if (items.length > 0) stream.expect('comma');
      if (this.#tupleEnds()) break;
      items.push(
        options.simplified ? this.primary() : this.expression(options.withCondition ?? true),
      );
      if (stream.current.type !== 'comma') break;
      isTuple = true;
      lineno = stream.current.lineno;
    }
    if (!isTuple) {
      if (items[0] !== undefined) return items[0];
      if (!options.explicit)
        this.fail(`Expected an expression, got '${describeToken(stream.current)}'`);
    }
    return { type: 'Tuple', items, lineno };
  }

  #tupleEnds(): boolean {
    const { type } = this.stream.current;
    return type === 'variable_end' || type === 'block_end' || type === 'rparen';
  }

  #list(): Expression {
    const { stream } = this;
    const { lineno } = stream.expect('lbracket');
    const items: Expression[] = [];
    while (stream.current.type !== 'rbracket') {
      if (items.length > 0) stream.expect('comma');
      if (stream.test('rbracket')) break;
      items.push(this.expression());
    }
    stream.expect('rbracket');
    return { type: 'List', items, lineno };
  }

  #dict(): Expression {
    const { stream } = this;
    const { lineno } = stream.expect('lbrace');
    const items: { key: Expression; value: Expression }[] = [];
    while (stream.current.type !== 'rbrace') {
      if (items.length > 0) stream.expect('comma');
      if (stream.test('rbrace')) break;
      const key = this.expression();
      stream.expect('colon');
      items.push({ key, value: this.expression() });
    }
    stream.expect('rbrace');
    return { type: 'Dict', items, lineno };
  }

  #postfix(start: Expression): Expression {
    let node = start;
    while (true) {
      const { type } = this.stream.current;
      if (type === 'dot' || type === 'lbracket') node = this.#subscript(node);
      else if (type === 'lparen') node = this.#call(node);
      else return node;
    }
  }

  #filters(start: Expression): Expression {
    let node = start;
    while (true) {
      const { type, value } = this.stream.current;
      if (type === 'pipe') node = this.filter(node) as FilterNode;
      else if (type === 'name' && value === 'is') node = this.#test(node);
      else if (type === 'lparen') node = this.#call(node);
      else return node;
    }
  }

  #subscript(node: Expression): Expression {
    const { stream } = this;
    const token = stream.next();
    const { lineno } = token;
    if (token.type === 'dot') {
      const attribute = stream.current;
      stream.next();
      if (attribute.type === 'name')
        return { type: 'Getattr', node, attribute: attribute.value as string, lineno };
      if (attribute.type !== 'integer') this.fail('expected name or number', attribute.lineno);
      const arg: Expression = { type: 'Const', value: attribute.value, lineno: attribute.lineno };
      return { type: 'Getitem', node, arg, lineno };
    }
    const items: Expression[] = [];
    while (stream.current.type !== 'rbracket') {
      if (items.length > 0) stream.expect('comma');
      items.push(this.#subscripted());
    }
    stream.expect('rbracket');
    const arg: Expression =
      items.length === 1 ? (items[0] as Expression) : { type: 'Tuple', items, lineno };
    return { type: 'Getitem', node, arg, lineno };
  }

  #subscripted(): Expression {
    const { stream } = this;
    const { lineno } = stream.current;
    let start: Expression | undefined;
    if (!stream.skipIf('colon')) {
      start = this.expression();
      if (!stream.skipIf('colon')) return start;
    }
    const stop = stream.testAny(['colon', 'rbracket', 'comma']) ? undefined : this.expression();
    let step: Expression | undefined;
    if (stream.skipIf('colon') && !stream.testAny(['rbracket', 'comma'])) step = this.expression();
    return { type: 'Slice', start, stop, step, lineno };
  }

  callArguments(): CallArguments {
    const { stream } = this;
    const { lineno } = stream.expect('lparen');
    const args: Expression[] = [];
    const kwargs: { key: string; value: Expression }[] = [];
    let dynArgs: Expression | undefined;
    let dynKwargs: Expression | undefined;
    const ensure = (valid: boolean) => {
      if (!valid) this.fail('invalid syntax for function call expression', lineno);
    };
    let requireComma = false;
    while (stream.current.type !== 'rparen') {
      if (requireComma) {
        stream.expect('comma');
        if (stream.test('rparen')) break;
      }
      if (stream.current.type === 'mul') {
        ensure(dynArgs === undefined && dynKwargs === undefined);
        stream.next();
        dynArgs = this.expression();
      } else if (stream.current.type === 'pow') {
        ensure(dynKwargs === undefined);
        stream.next();
        dynKwargs = this.expression();
      } else if (stream.current.type === 'name' && stream.look().type === 'assign') {
        ensure(dynKwargs === undefined);
        const key = stream.current.value as string;
        stream.skip(2);
        kwargs.push({ key, value: this.expression() });
      } else {
        ensure(dynArgs === undefined && dynKwargs === undefined && kwargs.length === 0);
        args.push(this.expression());
      }
      requireComma = true;
    }
    stream.expect('rparen');
    return { args, kwargs, dynArgs, dynKwargs };
  }

  #call(node: Expression): Expression {
    const { lineno } = this.stream.current;
    return { type: 'Call', node, call: this.callArguments(), lineno };
  }

  #dottedName(): string {
    let name = this.stream.expect('name').value as string;
    while (this.stream.skipIf('dot')) name += `.${this.stream.expect('name').value}`;
    return name;
  }

  /** A chain of filters. @param inline the first one stands without a pipe, as in filter blocks */
  filter(start: Expression | undefined, inline = false): FilterNode | undefined {
    let node = start as FilterNode | undefined;
    let first = inline;
    while (first || this.stream.current.type === 'pipe') {
      if (!first) this.stream.next();
      first = false;
      const { lineno } = this.stream.current;
      const name = this.#dottedName();
      const call = this.stream.current.type === 'lparen' ? this.callArguments() : NO_ARGUMENTS;
      node = { type: 'Filter', node, name, call, lineno };
    }
    return node;
  }

  #test(node: Expression): Expression {
    const { stream } = this;
    const { lineno } = stream.next();
    const negated = stream.skipIf('name:not');
    const name = this.#dottedName();
    let call = NO_ARGUMENTS;
    if (stream.current.type === 'lparen') call = this.callArguments();
    else if (
      BARE_ARGUMENT.includes(stream.current.type) &&
      !stream.testAny(['name:else', 'name:or', 'name:and'])
    ) {
      if (stream.test('name:is')) this.fail('You cannot chain multiple tests with is');
      call = { ...NO_ARGUMENTS, args: [this.#postfix(this.primary())] };
    }
    const test: Expression = { type: 'Test', node, name, call, lineno };
    return negated ? { type: 'Not', node: test, lineno } : test;
  }
}

const NO_ARGUMENTS: CallArguments = {
  args: [],
  kwargs: [],
  dynArgs: undefined,
  dynKwargs: undefined,
};
