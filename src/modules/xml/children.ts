import { fail } from '../definition/failure.ts';
import { pythonClass, pythonText } from '../definition/python-text.ts';
import { parseXml, type XmlDocument } from './document.ts';
import { appendElements, newElement, setAttribute, setText } from './elements.ts';
import type { Pointer } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';

/**
 * Elements that arguments describe: XML text, or a name, or `{name: text}`, or `{name: attributes}` where `_` has the
 * children.
 * @param kept takes documents that the elements come from
 * @throws ModuleFailure, LxmlError
 */
export function childrenFrom(
  document: XmlDocument,
  children: readonly unknown[],
  type: 'xml' | 'yaml',
  kept: XmlDocument[],
): Pointer[] {
  return children.map((child) =>
    type === 'xml' ? parsedChild(document, child, kept) : describedChild(document, child),
  );
}

function parsedChild(document: XmlDocument, child: unknown, kept: XmlDocument[]): Pointer {
  try {
    const parsed = parseXml(document.lib, Buffer.from(pythonText(child)));
    kept.push(parsed);
    return parsed.root;
  } catch (error) {
    if (!(error instanceof LxmlError)) throw error;
    return fail(`Error while parsing child element: ${error.message}`);
  }
}

function describedChild(document: XmlDocument, child: unknown): Pointer {
  if (typeof child === 'string') return newElement(document, child);
  if (!isMapping(child)) {
    fail(`Invalid child type: ${pythonClass(child)}. Children must be either strings or hashes.`);
  }
  const entries = Object.entries(child);
  if (entries.length > 1) fail('Can only create children from hashes with one key');
  const [entry] = entries;
  if (entry === undefined) throw new LxmlError('StopIteration', '');
  const [name, value] = entry;
  const element = newElement(document, name);
  if (!isMapping(value)) {
    setText(document, element, value);
    return element;
  }
  const { _: children, ...attributes } = value;
  for (const [key, text] of Object.entries(attributes)) setAttribute(document, element, key, text);
  if (children === undefined || children === null) return element;
  if (!Array.isArray(children)) {
    fail(`Invalid children type: ${pythonClass(children)}, must be list.`);
  }
  appendElements(
    document,
    element,
    children.map((one) => describedChild(document, one)),
  );
  return element;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
