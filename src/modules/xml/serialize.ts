import type { XmlDocument } from './document.ts';
import type { Libxml2, Pointer } from './libxml2.ts';
import {
  declarationsOf,
  KIND,
  kindOf,
  link,
  nameOf,
  namespaceInfo,
  setDeclarations,
  textRun,
} from './nodes.ts';

/** libxml2's XML_SAVE_ flags. */
const SAVE = { format: 1, asXml: 32 } as const;

/** Where a document keeps what (`xmlDoc`). */
const DOCUMENT = { doctype: 44, version: 56 } as const;

export interface SerializeOptions {
  readonly pretty?: boolean;
  /** What is not in it becomes references. */
  readonly encoding?: 'ASCII' | 'UTF-8';
  /** Begin with `<?xml version='1.0' encoding='…'?>`. */
  readonly declaration?: boolean;
  /** As a copy of it, in which lxml turns round what follows the root. */
  readonly asCopy?: boolean;
}

/** A whole document as lxml writes it: with what stands around the root. */
export function serializeDocument(
  { lib, pointer, root }: XmlDocument,
  {
    pretty = false,
    encoding = 'ASCII',
    declaration = false,
    asCopy = false,
  }: SerializeOptions = {},
): Buffer {
  const options = SAVE.asXml | (pretty ? SAVE.format : 0);
  const end = pretty ? '\n' : '';
  const written = (node: Pointer): Buffer => lib.serialize([node], encoding, options);
  const parts: (Buffer | string)[] = [];
  if (declaration) {
    const version = lib.text(lib.field(pointer, DOCUMENT.version)) ?? '1.0';
    parts.push(`<?xml version='${version}' encoding='${encoding}'?>\n`);
  }
  const doctype = lib.field(pointer, DOCUMENT.doctype);
  if (doctype !== 0) {
    for (const node of asides(lib, doctype, 'previous')) parts.push(written(node), end);
    // One that is of another root is left out.
    if (nameOf(lib, doctype) === nameOf(lib, root)) parts.push(written(doctype), '\n');
  }
  for (const node of asides(lib, root, 'previous')) parts.push(written(node), end);
  parts.push(written(root));
  const after = asides(lib, root, 'next');
  for (const node of asCopy ? after.reverse() : after) parts.push(end, written(node));
  parts.push(end);
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

/** One element with the text after it, as `etree.tostring(element)` gives it: namespaces of its ancestors are declared. */
export function serializeElement(lib: Libxml2, node: Pointer, pretty = false): Buffer {
  const isElement = kindOf(lib, node) === KIND.element;
  const own = isElement ? declarationsOf(lib, node) : [];
  let ancestor = isElement ? link(lib, node, 'parent') : 0;
  while (ancestor !== 0 && kindOf(lib, ancestor) === KIND.element) {
    for (const one of declarationsOf(lib, ancestor)) {
      const { uri, prefix } = namespaceInfo(lib, one);
      lib.withTexts([uri, prefix], (href = 0, name = 0) => lib.c._xmlNewNs(node, href, name));
    }
    ancestor = link(lib, ancestor, 'parent');
  }
  const options = SAVE.asXml | (pretty ? SAVE.format : 0);
  const tail = textRun(lib, link(lib, node, 'next'));
  const bytes = lib.serialize([node, ...tail], 'ASCII', options);
  if (isElement) setDeclarations(lib, node, own);
  return pretty ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes;
}

/** Comments and instructions right before or after a node, in the document's order. */
function asides(lib: Libxml2, node: Pointer, side: 'previous' | 'next'): Pointer[] {
  const found: Pointer[] = [];
  for (let one = link(lib, node, side); one !== 0; one = link(lib, one, side)) {
    const kind = kindOf(lib, one);
    if (kind !== KIND.comment && kind !== KIND.instruction) break;
    found.push(one);
  }
  return side === 'previous' ? found.reverse() : found;
}
