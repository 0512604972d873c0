import { wrapText } from '../../callbacks/text-wrap.ts';
import type { Value } from '../../values/types.ts';
import { dumpYaml } from '../../values/yaml/dump.ts';
import type { Document } from './doc-catalogue.ts';
import { attributesOf, optionFields } from './doc-data.ts';

const indent = ' '.repeat(8);

/** The whole text on a plugin, laid out as ansible-doc does. */
export function documentText(document: Document, columns: number): string {
  const limit = Math.max(columns - Math.trunc(columns * 0.2), 70);
  const text = [
    `> ${document.name.toUpperCase()}    (troupe)\n`,
    `${fill(document.description ?? document.summary, limit, indent)}\n`,
  ];
  if (Object.keys(document.options).length > 0) {
    text.push('OPTIONS (= is mandatory):\n');
    addOptions(text, document.options, limit, indent, '');
    text.push('');
  }
  const attributes = attributesOf(document);
  if (attributes !== undefined) {
    text.push('ATTRIBUTES:\n', indented(yaml(attributes), indent), '');
  }
  if (document.examples !== undefined) {
    text.push('EXAMPLES:', '', document.examples.trim(), '', '');
  }
  if (document.returns !== undefined) {
    text.push('RETURN VALUES:');
    const sorted = Object.entries(document.returns).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, description] of sorted) {
      text.push(`- ${name}`, fill(description, limit, indent), '');
    }
  }
  return text.join('\n');
}

function addOptions(
  text: string[],
  options: Document['options'],
  limit: number,
  inner: string,
  outer: string,
): void {
  for (const [name, option] of Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const required = option.required === true;
    text.push(`${outer}${required ? '=' : '-'} ${name}`);
    if (option.doc !== undefined) text.push(fill(option.doc, limit, inner));
    const fields = optionFields(option).filter(([key]) => key !== 'required');
    if (!required && option.default === undefined) fields.push(['default', null]);
    for (const [key, value] of fields.sort(([a], [b]) => (a < b ? -1 : 1))) {
      const line = Array.isArray(value)
        ? `${key}: ${dumpYaml(value, { defaultFlowStyle: true }).trimEnd()}`
        : yaml(new Map<Value, Value>([[key, value]]));
      text.push(indented(line, inner));
    }
    if (option.options === undefined) {
      text.push('');
    } else {
      text.push('', `${inner}SUBOPTIONS:\n`);
      addOptions(text, option.options, limit, `${inner}    `, inner);
    }
  }
}

const snippetPad = 29;

/** A task with all options, ready to be pasted into a playbook. */
export function documentSnippet(document: Document, columns: number): string {
  const short = document.name.slice(document.name.lastIndexOf('.') + 1);
  const lines =
    document.type === 'module' ? [`- name: ${document.summary}`, `  ${short}:`] : [`# ${short}:`];
  const margin = '# '.padStart(snippetPad + 2);
  for (const [name, option] of Object.entries(document.options).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const description = `${option.required === true ? '(required) ' : ''}${option.doc ?? ''}`;
    const wrapped = wrapText(description, columns - snippetPad).join(`\n${margin}`);
    lines.push(`      ${`${name}:`.padEnd(20)}   # ${wrapped}`);
  }
  return `${lines.join('\n')}\n`;
}

function fill(text: string, limit: number, margin: string): string {
  return wrapText(text, limit - margin.length)
    .map((line) => margin + line)
    .join('\n');
}

function indented(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => margin + line)
    .join('\n');
}

const yaml = (value: Value): string => dumpYaml(value, { defaultFlowStyle: false }).trimEnd();
