import type { TemplateError } from '../../diagnostics/errors.ts';
import type { Value } from '../../values/types.ts';

export interface Token {
  /** `name`, `string`, `integer`, `float`, `data`, `eof`, a tag's end or begin, or an operator's name. */
  readonly type: string;
  readonly value: Value;
  readonly lineno: number;
  /** On the token type `error`: what reading on from here raises. */
  readonly error?: TemplateError;
}

/** Spelling and token type of every operator. */
export const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['/', 'div'],
  ['//', 'floordiv'],
  ['*', 'mul'],
  ['%', 'mod'],
  ['**', 'pow'],
  ['~', 'tilde'],
  ['[', 'lbracket'],
  [']', 'rbracket'],
  ['(', 'lparen'],
  [')', 'rparen'],
  ['{', 'lbrace'],
  ['}', 'rbrace'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['>', 'gt'],
  ['>=', 'gteq'],
  ['<', 'lt'],
  ['<=', 'lteq'],
  ['=', 'assign'],
  ['.', 'dot'],
  [':', 'colon'],
  ['|', 'pipe'],
  [',', 'comma'],
  [';', 'semicolon'],
]);

const SPELLINGS = new Map(Array.from(OPERATORS, ([spelling, type]) => [type, spelling]));

const DESCRIPTIONS: Record<string, string> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
};

/** A token as error messages name it. */
export function describeToken(token: Token): string {
  return token.type === 'name' ? String(token.value) : describeType(token.type);
}

/** A token type, or `name:value`, as error messages name it. */
export function describeExpression(expression: string): string {
  return expression.startsWith('name:') ? expression.slice(5) : describeType(expression);
}

function describeType(type: string): string {
  return SPELLINGS.get(type) ?? DESCRIPTIONS[type] ?? type;
}
