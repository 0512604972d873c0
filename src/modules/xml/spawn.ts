import { bytesRepr } from '../../values/string-repr.ts';
import { fail } from '../definition/failure.ts';
import type { XmlDocument } from './document.ts';
import {
  appendElements,
  attributesOf,
  newElement,
  setAttribute,
  setText,
  textOf,
} from './elements.ts';
import type { Pointer } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';
import { serializeDocument, serializeElement } from './serialize.ts';
import { evaluateXPath, type Selected, type XPathValue } from './xpath.ts';

/** Namespaces by the prefix that expressions use. */
export type Namespaces = Readonly<Record<string, unknown>>;

const NAME = '[a-zA-Z-][a-zA-Z0-9_\\-.]*';
const QUALIFIED = `${NAME}|${NAME}:${NAME}`;
const QUOTED = `('(?:.*)'|"(?:.*)")`;

/** Forms of a path's last part that tell what is to be there. */
const FORMS = {
  element: new RegExp(`^(.*)/(${QUALIFIED})$`),
  elementWithText: new RegExp(`^(.*)/(${QUALIFIED})/text\\(\\)=${QUOTED}$`),
  attribute: new RegExp(`^(.*)/(@(?:${QUALIFIED}))$`),
  attributeWithValue: new RegExp(`^(.*)/(@(?:${QUALIFIED}))=${QUOTED}$`),
  elementWithParts: new RegExp(`^(.*)/(${QUALIFIED})\\[(.*)\\]$`),
  text: new RegExp(`^(.*)/text\\(\\)=${QUOTED}$`),
} as const;

/** What a path's last part asks for below the rest of it. */
type Wanted =
  | { readonly kind: 'element'; readonly name: string; readonly text: string | null }
  | { readonly kind: 'attribute'; readonly name: string; readonly value: string | null }
  | { readonly kind: 'parts'; readonly name: string; readonly parts: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/** Whether an expression selects something, and that is an element. */
export function selectsElement(
  document: XmlDocument,
  xpath: string,
  namespaces: Namespaces,
  from?: Pointer,
): boolean {
  return firstSelected(evaluateXPath(document, xpath, namespaces, from), 'element');
}

/** Whether an expression selects something, and that is an attribute or text. */
export function selectsText(document: XmlDocument, xpath: string, namespaces: Namespaces): boolean {
  return firstSelected(evaluateXPath(document, xpath, namespaces), 'text');
}

function firstSelected(value: XPathValue, kind: 'element' | 'text'): boolean {
  if (typeof value === 'string' || !value) return false;
  if (typeof value === 'object') return value[0] !== undefined && kind in value[0];
  const type = typeof value === 'number' ? 'float' : 'bool';
  throw new LxmlError('TypeError', `'${type}' object is not subscriptable`);
}

/** The elements that an expression selects; what is none can't be worked with. */
export function selectedElements(
  document: XmlDocument,
  xpath: string,
  namespaces: Namespaces,
  from?: Pointer,
): Pointer[] {
  return selectedNodes(evaluateXPath(document, xpath, namespaces, from)).map((one) => {
    if ('element' in one) return one.element;
    throw new LxmlError('AttributeError', "'_ElementUnicodeResult' object has no attribute 'text'");
  });
}

/** The nodes of a value. @throws LxmlError where it is none of nodes */
export function selectedNodes(value: XPathValue): readonly Selected[] {
  if (typeof value === 'object') return value;
  if (typeof value === 'string') {
    return [...value].map((text) => ({ text, parent: 0, attribute: null }));
  }
  const type = typeof value === 'number' ? 'float' : 'bool';
  throw new LxmlError('TypeError', `'${type}' object is not iterable`);
}

/**
 * Makes what a simple path asks for: elements and attributes that are missing, from the first missing one on.
 * @param from the element that the path starts at; default: the document
 * @throws ModuleFailure, LxmlError
 */
export function spawn(
  document: XmlDocument,
  xpath: string,
  namespaces: Namespaces,
  from?: Pointer,
): void {
  const { inner, wanted } = splitLast(xpath);
  if (inner === xpath) {
    const tree =
      from === undefined
        ? serializeDocument(document, { pretty: true })
        : serializeElement(document.lib, from, true);
    fail(`Can't process Xpath ${xpath} in order to spawn nodes! tree is ${bytesRepr(tree)}`);
  }
  if (!selectsElement(document, inner, namespaces, from)) spawn(document, inner, namespaces, from);
  if (wanted === null || !selectsElement(document, inner, namespaces, from)) return;
  const nodes = (): Pointer[] => selectedElements(document, inner, namespaces, from);
  switch (wanted.kind) {
    case 'element': {
      const element = newElement(document, clark(wanted.name, namespaces));
      if (wanted.text) setText(document, element, wanted.text);
      for (const node of nodes()) appendElements(document, node, [element]);
      return;
    }
    case 'parts': {
      const element = newElement(document, clark(wanted.name, namespaces));
      for (const node of nodes()) {
        appendElements(document, node, [element]);
        for (const part of wanted.parts) spawn(document, `./${part}`, namespaces, element);
      }
      return;
    }
    case 'attribute': {
      const name = clark(wanted.name, namespaces);
      for (const node of nodes()) {
        if (wanted.value === null) setAttribute(document, node, name, '');
        else if (attributesOf(document.lib, node).get(name) !== wanted.value) {
          setAttribute(document, node, name, wanted.value);
        }
      }
      return;
    }
    case 'text':
      for (const node of nodes()) {
        if (textOf(document.lib, node) !== wanted.text) setText(document, node, wanted.text);
      }
  }
}

/** `prefix:name` as `{namespace}name`. @throws LxmlError where the prefix is unknown */
export function clark(name: string, namespaces: Namespaces): string {
  if (!name.includes(':')) return name;
  const parts = name.split(':');
  const [prefix = '', local = ''] = parts;
  if (parts.length > 2) {
    throw new LxmlError('ValueError', 'too many values to unpack (expected 2)');
  }
  const uri = namespaces[prefix];
  if (uri === undefined) throw new LxmlError('KeyError', `'${prefix}'`);
  return `{${uri}}${local}`;
}

/** Divides `/foo/bar/baz` into `/foo/bar` and what is asked for there. */
function splitLast(path: string): { inner: string; wanted: Wanted | null } {
  const xpath = path.trim();
  const [, ...element] = FORMS.element.exec(xpath) ?? [];
  if (element[1]) return found(element[0], { kind: 'element', name: element[1], text: null });
  const [, ...withText] = FORMS.elementWithText.exec(xpath) ?? [];
  if (withText[1]) {
    return found(withText[0], { kind: 'element', name: withText[1], text: unquoted(withText[2]) });
  }
  const [, ...attribute] = FORMS.attribute.exec(xpath) ?? [];
  if (attribute[1]) {
    return found(attribute[0], { kind: 'attribute', name: attribute[1].slice(1), value: null });
  }
  const [, ...withValue] = FORMS.attributeWithValue.exec(xpath) ?? [];
  if (withValue[1]) {
    const value = unquoted(withValue[2]);
    return found(withValue[0], { kind: 'attribute', name: withValue[1].slice(1), value });
  }
  const [, ...withParts] = FORMS.elementWithParts.exec(xpath) ?? [];
  if (withParts[1]) {
    const parts = (withParts[2] ?? '').split(' and ').map((part) => part.trim());
    return found(withParts[0], { kind: 'parts', name: withParts[1], parts });
  }
  const [, ...text] = FORMS.text.exec(xpath) ?? [];
  if (text[1]) return found(text[0], { kind: 'text', text: unquoted(text[1]) });
  return { inner: xpath, wanted: null };
}

function found(inner: string | undefined, wanted: Wanted): { inner: string; wanted: Wanted } {
  return { inner: inner ?? '', wanted };
}

function unquoted(text: string | undefined): string {
  return (text ?? '').slice(1, -1);
}
