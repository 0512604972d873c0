import { xmlText } from '../commands/xml-text.ts';

/** A row by column; null is SQL's NULL. */
export type MysqlRow = Readonly<Record<string, string | null>>;

/** Rows of each statement that gave a result set, read from what the client prints with --xml. */
export function readResultSets(xml: string): MysqlRow[][] {
  return xml
    .split(/<resultset statement="[^"]*"[^>]*>/)
    .slice(1)
    .map((text) => text.split('<row>').slice(1).map(readRow));
}

function readRow(text: string): MysqlRow {
  const row: Record<string, string | null> = {};
  const field = /<field name="([^"]*)"(?: xsi:nil="true" \/>|>([^<]*)<\/field>)/g;
  for (const [, name = '', value] of text.matchAll(field)) {
    row[xmlText(name)] = value === undefined ? null : xmlText(value);
  }
  return row;
}
