import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { assignmentsOf } from '../../../bridge/python-assignments.ts';
import { LoadError, TroupeError } from '../../../diagnostics/errors.ts';
import { parseYaml } from '../../../loader/yaml.ts';
import { str } from '../../../values/index.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { addCollection } from './collection-tags.ts';
import type { Fragments } from './fragments.ts';
import type { PluginFile } from './plugin-files.ts';

/** Variables of a plugin's file, or keys of the YAML file beside it, and the sections that they hold. */
const SECTIONS = new Map([
  ['DOCUMENTATION', 'doc'],
  ['EXAMPLES', 'examples'],
  ['RETURN', 'return'],
  ['ANSIBLE_METADATA', 'metadata'],
]);
const NAMES: ReadonlySet<string> = new Set(SECTIONS.keys());
/** Endings of files that hold documentation. */
const SIDECARS = ['.py', '.yml', '.yaml'];

/**
 * The documentation of a plugin out of its file or the one beside it, in the structure that `-j` writes.
 * @throws TroupeError where there is none, or none that can be read
 */
export function readDocumentation(plugin: PluginFile, type: string, fragments: Fragments): Dict {
  const { name, path, collection } = plugin;
  const isModule = type === 'module';
  let holder: string | undefined;
  for (const file of documentFiles(path, name)) {
    holder ??= file;
    const data = guarded(name, file, file === holder, () => {
      const sections = sectionsOf(file);
      const doc = sections.get('doc');
      if (doc instanceof Map) {
        addCollection(doc, collection, { isModule });
        fragments.addTo(doc, file, isModule);
      }
      const returns = sections.get('return');
      if (returns instanceof Map) addCollection(returns, collection, { isModule, isReturn: true });
      return sections;
    });
    const doc = data.get('doc');
    if (!(doc instanceof Map)) continue;
    doc.set('filename', file).set('collection', collection);
    if (isModule) doc.set('has_action', plugin.hasAction);
    return data;
  }
  if (holder === undefined) {
    throw new TroupeError(
      `${name} cannot contain DOCUMENTATION nor does it have a companion documentation file`,
    );
  }
  throw new TroupeError(`No documentation available for ${name} (${holder})`);
}

/** The file itself where its kind can hold documentation, then those of its name beside it. */
function documentFiles(path: string, name: string): string[] {
  const short = name.slice(name.lastIndexOf('.') + 1);
  const stem = basename(path, extname(path)) === `_${short}` ? `_${short}` : short;
  const beside = SIDECARS.map((ending) => join(dirname(path), stem + ending));
  const own = SIDECARS.includes(extname(path)) ? [path] : [];
  return [...new Set([...own, ...beside.filter((file) => existsSync(file))])];
}

function guarded(name: string, file: string, isFirst: boolean, read: () => Dict): Dict {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    const place = isFirst ? name : `Adjacent file ${name}`;
    throw new TroupeError(
      `${place} did not contain a DOCUMENTATION attribute (${file}). ${error.message}`,
    );
  }
}

/** The line on a plugin that `-l` shows, read from its file without the rest of the documentation. */
export function documentationStub(path: string, name: string): string {
  for (const file of documentFiles(path, name)) {
    const text = readFileSync(file, 'utf8');
    const start = /^.*\bDOCUMENTATION\b/m.exec(text);
    const line =
      start && /^([ \t]*)short_description:.*\n(?:\1[ \t]+.*\n)*/m.exec(text.slice(start.index));
    if (!line) continue;
    const stub = yaml(line[0], file, `${name} has a documentation formatting error`);
    const short = stub instanceof Map ? stub.get('short_description') : undefined;
    return short === undefined ? 'INVALID SHORT DESCRIPTION' : str(short).trim();
  }
  return 'UNDOCUMENTED';
}

function sectionsOf(file: string): Dict {
  const text = readFileSync(file, 'utf8');
  const sections: Dict = new Map([...SECTIONS.values()].map((section) => [section, null]));
  if (extname(file) !== '.py') {
    const content = yaml(text, file, `Unable to parse yaml file '${file}'`);
    if (content instanceof Map) {
      for (const [key, section] of SECTIONS) sections.set(section, content.get(key) ?? null);
    }
    return sections;
  }
  for (const { name, value, isInner } of assignmentsOf(text, NAMES)) {
    if (isInner || value === undefined) continue;
    const isText = typeof value === 'string' && name !== 'EXAMPLES';
    sections.set(
      SECTIONS.get(name) as string,
      isText ? yaml(value, file, `Unable to parse documentation in python file '${file}'`) : value,
    );
  }
  return sections;
}

/** A document of YAML; a fault is told with its place within the text. @throws TroupeError */
export function yaml(text: string, file: string, complaint: string): Value {
  try {
    return parseYaml(text, file, { trusted: false, yamlOnly: true });
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const { cause, span } = error;
    const problem = cause instanceof Error ? cause.message : error.message;
    const place =
      span === undefined
        ? ''
        : `\n  in "<unicode string>", line ${span.line}, column ${span.column}`;
    throw new TroupeError(`${complaint}: ${problem}${place}`);
  }
}
