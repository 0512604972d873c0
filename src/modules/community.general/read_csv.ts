import { TargetError } from '../../diagnostics/errors.ts';
import { CSV_DELIMITERS, parseCsv } from '../../values/csv.ts';
import type { Json, Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { crash } from '../definition/crash.ts';

/** A row by the names of its fields; those beyond have no name, which JSON writes as `null`. */
type Row = Record<string, Json>;

export const read_csv = defineModule({
  name: 'community.general.read_csv',
  summary: 'Reads a CSV file of a host',
  examples: `- name: Who is who
  community.general.read_csv:
    path: /etc/people.csv
    key: name
  register: people
`,
  args: {
    path: arg.path({ required: true, aliases: ['filename'], doc: 'The file.' }),
    dialect: arg.str({ default: 'excel', doc: 'How it is written: excel, excel-tab or unix.' }),
    key: arg.str({ doc: 'The field that tells rows apart; without one there is a list of rows.' }),
    fieldnames: arg.list({ elements: 'str', doc: 'Names of the fields where no header has them.' }),
    unique: arg.bool({ default: true, doc: 'Whether two rows of one key are a fault.' }),
    delimiter: arg.str({ doc: 'What stands between fields.' }),
    skipinitialspace: arg.bool({ doc: 'Leave out spaces after a delimiter.' }),
    strict: arg.bool({ doc: 'Whether faulty text is a failure.' }),
  },
  returns: { dict: 'Rows by their key.', list: 'Rows, where no key was asked for.' },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target }): Promise<Plan> {
    const delimiter = args.delimiter ?? CSV_DELIMITERS[args.dialect];
    if (!(args.dialect in CSV_DELIMITERS) || delimiter === undefined) {
      fail(`Dialect '${args.dialect}' is not supported by your version of python.`);
    }
    if ([...delimiter].length !== 1) {
      fail('Unable to create custom dialect: "delimiter" must be a 1-character string');
    }
    const content = await target.readFile(args.path).catch((error: unknown) => {
      if (!(error instanceof TargetError)) throw error;
      return fail(`Unable to open file: ${error.message}`);
    });
    if (content === null) {
      fail(`Unable to open file: [Errno 2] No such file or directory: '${args.path}'`);
    }
    const rows = rowsOf(content.toString().replace(/^\ufeff/, ''), {
      delimiter,
      skipInitialSpace: args.skipinitialspace ?? false,
      strict: args.strict ?? false,
    });
    const names = args.fieldnames ?? rows.shift();
    const { key } = args;
    if (key && !names) {
      crash("TypeError: argument of type 'NoneType' is not iterable", target);
    }
    if (key && !names?.includes(key)) {
      fail(`Key '${key}' was not found in the CSV header fields: ${names?.join(', ')}`);
    }
    const list = rows.map((cells) => named(names ?? [], cells));
    if (key === null) return { changes: [], result: { dict: {}, list } };
    const dict: Record<string, Json> = {};
    for (const row of list) {
      const value = String(row[key] ?? null);
      if (args.unique && value in dict) {
        fail(`Key '${key}' is not unique for value '${value}'`);
      }
      dict[value] = row;
    }
    return { changes: [], result: { dict, list: [] } };
  },
});

function rowsOf(text: string, dialect: Parameters<typeof parseCsv>[1]): string[][] {
  try {
    return parseCsv(text, dialect);
  } catch (error) {
    return fail(`Unable to process file: ${(error as Error).message}`);
  }
}

function named(names: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [index, name] of names.entries()) row[name] = cells[index] ?? null;
  if (cells.length > names.length) row.null = cells.slice(names.length);
  return row;
}
