/** What is to be written as YAML. Nodes that occur twice become an anchor and aliases. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

export type ScalarStyle = '' | "'" | '"' | '|' | '>';

export interface ScalarNode {
  kind: 'scalar';
  text: string;
  style: ScalarStyle;
  /** The text needs no tag when plain. */
  plainImplicit: boolean;
  /** The text needs no tag when quoted. */
  quotedImplicit: boolean;
  /** Shorthand as written (`!!binary`), used when neither is implicit. */
  tag: string;
}

export interface SequenceNode {
  kind: 'sequence';
  items: YamlNode[];
  flow: boolean;
  tag?: string;
}

export interface MappingNode {
  kind: 'mapping';
  entries: [YamlNode, YamlNode][];
  flow: boolean;
  tag?: string;
}
