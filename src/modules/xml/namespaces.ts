import type { XmlDocument } from './document.ts';
import type { Libxml2, Pointer } from './libxml2.ts';
import {
  chain,
  declarationsOf,
  KIND,
  kindOf,
  link,
  namespaceInfo,
  setDeclarations,
  setLink,
} from './nodes.ts';

/** Prefixes that lxml gives to namespaces it knows. */
const KNOWN_PREFIXES: Readonly<Record<string, string>> = {
  'http://www.w3.org/XML/1998/namespace': 'xml',
  'http://www.w3.org/1999/xhtml': 'html',
  'http://www.w3.org/1999/XSL/Transform': 'xsl',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://schemas.xmlsoap.org/wsdl/': 'wsdl',
  'http://www.w3.org/2001/XMLSchema': 'xs',
  'http://www.w3.org/2001/XMLSchema-instance': 'xsi',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://codespeak.net/lxml/objectify/pytype': 'py',
};

/** The prefix of a namespace that an element on its own gets. */
export function firstPrefix(uri: string): string {
  return KNOWN_PREFIXES[uri] ?? 'ns0';
}

/**
 * The declaration by which a node can be in a namespace: one in scope, or a new one on the node. An attribute needs one
 * with a prefix.
 */
export function findOrDeclare(
  document: XmlDocument,
  node: Pointer,
  uri: string,
  { prefix, attribute }: { readonly prefix?: string | null; readonly attribute: boolean },
): Pointer {
  const { lib, pointer } = document;
  const known = inScope(document, node, uri).find(
    (one) => !attribute || namespaceInfo(lib, one).prefix !== null,
  );
  if (known !== undefined) return known;
  const made = (): string => `ns${document.madePrefixes++}`;
  let name = prefix ?? KNOWN_PREFIXES[uri] ?? made();
  while (lib.withTexts([name], (text = 0) => lib.c._xmlSearchNs(pointer, node, text)) !== 0) {
    name = made();
  }
  return lib.withTexts([uri, name], (href = 0, text = 0) => lib.c._xmlNewNs(node, href, text));
}

/** Declarations of a namespace that hold at a node, the nearest first. */
function inScope({ lib, pointer }: XmlDocument, node: Pointer, uri: string): Pointer[] {
  const found: Pointer[] = [];
  for (
    let one = node;
    one !== 0 && kindOf(lib, one) === KIND.element;
    one = link(lib, one, 'parent')
  ) {
    for (const declared of declarationsOf(lib, one)) {
      const info = namespaceInfo(lib, declared);
      if (info.uri !== uri) continue;
      const holds = lib.withTexts([info.prefix], (prefix = 0) =>
        lib.c._xmlSearchNs(pointer, node, prefix),
      );
      if (holds === declared) found.push(declared);
    }
  }
  return found;
}

/**
 * Fits an element that has got a new parent into the namespaces there: what ancestors declare is not declared again, and
 * the element, its attributes and all below use theirs.
 */
export function adoptNamespaces(document: XmlDocument, start: Pointer): void {
  const { lib } = document;
  const replaced: { old: Pointer; by: Pointer }[] = [];
  const fix = (node: Pointer): void => {
    const old = link(lib, node, 'namespace');
    if (old === 0) return;
    const info = namespaceInfo(lib, old);
    const attribute = kindOf(lib, node) === KIND.attribute;
    const needsPrefix = attribute && info.prefix !== null;
    const by =
      replaced.find(
        (one) => one.old === old && !(needsPrefix && namespaceInfo(lib, one.by).prefix === null),
      )?.by ?? findOrDeclare(document, start, info.uri, { prefix: info.prefix, attribute });
    setLink(lib, node, 'namespace', by);
  };
  for (const element of elementsBelow(lib, start)) {
    const parent = link(lib, element, 'parent');
    const kept = declarationsOf(lib, element).filter((declared) => {
      const [by] = inScope(document, parent, namespaceInfo(lib, declared).uri);
      replaced.push({ old: declared, by: by ?? declared });
      return by === undefined;
    });
    setDeclarations(lib, element, kept);
    fix(element);
    for (const attribute of chain(lib, link(lib, element, 'properties'))) fix(attribute);
  }
}

/** An element and all elements below it, in the document's order. */
function* elementsBelow(lib: Libxml2, start: Pointer): Generator<Pointer> {
  if (kindOf(lib, start) !== KIND.element) return;
  yield start;
  for (const child of chain(lib, link(lib, start, 'children'))) yield* elementsBelow(lib, child);
}
