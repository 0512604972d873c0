import { bytesRepr } from '../../values/string-repr.ts';
import type { Json, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';
import { childrenFrom } from './children.ts';
import type { XmlDocument } from './document.ts';
import {
  appendElements,
  attributesOf,
  insertElement,
  removeAttribute,
  removeElement,
  setAttribute,
  setText,
  textOf,
  xmlString,
} from './elements.ts';
import type { Pointer } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';
import { childElements, clarkName, declarationsOf, KIND, kindOf, link } from './nodes.ts';
import { serializeDocument, serializeElement } from './serialize.ts';
import {
  clark,
  type Namespaces,
  selectedElements,
  selectedNodes,
  selectsElement,
  selectsText,
  spawn,
} from './spawn.ts';
import { evaluateXPath, pathOf } from './xpath.ts';

/** What is to be done with what an expression selects. */
export interface XmlTask {
  readonly document: XmlDocument;
  readonly xpath: string;
  readonly namespaces: Namespaces;
}

/** The paths of what is selected. */
export function printMatch({ document, xpath, namespaces }: XmlTask): Result {
  const paths = selectedNodes(evaluateXPath(document, xpath, namespaces)).map((one) => {
    if ('element' in one) return pathOf(document.lib, one.element);
    throw new LxmlError(
      'TypeError',
      "Argument 'element' has incorrect type (expected lxml.etree._Element, got lxml.etree._ElementUnicodeResult)",
    );
  });
  const list = paths.map((path) => JSON.stringify(path)).join(', ');
  return { msg: `selector '${xpath}' match: [${list}]` };
}

/** How many nodes are selected, anywhere in the document. */
export function countNodes({ document, xpath, namespaces }: XmlTask): { hits: number } & Result {
  const hits = Number(evaluateXPath(document, `count(/${xpath})`, namespaces));
  return { msg: `found ${hits} nodes`, hits };
}

/** Text or attributes of the elements that are selected. */
export function readContent(
  { document, xpath, namespaces }: XmlTask,
  content: 'attribute' | 'text',
): { msg: number; matches: Json[] } {
  const { lib } = document;
  if (!selectsElement(document, xpath, namespaces))
    fail(`Xpath ${xpath} does not reference a node!`);
  const matches = selectedElements(document, xpath, namespaces).map((element) => ({
    [clarkName(lib, element)]:
      content === 'text' ? textOf(lib, element) : Object.fromEntries(attributesOf(lib, element)),
  }));
  return { msg: matches.length, matches };
}

/** Takes away what is selected. @throws ModuleFailure */
export function removeSelected({ document, xpath, namespaces }: XmlTask): void {
  const { lib } = document;
  try {
    for (const one of selectedNodes(evaluateXPath(document, xmlString(xpath), namespaces))) {
      if (selectsText(document, xpath, namespaces)) {
        if ('element' in one) throw new LxmlError('AttributeError', missingAttribute('attrname'));
        removeAttribute(lib, one.parent, xmlString(one.attribute));
      } else if (selectsElement(document, xpath, namespaces) && 'element' in one) {
        if (parentElement(document, one.element) === 0) {
          throw new LxmlError('AttributeError', "'NoneType' object has no attribute 'remove'");
        }
        removeElement(lib, one.element);
      } else throw new LxmlError('Exception', 'Impossible error');
    }
  } catch (error) {
    if (!(error instanceof LxmlError)) throw error;
    fail(`Couldn't delete xpath target: ${xpath} (${error.message})`);
  }
}

/** Gives the selected elements these children and no others. */
export function setChildren(
  { document, xpath, namespaces }: XmlTask,
  described: readonly unknown[],
  type: 'xml' | 'yaml',
  kept: XmlDocument[],
): void {
  const { lib } = document;
  const matches = selectedElements(document, xpath, namespaces);
  const children = childrenFrom(document, described, type, kept);
  const texts = children.map((child) => serializeElement(lib, child));
  for (const match of matches) {
    const own = childElements(lib, match);
    const same =
      own.length === children.length &&
      own.every((child, at) => serializeElement(lib, child).equals(texts[at] ?? Buffer.alloc(0)));
    if (same) continue;
    for (const child of own) removeElement(lib, child);
    appendElements(document, match, children);
  }
}

/** Adds children to the selected elements, or beside them. */
export function addChildren(
  { document, xpath, namespaces }: XmlTask,
  described: readonly unknown[],
  type: 'xml' | 'yaml',
  beside: 'before' | 'after' | null,
  kept: XmlDocument[],
): void {
  if (!selectsElement(document, xpath, namespaces)) return;
  const children = childrenFrom(document, described, type, kept);
  const matches = selectedElements(document, xpath, namespaces);
  if (beside === null) {
    for (const match of matches) appendElements(document, match, children);
    return;
  }
  const [first = 0] = matches;
  const neighbour = beside === 'before' ? first : (matches.at(-1) ?? 0);
  const parent = parentElement(document, neighbour);
  if (parent === 0) {
    throw new LxmlError('AttributeError', "'NoneType' object has no attribute 'index'");
  }
  let at = childElements(document.lib, parent).indexOf(neighbour) + (beside === 'after' ? 1 : 0);
  const into = parentElement(document, first);
  for (const child of children) insertElement(document, into, at++, child);
}

/** Sets the text or an attribute of the selected elements, which are made where a simple path allows it. */
export function setValue(
  { document, xpath, namespaces }: XmlTask,
  attribute: unknown,
  value: unknown,
): void {
  const { lib } = document;
  const tree = (): string => bytesRepr(serializeDocument(document, { pretty: true }));
  try {
    if (!selectsElement(document, xpath, namespaces)) spawn(document, xpath, namespaces);
  } catch (error) {
    if (!(error instanceof LxmlError)) throw error;
    const hint =
      declarationsOf(lib, document.root).length > 0 && !xpath.includes(':')
        ? 'XML document has namespace(s) defined, but no namespace prefix(es) used in xpath!\n'
        : '';
    fail(`${hint}Xpath ${xpath} causes a failure: ${error.message}\n  -- tree is ${tree()}`);
  }
  if (!selectsElement(document, xpath, namespaces)) {
    fail(`Xpath ${xpath} does not reference a node! tree is ${tree()}`);
  }
  let name = attribute;
  for (const element of selectedElements(document, xpath, namespaces)) {
    if (!name) {
      if (textOf(lib, element) !== value) setText(document, element, value);
      continue;
    }
    const text = typeof name === 'string' ? name : pythonRepr(name);
    name = clark(text, namespaces);
    if (attributesOf(lib, element).get(String(name)) !== value) {
      setAttribute(document, element, name, value);
    }
  }
}

function parentElement({ lib }: XmlDocument, element: Pointer): Pointer {
  const parent = link(lib, element, 'parent');
  return parent !== 0 && kindOf(lib, parent) === KIND.element ? parent : 0;
}

function missingAttribute(name: string): string {
  return `'lxml.etree._Element' object has no attribute '${name}'`;
}
