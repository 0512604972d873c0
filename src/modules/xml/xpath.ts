import type { XmlDocument } from './document.ts';
import type { Libxml2, Pointer } from './libxml2.ts';
import { LxmlError } from './lxml-error.ts';
import { clarkName, isElementLike, KIND, kindOf, link } from './nodes.ts';

/** One of the nodes that an expression selects: an element, or a text with the element it belongs to. */
export type Selected =
  | { readonly element: Pointer }
  | { readonly text: string; readonly parent: Pointer; readonly attribute: string | null };

/** What an expression gives. */
export type XPathValue = readonly Selected[] | number | string | boolean;

/** Where a result keeps what (`xmlXPathObject`), and its types. */
const RESULT = { type: 0, nodes: 4, boolean: 8, number: 16, text: 24 } as const;
const TYPE = { nodes: 1, boolean: 2, number: 3, text: 4 } as const;
/** Where a set of nodes keeps what (`xmlNodeSet`). */
const SET = { count: 0, table: 8 } as const;

/** Checks an expression's syntax. @throws LxmlError */
export function checkXPath(lib: Libxml2, expression: string): void {
  withContext({ lib, pointer: 0 }, (context) => {
    lib.c._xmlXPathFreeCompExpr(compile(lib, context, expression, 'XPathSyntaxError'));
  });
}

/**
 * Evaluates an expression as lxml's `xpath()` does: an absolute path starts at the document.
 * @param from the node that a relative path starts at; default: the root element
 * @throws LxmlError XPathEvalError
 */
export function evaluateXPath(
  document: XmlDocument,
  expression: string,
  namespaces: Readonly<Record<string, unknown>>,
  from: Pointer = document.root,
): XPathValue {
  const { lib } = document;
  return withContext(document, (context) => {
    registerNamespaces(lib, context, namespaces);
    lib.c._xmlXPathSetContextNode(from, context);
    const compiled = compile(lib, context, expression, 'XPathEvalError');
    lib.c._xmlResetLastError();
    const result = lib.c._xmlXPathCompiledEval(compiled, context);
    lib.c._xmlXPathFreeCompExpr(compiled);
    if (result === 0) throw evaluationError(lib, 'XPathEvalError');
    const value = valueFrom(lib, result);
    lib.c._xmlXPathFreeObject(result);
    return value;
  });
}

/** The path that leads to an element, as libxml2 writes it: `/business/beers/beer[2]`. */
export function pathOf(lib: Libxml2, element: Pointer): string {
  const pointer = lib.c._xmlGetNodePath(element);
  const path = lib.text(pointer) ?? '';
  lib.c._free(pointer);
  return path;
}

function withContext<T>(
  { lib, pointer }: Pick<XmlDocument, 'lib' | 'pointer'>,
  work: (context: Pointer) => T,
): T {
  const context = lib.c._xmlXPathNewContext(pointer);
  try {
    return work(context);
  } finally {
    lib.c._xmlXPathFreeContext(context);
  }
}

function registerNamespaces(
  lib: Libxml2,
  context: Pointer,
  namespaces: Readonly<Record<string, unknown>>,
): void {
  for (const [prefix, uri] of Object.entries(namespaces)) {
    if (prefix === '') {
      throw new LxmlError('TypeError', 'empty namespace prefix is not supported in XPath');
    }
    if (typeof uri !== 'string') {
      throw new LxmlError('TypeError', `Argument must be bytes or unicode, got '${typeof uri}'`);
    }
    lib.withTexts([prefix, uri], (name = 0, href = 0) =>
      lib.c._xmlXPathRegisterNs(context, name, href),
    );
  }
}

function compile(
  lib: Libxml2,
  context: Pointer,
  expression: string,
  exception: 'XPathSyntaxError' | 'XPathEvalError',
): Pointer {
  lib.c._xmlResetLastError();
  const compiled = lib.withTexts([expression], (text = 0) =>
    lib.c._xmlXPathCtxtCompile(context, text),
  );
  if (compiled === 0) throw evaluationError(lib, exception);
  return compiled;
}

function evaluationError(lib: Libxml2, exception: string): LxmlError {
  const message = lib.lastComplaint()?.message ?? 'Error in xpath expression';
  // Newer libxml2 adds the name that it doesn't know.
  return new LxmlError(`lxml.etree.${exception}`, message.replace(/: .*/, ''));
}

function valueFrom(lib: Libxml2, result: Pointer): XPathValue {
  switch (lib.field(result, RESULT.type)) {
    case TYPE.nodes:
      return selectedNodes(lib, lib.field(result, RESULT.nodes));
    case TYPE.boolean:
      return lib.field(result, RESULT.boolean) !== 0;
    case TYPE.number:
      return lib.c.getValue(result + RESULT.number, 'double');
    default:
      return lib.text(lib.field(result, RESULT.text)) ?? '';
  }
}

function selectedNodes(lib: Libxml2, set: Pointer): Selected[] {
  if (set === 0) return [];
  const count = lib.field(set, SET.count);
  const table = lib.field(set, SET.table);
  const selected: Selected[] = [];
  for (let at = 0; at < count; at++) {
    const node = lib.field(table, at * 4);
    const kind = kindOf(lib, node);
    if (isElementLike(lib, node)) selected.push({ element: node });
    else if (kind === KIND.attribute || kind === KIND.text || kind === KIND.cdata) {
      selected.push({
        text: nodeText(lib, node),
        parent: link(lib, node, 'parent'),
        attribute: kind === KIND.attribute ? clarkName(lib, node) : null,
      });
    }
  }
  return selected;
}

/** The text of a node and all below it. */
export function nodeText(lib: Libxml2, node: Pointer): string {
  const pointer = lib.c._xmlNodeGetContent(node);
  const text = lib.text(pointer) ?? '';
  lib.c._free(pointer);
  return text;
}
