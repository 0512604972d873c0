/** An identifier that can't be taken; its text is what Ansible says. */
export class SqlParseError extends Error {}

const MYSQL_DOTS = { database: 1, table: 2, column: 3, role: 1, vars: 1 } as const;
const POSTGRES_PARTS = {
  database: 1,
  schema: 2,
  table: 3,
  column: 4,
  role: 1,
  publication: 1,
} as const;

/**
 * Quotes an identifier of MySQL, part by part at its dots; parts that are quoted already stay, `*` is no name.
 * @throws SqlParseError
 */
export function mysqlIdentifier(name: string, kind: keyof typeof MYSQL_DOTS): string {
  const parts = quotedParts(name, '`');
  if (parts.length - 1 > MYSQL_DOTS[kind]) {
    throw new SqlParseError(
      `MySQL does not support ${kind} with more than ${MYSQL_DOTS[kind]} dots`,
    );
  }
  return parts.map((part) => (part === '`*`' ? '*' : part)).join('.');
}

/** Quotes an identifier of PostgreSQL as mysqlIdentifier does. @throws SqlParseError */
export function postgresIdentifier(name: string, kind: keyof typeof POSTGRES_PARTS): string {
  const parts = quotedParts(name, '"');
  if (parts.length > POSTGRES_PARTS[kind]) {
    throw new SqlParseError(
      `PostgreSQL does not support ${kind} with more than ${POSTGRES_PARTS[kind]} dots`,
    );
  }
  return parts.join('.');
}

function quotedParts(name: string, quote: string): string[] {
  if (name === '') throw new SqlParseError('Identifier name unspecified or unquoted trailing dot');
  const end = name.startsWith(quote) ? closingQuote(name, quote) : -1;
  if (end > 0) {
    if (end === name.length - 1) return [name];
    if (name[end + 1] !== '.')
      throw new SqlParseError('User escaped identifiers must escape extra quotes');
    return [name.slice(0, end + 1), ...quotedParts(name.slice(end + 2), quote)];
  }
  const quoted = (text: string): string =>
    `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  const dot = name.indexOf('.');
  if (dot <= 0 || dot >= name.length - 1) return [quoted(name)];
  return [quoted(name.slice(0, dot)), ...quotedParts(name.slice(dot + 1), quote)];
}

/** Index of the quote that ends the name's first part, -1 when it stays open; doubled quotes are text. */
function closingQuote(name: string, quote: string): number {
  for (let at = 1; at < name.length; at++) {
    if (name[at] !== quote) continue;
    if (name[at + 1] !== quote) return at;
    at++;
  }
  return -1;
}
