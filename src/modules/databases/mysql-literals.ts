import { floatRepr } from '../../values/float.ts';
import { PyFloat } from '../../values/types.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
};

/** A value as MySQL reads it in a statement, written as PyMySQL writes it. */
export function mysqlLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof PyFloat) return floatLiteral(value.value);
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : floatLiteral(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `(${value.map(mysqlLiteral).join(',')})`;
  return `'${String(value).replace(/[\0\n\r\x1a"'\\]/g, (char) => ESCAPES[char] ?? char)}'`;
}

function floatLiteral(value: number): string {
  const text = floatRepr(value);
  return text.includes('e') ? text : `${text}e0`;
}

/**
 * Puts arguments into a statement: `%s` one after another, or `%(name)s`; `%%` is a percent sign. Without arguments
 * the statement stays as it is.
 * @throws Error with Python's text where arguments and places don't match
 */
export function mysqlStatement(
  statement: string,
  args: readonly unknown[] | Readonly<Record<string, unknown>> | null,
): string {
  if (args === null) return statement;
  return filled(statement, args, mysqlLiteral);
}

/** Fills a statement's places as Python's % does, each value written by `literal`. @throws Error with Python's text */
export function filled(
  statement: string,
  args: readonly unknown[] | Readonly<Record<string, unknown>>,
  literal: (value: unknown) => string,
): string {
  let next = 0;
  const positional = Array.isArray(args);
  const text = statement.replace(
    /%(?:%|\((\w+)\)[sd]|[sd])/g,
    (place, name: string | undefined) => {
      if (place === '%%') return '%';
      if (name !== undefined) {
        const named = args as Readonly<Record<string, unknown>>;
        if (positional) throw new Error('format requires a mapping');
        if (!(name in named)) throw new Error(`'${name}'`);
        return literal(named[name]);
      }
      if (!positional || next >= args.length)
        throw new Error('not enough arguments for format string');
      return literal(args[next++]);
    },
  );
  if (positional && next < args.length) {
    throw new Error('not all arguments converted during string formatting');
  }
  return text;
}
