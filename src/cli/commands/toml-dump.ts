import { TroupeError } from '../../diagnostics/errors.ts';
import { PyDate } from '../../values/date.ts';
import { floatRepr } from '../../values/float.ts';
import { str } from '../../values/repr.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { typeName } from '../../values/type-name.ts';
import { type Dict, PyFloat, Template, Tuple, type Value } from '../../values/types.ts';

/**
 * TOML text in the layout of Python's `toml` package: values first, then tables, level by level.
 * @throws TroupeError for keys other than text
 */
export function dumpToml(dict: Dict): string {
  const top = dumpSection(dict, '');
  let text = top.text;
  let tables = top.tables;
  while (tables.length > 0) {
    const deeper: [string, Dict][] = [];
    for (const [name, table] of tables) {
      const { text: body, tables: inner } = dumpSection(table, name);
      if (body !== '' || inner.length === 0) {
        if (text !== '' && !text.endsWith('\n\n')) text += '\n';
        text += `[${name}]\n${body}`;
      }
      for (const [innerName, value] of inner) deeper.push([`${name}.${innerName}`, value]);
    }
    tables = deeper;
  }
  return text;
}

interface Section {
  readonly text: string;
  readonly tables: [string, Dict][];
}

function dumpSection(dict: Dict, path: string): Section {
  const prefix = path === '' || path.endsWith('.') ? path : `${path}.`;
  const tables: [string, Dict][] = [];
  let text = '';
  let arrays = '';
  for (const [key, value] of dict) {
    if (typeof key !== 'string') throw new TroupeError(nonTextKey(key));
    const name = /^[A-Za-z0-9_-]+$/.test(key) ? key : dumpText(key);
    if (value instanceof Map) tables.push([name, value]);
    else if (Array.isArray(value) && value.some((item) => item instanceof Map)) {
      for (const item of value) arrays += dumpArrayTable(item, prefix + name);
    } else if (value !== null) text += `${name} = ${dumpValue(value)}\n`;
  }
  return { text: text + arrays, tables };
}

function dumpArrayTable(item: Value, path: string): string {
  if (!(item instanceof Map)) {
    throw new TroupeError(
      `The source inventory contains a value that cannot be represented in TOML: ${
        typeof item === 'string'
          ? 'string indices must be integers'
          : `'${typeName(item)}' object is not iterable`
      }`,
    );
  }
  const { text, tables } = dumpSection(item, path);
  const startsWithTable = text.startsWith('[');
  let tail = startsWithTable ? `\n${text}` : '\n';
  let level = tables;
  while (level.length > 0) {
    const deeper: [string, Dict][] = [];
    for (const [name, table] of level) {
      const inner = dumpSection(table, `${path}.${name}`);
      if (inner.text !== '') tail += `[${path}.${name}]\n${inner.text}`;
      for (const [innerName, value] of inner.tables) deeper.push([`${name}.${innerName}`, value]);
    }
    level = deeper;
  }
  return `[[${path}]]\n${startsWithTable ? '' : text}${tail}`;
}

function dumpValue(value: Value): string {
  if (typeof value === 'string') return dumpText(value);
  if (value instanceof Template) return dumpText(value.source);
  if (Array.isArray(value)) return `[${value.map((item) => ` ${dumpValue(item)},`).join('')}]`;
  if (value instanceof Tuple) return dumpValue([...value.items]);
  if (value instanceof Map) return dumpValue([...value.keys()]);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  if (value instanceof PyFloat) return floatRepr(value.value).replace(/e([+-])0/, 'e$1');
  if (value instanceof PyDate) return str(value).replace(' ', 'T').replace('+00:00', 'Z');
  return dumpText(str(value));
}

/** Double quotes around Python's repr, whose `\x` escapes become `\u00`. */
function dumpText(text: string): string {
  const repr = stringRepr(text);
  const body = repr.slice(1, -1);
  const requoted = repr.startsWith("'")
    ? body.replaceAll("\\'", "'").replaceAll('"', '\\"')
    : body.replaceAll('"', '\\"');
  return `"${requoted.replace(/(\\\\)*\\x/g, (found) => `${found.slice(0, -1)}u00`)}"`;
}

function nonTextKey(key: Value): string {
  return (
    `The source inventory contains a non-string key (${str(key)}) which cannot be represented in TOML. ` +
    'The specified key will need to be converted to a string. Be aware that if your playbooks ' +
    'expect this key to be non-string, your playbooks will need to be modified to support this change.'
  );
}
