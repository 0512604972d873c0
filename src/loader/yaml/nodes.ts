/** A composed YAML node; `start` is its first character's offset. */
export type Node = ScalarNode | SequenceNode | MappingNode;

interface ScalarNode {
  readonly kind: 'scalar';
  readonly tag: string;
  readonly start: number;
  readonly value: string;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly tag: string;
  readonly start: number;
  readonly items: Node[];
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly tag: string;
  readonly start: number;
  pairs: Pair[];
  /** Its `<<` keys have been replaced by what they bring. */
  merged: boolean;
}

export interface Pair {
  readonly key: Node;
  readonly value: Node;
}
