import { syntaxError } from './syntax-error.ts';
import { describeExpression, describeToken, type Token } from './tokens.ts';

/** A cursor over tokens. Faults of the lexer are raised when the cursor comes to them. */
export class TokenStream {
  readonly name: string | undefined;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[], name: string | undefined) {
    this.#tokens = tokens;
    this.name = name;
    this.#check(0);
  }

  get current(): Token {
    return this.#tokens[this.#index] as Token;
  }

  #check(index: number): Token {
    const token = this.#tokens[Math.min(index, this.#tokens.length - 1)] as Token;
    if (token.error !== undefined) throw token.error;
    return token;
  }

  /** Moves on by one and tells the token that was current. */
  next(): Token {
    const token = this.current;
    if (token.type !== 'eof') {
      this.#check(this.#index + 1);
      this.#index++;
    }
    return token;
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }

  /** The token after the current one. */
  look(): Token {
    return this.#check(this.#index + 1);
  }

  /** Whether the current token is of a type, or is `name:value`. */
  test(expression: string): boolean {
    return matches(this.current, expression);
  }

  testAny(expressions: readonly string[]): boolean {
    return expressions.some((expression) => matches(this.current, expression));
  }

  lookTest(expression: string): boolean {
    return matches(this.look(), expression);
  }

  skipIf(expression: string): boolean {
    if (!this.test(expression)) return false;
    this.next();
    return true;
  }

  /** @throws TemplateSyntaxError when the current token is another one */
  expect(expression: string): Token {
    const token = this.current;
    if (matches(token, expression)) return this.next();
    const wanted = describeExpression(expression);
    if (token.type === 'eof')
      throw syntaxError(
        `unexpected end of template, expected '${wanted}'.`,
        token.lineno,
        this.name,
      );
    throw syntaxError(
      `expected token '${wanted}', got '${describeToken(token)}'`,
      token.lineno,
      this.name,
    );
  }
}

function matches(token: Token, expression: string): boolean {
  if (token.type === expression) return true;
  if (!expression.startsWith('name:')) return false;
  return token.type === 'name' && token.value === expression.slice(5);
}
