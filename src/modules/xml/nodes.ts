import type { Libxml2, Pointer } from './libxml2.ts';

/** Kinds of nodes, as libxml2 numbers them. */
export const KIND = {
  element: 1,
  attribute: 2,
  text: 3,
  cdata: 4,
  entityReference: 5,
  instruction: 7,
  comment: 8,
  document: 9,
  namespace: 18,
  xincludeStart: 19,
  xincludeEnd: 20,
} as const;

/** Where a node keeps what (`xmlNode`, `xmlAttr`, `xmlNs`, `xmlDoc`, `xmlDtd`). */
const NODE = {
  kind: 4,
  name: 8,
  children: 12,
  parent: 20,
  next: 24,
  previous: 28,
  document: 32,
  namespace: 36,
  content: 40,
  properties: 44,
  declarations: 48,
} as const;

/** What lies around one node: pointers to others, 0 where there is none. */
export type NodeLink = Exclude<keyof typeof NODE, 'kind' | 'name' | 'content'>;

export function link(lib: Libxml2, node: Pointer, which: NodeLink): Pointer {
  return lib.field(node, NODE[which]);
}

export function setLink(lib: Libxml2, node: Pointer, which: NodeLink, value: Pointer): void {
  lib.setField(node, NODE[which], value);
}

export function kindOf(lib: Libxml2, node: Pointer): number {
  return lib.field(node, NODE.kind);
}

/** A node's name without prefix. */
export function nameOf(lib: Libxml2, node: Pointer): string {
  return lib.text(lib.field(node, NODE.name)) ?? '';
}

/** Text of a text node. */
export function contentOf(lib: Libxml2, node: Pointer): string {
  return lib.text(lib.field(node, NODE.content)) ?? '';
}

/** What lxml takes for an element: comments, instructions and entities as well. */
export function isElementLike(lib: Libxml2, node: Pointer): boolean {
  const kind = kindOf(lib, node);
  return (
    kind === KIND.element ||
    kind === KIND.comment ||
    kind === KIND.instruction ||
    kind === KIND.entityReference
  );
}

/** The nodes of a list: `first` and those that follow it. */
export function* chain(lib: Libxml2, first: Pointer): Generator<Pointer> {
  for (let node = first; node !== 0; ) {
    const next = link(lib, node, 'next');
    yield node;
    node = next;
  }
}

/** What lxml takes for a node's child elements. */
export function childElements(lib: Libxml2, node: Pointer): Pointer[] {
  return [...chain(lib, link(lib, node, 'children'))].filter((child) => isElementLike(lib, child));
}

/** Text nodes from `first` up to the next element; what XInclude marks is passed over. */
export function textRun(lib: Libxml2, first: Pointer): Pointer[] {
  const run: Pointer[] = [];
  for (const node of chain(lib, first)) {
    const kind = kindOf(lib, node);
    if (kind === KIND.text || kind === KIND.cdata) run.push(node);
    else if (kind !== KIND.xincludeStart && kind !== KIND.xincludeEnd) break;
  }
  return run;
}

/** A namespace declaration. */
export interface NamespaceInfo {
  readonly next: Pointer;
  readonly uri: string;
  readonly prefix: string | null;
}

const NAMESPACE = { next: 0, uri: 8, prefix: 12 } as const;

export function namespaceInfo(lib: Libxml2, namespace: Pointer): NamespaceInfo {
  return {
    next: lib.field(namespace, NAMESPACE.next),
    uri: lib.text(lib.field(namespace, NAMESPACE.uri)) ?? '',
    prefix: lib.text(lib.field(namespace, NAMESPACE.prefix)),
  };
}

/** Namespaces that a node declares itself. */
export function declarationsOf(lib: Libxml2, node: Pointer): Pointer[] {
  const found: Pointer[] = [];
  for (let one = link(lib, node, 'declarations'); one !== 0; one = lib.field(one, NAMESPACE.next)) {
    found.push(one);
  }
  return found;
}

/** Makes these the namespaces that a node declares. */
export function setDeclarations(lib: Libxml2, node: Pointer, declared: readonly Pointer[]): void {
  setLink(lib, node, 'declarations', declared[0] ?? 0);
  for (const [at, one] of declared.entries()) {
    lib.setField(one, NAMESPACE.next, declared[at + 1] ?? 0);
  }
}

/** A name as lxml gives it: `{namespace}name`. */
export function clarkName(lib: Libxml2, node: Pointer): string {
  const namespace = link(lib, node, 'namespace');
  const name = nameOf(lib, node);
  return namespace === 0 ? name : `{${namespaceInfo(lib, namespace).uri}}${name}`;
}
