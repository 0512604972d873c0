import { forEachChild } from '../syntax/children.ts';
import type { IfNode, Node, Statement } from '../syntax/nodes.ts';

/** A compiled function of its own: template root, block, macro, recursive loop. Counts its variables' slots. */
export class Unit {
  readonly outer: Unit | undefined;
  size = 0;
  constructor(outer: Unit | undefined) {
    this.outer = outer;
  }
}

/** Where a variable lives. */
export interface Reference {
  readonly unit: Unit;
  readonly slot: number;
  readonly name: string;
}

/** What a slot holds when its scope is entered. */
export type Load =
  | { readonly kind: 'parameter' }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'alias'; readonly of: Reference };

/**
 * The names of one scope. Which scope a name belongs to is settled before a template runs, by Jinja's rules:
 * a name that is assigned anywhere in a scope is the scope's own throughout, starting out as the outer
 * one's value; a name that is only read is looked up where it is first needed.
 */
export class Symbols {
  readonly parent: Symbols | undefined;
  readonly unit: Unit;
  #refs = new Map<string, Reference>();
  loads = new Map<Reference, Load>();
  stores = new Set<string>();
  /** Slots by name, shared between the branches of an `if` so that all of them mean the same variable. */
  #slots = new Map<string, Reference>();

  constructor(unit: Unit, parent?: Symbols) {
    this.unit = unit;
    this.parent = parent;
  }

  #copy(): Symbols {
    const copy = new Symbols(this.unit, this.parent);
    copy.#refs = new Map(this.#refs);
    copy.loads = new Map(this.loads);
    copy.stores = new Set(this.stores);
    copy.#slots = this.#slots;
    return copy;
  }

  #define(name: string, load: Load): Reference {
    let ref = this.#slots.get(name);
    if (ref === undefined) {
      ref = { unit: this.unit, slot: this.unit.size++, name };
      this.#slots.set(name, ref);
    }
    this.#refs.set(name, ref);
    this.loads.set(ref, load);
    return ref;
  }

  find(name: string): Reference | undefined {
    return this.#refs.get(name) ?? this.parent?.find(name);
  }

  findLoad(ref: Reference): Load | undefined {
    return this.loads.get(ref) ?? this.parent?.findLoad(ref);
  }

  /** The variable that a name means here. */
  ref(name: string): Reference {
    return this.find(name) ?? this.#define(name, { kind: 'resolve' });
  }

  declareParameter(name: string): Reference {
    this.stores.add(name);
    return this.#define(name, { kind: 'parameter' });
  }

  store(name: string): void {
    this.stores.add(name);
    if (this.#refs.has(name)) return;
    const outer = this.parent?.find(name);
    this.#define(name, outer === undefined ? { kind: 'undefined' } : { kind: 'alias', of: outer });
  }

  load(name: string): void {
    if (this.find(name) === undefined) this.#define(name, { kind: 'resolve' });
  }

  #merge(branches: readonly Symbols[]): void {
    const counts = new Map<string, number>();
    for (const branch of branches)
      for (const name of branch.stores)
        if (!this.stores.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const branch of branches) {
      for (const [name, ref] of branch.#refs) this.#refs.set(name, ref);
      for (const [ref, load] of branch.loads) this.loads.set(ref, load);
      for (const name of branch.stores) this.stores.add(name);
    }
    for (const [name, count] of counts) {
      if (count === branches.length) continue;
      // Assigned in some branches only: elsewhere the name still means the outer one.
      const ref = this.find(name) as Reference;
      const outer = this.parent?.find(name);
      this.loads.set(ref, outer === undefined ? { kind: 'resolve' } : { kind: 'alias', of: outer });
    }
  }

  /** All names assigned in this scope and those around it, the inner ones first. */
  assigned(): Map<string, Reference> {
    const names = new Map<string, Reference>();
    for (let scope: Symbols | undefined = this; scope !== undefined; scope = scope.parent)
      for (const name of scope.stores)
        if (!names.has(name)) names.set(name, this.find(name) as Reference);
    return names;
  }

  visitAll(nodes: readonly Node[], asParameter = false): void {
    for (const node of nodes) this.visit(node, asParameter);
  }

  /** Notes the names that a node uses in this scope; scopes inside it are not entered. */
  visit(node: Node, asParameter = false): void {
    switch (node.type) {
      case 'Name':
        if (asParameter || node.use === 'param') this.declareParameter(node.name);
        else if (node.use === 'store') this.store(node.name);
        else this.load(node.name);
        return;
      case 'NSRef':
        this.load(node.name);
        return;
      case 'If':
        this.#visitIf(node, asParameter);
        return;
      case 'Macro':
        this.store(node.name);
        return;
      case 'Import':
        this.visit(node.template);
        this.store(node.target);
        return;
      case 'FromImport':
        this.visit(node.template);
        for (const { alias } of node.names) this.store(alias);
        return;
      case 'Assign':
        this.visit(node.node);
        this.visit(node.target);
        return;
      case 'For':
        this.visit(node.iter);
        return;
      case 'CallBlock':
        this.visit(node.call);
        return;
      case 'FilterBlock':
        this.visit(node.filter);
        return;
      case 'With':
        this.visitAll(node.values);
        return;
      case 'AssignBlock':
        this.visit(node.target);
        return;
      case 'Autoescape':
      case 'Block':
        return;
      default:
        forEachChild(node, (child) => this.visit(child, asParameter));
    }
  }

  #visitIf(node: IfNode, asParameter: boolean): void {
    this.visit(node.test, asParameter);
    const branch = (nodes: readonly Statement[]) => {
      const symbols = this.#copy();
      symbols.visitAll(nodes, asParameter);
      return symbols;
    };
    this.#merge([branch(node.body), branch(node.elifs), branch(node.otherwise)]);
  }
}
