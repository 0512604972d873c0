/** What the scanner hands to the composer; offsets are UTF-16 units into the text. */
export type TokenKind =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Text of a scalar, name of an anchor or alias, suffix of a tag, prefix of a tag directive. */
  readonly value: string;
  /** Handle of a tag or tag directive; of a version directive `major.minor`. */
  readonly handle: string;
  /** Scalars: written without quotes and not as a block. */
  readonly plain: boolean;
}

/** Text that is no YAML. `problem` is libyaml's wording; `offset` is where it noticed. */
export class YamlSyntaxError extends Error {
  readonly problem: string;
  readonly offset: number;
  constructor(problem: string, offset: number) {
    super(problem);
    this.problem = problem;
    this.offset = offset;
  }
}

export function makeToken(
  kind: TokenKind,
  start: number,
  end: number,
  value = '',
  handle = '',
  plain = false,
): Token {
  return { kind, start, end, value, handle, plain };
}
