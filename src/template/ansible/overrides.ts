import { TemplateError } from '../../diagnostics/errors.ts';
import { pythonLiteral } from '../../values/python-literal.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import type { Value } from '../../values/types.ts';
import type { TemplateFileOptions } from '../contract.ts';
import { ansibleError } from './errors.ts';

export const OVERRIDE_MARK = '#jinja2:';

export interface SyntaxOverrides extends Partial<TemplateFileOptions> {
  lineStatementPrefix?: string;
  lineCommentPrefix?: string;
  keepTrailingNewline?: boolean;
}

const TEXT = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  newline_sequence: 'newlineSequence',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
} as const;
const FLAGS = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
} as const;

/** Takes a first line like `#jinja2: trim_blocks: False, lstrip_blocks: True` off a template. */
export function readOverrides(source: string): { body: string; overrides: SyntaxOverrides } {
  if (!source.startsWith(OVERRIDE_MARK)) return { body: source, overrides: {} };
  const end = source.indexOf('\n');
  // Without a newline Python's slice drops the last character, and the body is the whole text.
  const line =
    end < 0 ? source.slice(OVERRIDE_MARK.length, -1) : source.slice(OVERRIDE_MARK.length, end);
  const body = end < 0 ? source : source.slice(end + 1);
  const overrides: SyntaxOverrides = {};
  for (const pair of line.split(',')) {
    const colon = pair.indexOf(':');
    if (colon < 0) {
      throw ansibleError(
        `failed to parse jinja2 override '${pair.trim()}'. Did you use something different from colon as key-value separator?`,
      );
    }
    apply(overrides, pair.slice(0, colon).trim(), pair.slice(colon + 1).trim());
  }
  return { body, overrides };
}

function apply(overrides: SyntaxOverrides, name: string, text: string): void {
  const value = pythonLiteral(text);
  if (value === undefined) {
    throw new TemplateError('ValueError', `malformed node or string: ${text}`);
  }
  if (Object.hasOwn(TEXT, name)) overrides[TEXT[name as keyof typeof TEXT]] = str(value as Value);
  else if (Object.hasOwn(FLAGS, name)) {
    overrides[FLAGS[name as keyof typeof FLAGS]] = truthy(value as Value);
  }
}
