/** How CSV text is written, in the words of Python's csv module. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Spaces after a delimiter are no part of the field. */
  readonly skipInitialSpace?: boolean;
  /** Text after a closing quote, and a quote that is never closed, are faults. */
  readonly strict?: boolean;
}

/** Delimiters of the dialects that Python knows. */
export const CSV_DELIMITERS: Readonly<Record<string, string>> = {
  excel: ',',
  'excel-tab': '\t',
  unix: ',',
};

/**
 * Rows of CSV text as Python's csv module reads them; empty ones are left out.
 * @throws Error in Python's words where `strict` forbids something
 */
export function parseCsv(text: string, dialect: CsvDialect): string[][] {
  const { delimiter, skipInitialSpace = false, strict = false } = dialect;
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let started = false;
  const endRow = (): void => {
    if (started || row.length > 0) row.push(field);
    rows.push(row);
    row = [];
    field = '';
    started = false;
    state = 'start';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (state === 'quoted') {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else state = 'closed';
    } else if (char === '"' && state === 'start') {
      state = 'quoted';
      started = true;
    } else if (char === delimiter) {
      row.push(field);
      field = '';
      started = true;
      state = 'start';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRow();
    } else if (!(char === ' ' && state === 'start' && skipInitialSpace)) {
      if (state === 'closed' && strict) throw new Error(`'${delimiter}' expected after '"'`);
      field += char;
      started = true;
      state = 'plain';
    }
  }
  if (state === 'quoted' && strict) throw new Error('unexpected end of data');
  if (started || row.length > 0) endRow();
  return rows.filter((cells) => cells.length > 0);
}
