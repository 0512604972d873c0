import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { stringRepr } from '../../values/string-repr.ts';
import { OptionsError } from '../options-error.ts';
import { type PathContext, resolvePath } from './value.ts';

/** Keys and values of an ansible.cfg by `section.key`, keys in lower case. */
export type IniValues = ReadonlyMap<string, string>;

/** The configuration file that Ansible would take, and what it would say about the search. */
export function findConfigFile(context: PathContext): {
  file: string | undefined;
  warnings: string[];
} {
  const candidates: string[] = [];
  const named = context.env.ANSIBLE_CONFIG;
  let fromEnv: string | undefined;
  if (named !== undefined) {
    fromEnv = resolvePath(named, context);
    if (statSync(fromEnv, { throwIfNoEntry: false })?.isDirectory()) {
      fromEnv = join(fromEnv, 'ansible.cfg');
    }
    candidates.push(fromEnv);
  }
  const local = join(context.cwd, 'ansible.cfg');
  const isPublic = ((statSync(context.cwd, { throwIfNoEntry: false })?.mode ?? 0) & 0o002) !== 0;
  if (!isPublic) candidates.push(local);
  candidates.push(resolvePath('~/.ansible.cfg', context), '/etc/ansible/ansible.cfg');

  const file = candidates.find(isReadable);
  const warnings: string[] = [];
  if (isPublic && existsSync(local) && (fromEnv === undefined || fromEnv !== file)) {
    warnings.push(
      `Ansible is being run in a world writable directory (${context.cwd}), ignoring it as an ansible.cfg source.` +
        ' For more information see' +
        ' https://docs.ansible.com/ansible/devel/reference_appendices/config.html#cfg-in-world-writable-dir',
    );
  }
  return { file, warnings };
}

export function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Reads an ansible.cfg. @throws OptionsError with Python configparser's wording. */
export function readConfigFile(file: string): IniValues {
  const extension = extname(file);
  if (extension === '.yaml' || extension === '.yml') {
    throw new OptionsError('Unsupported configuration file type: yaml');
  }
  if (extension !== '.ini' && extension !== '.cfg') {
    throw new OptionsError(`Unsupported configuration file extension for ${file}: ${extension}`);
  }
  return parseIni(readFileSync(file, 'utf8'), file);
}

/**
 * The INI dialect of Python's configparser with `;` as inline comment: `key = value` or `key: value`, indented lines
 * continue a value, [DEFAULT] is seen from every section.
 */
function parseIni(text: string, file: string): IniValues {
  const fail = (message: string): never => {
    throw new OptionsError(`Error reading config file (${file}): ${message}`);
  };
  const sections = new Map<string, Map<string, string[]>>();
  const unparsed: string[] = [];
  let section: Map<string, string[]> | undefined;
  let sectionName = '';
  let value: string[] | undefined;
  let keyIndent = 0;

  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const line = stripComments(whole);
    const content = line.trim();
    const where = `[line ${String(index + 1).padStart(2)}]`;
    if (content === '') {
      // An empty line belongs to a value that goes on below it; a comment line does not end it either.
      if (value !== undefined && whole.trim() === '') value.push('');
      continue;
    }
    const indent = line.length - line.trimStart().length;
    if (value !== undefined && section !== undefined && indent > keyIndent) {
      value.push(content);
      continue;
    }
    keyIndent = indent;
    const header = /^\[(.+)\]/.exec(content);
    if (header?.[1] !== undefined) {
      sectionName = header[1];
      if (sections.has(sectionName)) {
        fail(`While reading from '<string>' ${where}: section '${sectionName}' already exists`);
      }
      section = new Map();
      sections.set(sectionName, section);
      value = undefined;
      continue;
    }
    if (section === undefined) {
      fail(
        `File contains no section headers.\nfile: '<string>', line: ${index + 1}\n${stringRepr(`${whole}\n`)}`,
      );
      continue;
    }
    const option = /^(.*?)\s*[=:]\s*(.*)$/.exec(content);
    if (option === null || option[1] === '') {
      unparsed.push(`\n\t${where}: ${stringRepr(`${whole}\n`)}`);
      continue;
    }
    const key = (option[1] ?? '').toLowerCase();
    if (section.has(key)) {
      fail(
        `While reading from '<string>' ${where}: option '${key}' in section '${sectionName}' already exists`,
      );
    }
    value = [option[2] ?? ''];
    section.set(key, value);
  }
  if (unparsed.length > 0) fail(`Source contains parsing errors: '<string>'${unparsed.join('')}`);
  return flatten(sections);
}

function flatten(sections: Map<string, Map<string, string[]>>): IniValues {
  const values = new Map<string, string>();
  const shared = sections.get('DEFAULT') ?? new Map<string, string[]>();
  for (const [name, options] of sections) {
    for (const [key, lines] of [...shared, ...options]) {
      values.set(`${name}.${key}`, lines.join('\n').trimEnd());
    }
  }
  return values;
}

function stripComments(line: string): string {
  if (/^\s*[#;]/.test(line)) return '';
  const inline = /\s;/.exec(line);
  return inline === null ? line : line.slice(0, inline.index);
}
