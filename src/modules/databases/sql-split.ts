/**
 * Splits text into statements at semicolons outside of quotes, comments and dollar quotes (PostgreSQL).
 * Parts that hold nothing are left out.
 */
export function splitStatements(text: string): string[] {
  const token =
    /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'"$/e-]+|[\s\S]/gi;
  const statements: string[] = [];
  let current = '';
  let holds = false;
  for (const [piece] of text.matchAll(token)) {
    if (piece === ';') {
      if (holds) statements.push(current);
      current = '';
      holds = false;
      continue;
    }
    current += piece;
    if (piece.trim() !== '' && !piece.startsWith('--') && !piece.startsWith('/*')) holds = true;
  }
  if (holds) statements.push(current);
  return statements;
}
