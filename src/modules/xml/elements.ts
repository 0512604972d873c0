import { stringRepr } from '../../values/string-repr.ts';
import { pythonTypeName } from '../definition/python-text.ts';
import type { XmlDocument } from './document.ts';
import type { Libxml2, Pointer } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';
import { adoptNamespaces, findOrDeclare, firstPrefix } from './namespaces.ts';
import {
  chain,
  childElements,
  clarkName,
  contentOf,
  KIND,
  kindOf,
  link,
  textRun,
} from './nodes.ts';
import { nodeText } from './xpath.ts';

const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NAME = new RegExp(
  `^[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}]*$`,
  'u',
);
/** What XML can't hold. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Text as XML can hold it. @throws LxmlError for other types and for control characters */
export function xmlString(value: unknown): string {
  if (typeof value !== 'string') {
    throw new LxmlError(
      'TypeError',
      `Argument must be bytes or unicode, got '${pythonTypeName(value)}'`,
    );
  }
  if (FORBIDDEN.test(value)) {
    throw new LxmlError(
      'ValueError',
      'All strings must be XML compatible: Unicode or ASCII, no NULL bytes or control characters',
    );
  }
  return value;
}

/** Parts of `{namespace}name`. @throws LxmlError where it is no name for `what` */
function nameParts(
  name: unknown,
  what: 'tag' | 'attribute',
): { uri: string | null; local: string } {
  const text = xmlString(name);
  const end = text.startsWith('{') ? text.indexOf('}') : -1;
  if (text.startsWith('{') && end < 0) throw new LxmlError('ValueError', 'Invalid tag name');
  const local = text.slice(end + 1);
  if (local === '') throw new LxmlError('ValueError', 'Empty tag name');
  if (!NAME.test(local)) {
    throw new LxmlError('ValueError', `Invalid ${what} name ${stringRepr(local)}`);
  }
  return { uri: end > 1 ? text.slice(1, end) : null, local };
}

/** Makes an element that has no place yet. @param tag `name` or `{namespace}name` */
export function newElement({ lib, pointer }: XmlDocument, tag: unknown): Pointer {
  const { uri, local } = nameParts(tag, 'tag');
  const node = lib.withTexts([local], (name = 0) => lib.c._xmlNewDocNode(pointer, 0, name, 0));
  if (uri !== null) {
    const namespace = lib.withTexts([uri, firstPrefix(uri)], (href = 0, prefix = 0) =>
      lib.c._xmlNewNs(node, href, prefix),
    );
    lib.c._xmlSetNs(node, namespace);
  }
  return node;
}

/** The text before an element's first child; null where there is none. */
export function textOf(lib: Libxml2, element: Pointer): string | null {
  // A comment has its text itself.
  if (kindOf(lib, element) !== KIND.element) return contentOf(lib, element);
  const run = textRun(lib, link(lib, element, 'children'));
  return run.length === 0 ? null : run.map((node) => contentOf(lib, node)).join('');
}

/** Replaces the text before an element's first child. */
export function setText({ lib, pointer }: XmlDocument, element: Pointer, value: unknown): void {
  for (const node of textRun(lib, link(lib, element, 'children'))) {
    lib.c._xmlUnlinkNode(node);
    lib.c._xmlFreeNode(node);
  }
  if (value === null || value === undefined) return;
  const text = xmlString(value);
  const node = lib.withTexts([text], (content = 0) =>
    lib.c._xmlNewDocTextLen(pointer, content, lib.c.lengthBytesUTF8(text)),
  );
  const first = link(lib, element, 'children');
  if (first === 0) lib.c._xmlAddChild(element, node);
  else lib.c._xmlAddPrevSibling(first, node);
}

/** An element's attributes by `{namespace}name`. */
export function attributesOf(lib: Libxml2, element: Pointer): Map<string, string> {
  const found = new Map<string, string>();
  if (kindOf(lib, element) !== KIND.element) return found;
  for (const one of chain(lib, link(lib, element, 'properties'))) {
    found.set(clarkName(lib, one), nodeText(lib, one));
  }
  return found;
}

/** Sets an attribute. @param name `name` or `{namespace}name` */
export function setAttribute(
  document: XmlDocument,
  element: Pointer,
  name: unknown,
  value: unknown,
): void {
  const { lib } = document;
  const { uri, local } = nameParts(name, 'attribute');
  const text = xmlString(value);
  const namespace = uri === null ? 0 : findOrDeclare(document, element, uri, { attribute: true });
  lib.withTexts([local, text], (key = 0, content = 0) =>
    lib.c._xmlSetNsProp(element, namespace, key, content),
  );
}

/** Removes an attribute, where it is there. @param name `{namespace}name` */
export function removeAttribute(lib: Libxml2, element: Pointer, name: string): void {
  for (const one of chain(lib, link(lib, element, 'properties'))) {
    if (clarkName(lib, one) === name) lib.c._xmlRemoveProp(one);
  }
}

/** Moves elements, each with the text after it, to the end of a parent. */
export function appendElements(
  document: XmlDocument,
  parent: Pointer,
  elements: readonly Pointer[],
): void {
  const { lib } = document;
  for (const element of elements) {
    moveWithTail(document, element, () => lib.c._xmlAddChild(parent, element));
  }
}

/** Moves an element to a place among a parent's elements. @param at counted from 0 */
export function insertElement(
  document: XmlDocument,
  parent: Pointer,
  at: number,
  element: Pointer,
): void {
  const { lib } = document;
  const next = childElements(lib, parent)[at];
  if (next === undefined) appendElements(document, parent, [element]);
  else moveWithTail(document, element, () => lib.c._xmlAddPrevSibling(next, element));
}

/** Takes an element and the text after it out of the tree. */
export function removeElement(lib: Libxml2, element: Pointer): void {
  const tail = textRun(lib, link(lib, element, 'next'));
  for (const node of [element, ...tail]) lib.c._xmlUnlinkNode(node);
}

function moveWithTail(document: XmlDocument, element: Pointer, place: () => void): void {
  const { lib } = document;
  const tail = textRun(lib, link(lib, element, 'next'));
  lib.c._xmlUnlinkNode(element);
  place();
  let last = element;
  for (const node of tail) {
    lib.c._xmlUnlinkNode(node);
    last = lib.c._xmlAddNextSibling(last, node);
  }
  adoptNamespaces(document, element);
}
