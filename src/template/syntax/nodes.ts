import type { BinaryOperator, Value } from '../../values/types.ts';

/** How a name is used: read, assigned, or bound as a parameter. */
export type NameUse = 'load' | 'store' | 'param';

export interface NameNode {
  readonly type: 'Name';
  readonly name: string;
  use: NameUse;
  readonly lineno: number;
}
/** `namespace.attribute` as the target of a `set`. */
interface NamespaceRefNode {
  readonly type: 'NSRef';
  readonly name: string;
  readonly attribute: string;
  readonly lineno: number;
}
interface ConstNode {
  readonly type: 'Const';
  readonly value: Value;
  readonly lineno: number;
}
interface DataNode {
  readonly type: 'TemplateData';
  readonly data: string;
  readonly lineno: number;
}
interface SequenceNode {
  readonly type: 'Tuple' | 'List';
  readonly items: readonly Expression[];
  readonly lineno: number;
}
export interface DictNode {
  readonly type: 'Dict';
  readonly items: readonly { readonly key: Expression; readonly value: Expression }[];
  readonly lineno: number;
}
interface ConditionNode {
  readonly type: 'CondExpr';
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression | undefined;
  readonly lineno: number;
}
/** What follows a callable, filter or test name in parentheses. */
export interface CallArguments {
  readonly args: readonly Expression[];
  readonly kwargs: readonly { readonly key: string; readonly value: Expression }[];
  readonly dynArgs: Expression | undefined;
  readonly dynKwargs: Expression | undefined;
}
export interface FilterNode {
  readonly type: 'Filter';
  /** Absent in filter blocks: the block's output is the value. */
  readonly node: Expression | undefined;
  readonly name: string;
  readonly call: CallArguments;
  readonly lineno: number;
}
export interface TestNode {
  readonly type: 'Test';
  readonly node: Expression;
  readonly name: string;
  readonly call: CallArguments;
  readonly lineno: number;
}
export interface CallNode {
  readonly type: 'Call';
  readonly node: Expression;
  readonly call: CallArguments;
  readonly lineno: number;
}
interface ItemNode {
  readonly type: 'Getitem';
  readonly node: Expression;
  readonly arg: Expression;
  readonly lineno: number;
}
interface AttributeNode {
  readonly type: 'Getattr';
  readonly node: Expression;
  readonly attribute: string;
  readonly lineno: number;
}
export interface SliceNode {
  readonly type: 'Slice';
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
  readonly lineno: number;
}
export interface ConcatNode {
  readonly type: 'Concat';
  readonly nodes: readonly Expression[];
  readonly lineno: number;
}
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
export interface CompareNode {
  readonly type: 'Compare';
  readonly expr: Expression;
  readonly ops: readonly { readonly op: CompareOperator; readonly expr: Expression }[];
  readonly lineno: number;
}
export interface BinaryNode {
  readonly type: 'Binary';
  readonly op: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly lineno: number;
}
interface LogicNode {
  readonly type: 'And' | 'Or';
  readonly left: Expression;
  readonly right: Expression;
  readonly lineno: number;
}
interface UnaryNode {
  readonly type: 'Not' | 'Neg' | 'Pos';
  readonly node: Expression;
  readonly lineno: number;
}

export type Expression =
  | NameNode
  | NamespaceRefNode
  | ConstNode
  | DataNode
  | SequenceNode
  | DictNode
  | ConditionNode
  | FilterNode
  | TestNode
  | CallNode
  | ItemNode
  | AttributeNode
  | SliceNode
  | ConcatNode
  | CompareNode
  | BinaryNode
  | LogicNode
  | UnaryNode;

export type AssignTarget = NameNode | NamespaceRefNode | SequenceNode;

export interface OutputNode {
  readonly type: 'Output';
  readonly nodes: readonly Expression[];
  readonly lineno: number;
}
export interface ExtendsNode {
  readonly type: 'Extends';
  readonly template: Expression;
  readonly lineno: number;
}
export interface ForNode {
  readonly type: 'For';
  readonly target: Expression;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly test: Expression | undefined;
  readonly recursive: boolean;
  readonly lineno: number;
}
export interface IfNode {
  readonly type: 'If';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly elifs: readonly IfNode[];
  readonly otherwise: readonly Statement[];
  readonly lineno: number;
}
export interface MacroNode {
  readonly type: 'Macro';
  readonly name: string;
  readonly args: readonly NameNode[];
  readonly defaults: readonly Expression[];
  readonly body: readonly Statement[];
  readonly lineno: number;
}
export interface CallBlockNode {
  readonly type: 'CallBlock';
  readonly call: CallNode;
  readonly args: readonly NameNode[];
  readonly defaults: readonly Expression[];
  readonly body: readonly Statement[];
  readonly lineno: number;
}
export interface FilterBlockNode {
  readonly type: 'FilterBlock';
  readonly body: readonly Statement[];
  readonly filter: FilterNode;
  readonly lineno: number;
}
export interface WithNode {
  readonly type: 'With';
  readonly targets: readonly Expression[];
  readonly values: readonly Expression[];
  readonly body: readonly Statement[];
  readonly lineno: number;
}
export interface BlockNode {
  readonly type: 'Block';
  readonly name: string;
  readonly body: readonly Statement[];
  readonly scoped: boolean;
  readonly required: boolean;
  readonly lineno: number;
}
export interface IncludeNode {
  readonly type: 'Include';
  readonly template: Expression;
  readonly withContext: boolean;
  readonly ignoreMissing: boolean;
  readonly lineno: number;
}
export interface ImportNode {
  readonly type: 'Import';
  readonly template: Expression;
  readonly target: string;
  readonly withContext: boolean;
  readonly lineno: number;
}
export interface FromImportNode {
  readonly type: 'FromImport';
  readonly template: Expression;
  readonly names: readonly { readonly name: string; readonly alias: string }[];
  readonly withContext: boolean;
  readonly lineno: number;
}
interface ExpressionStatementNode {
  readonly type: 'ExprStmt';
  readonly node: Expression;
  readonly lineno: number;
}
export interface AssignNode {
  readonly type: 'Assign';
  readonly target: AssignTarget;
  readonly node: Expression;
  readonly lineno: number;
}
export interface AssignBlockNode {
  readonly type: 'AssignBlock';
  readonly target: AssignTarget;
  readonly filter: FilterNode | undefined;
  readonly body: readonly Statement[];
  readonly lineno: number;
}
interface JumpNode {
  readonly type: 'Continue' | 'Break';
  readonly lineno: number;
}
/** `{% autoescape %}`: a scope of its own in which escaping is switched. */
export interface AutoescapeNode {
  readonly type: 'Autoescape';
  readonly enabled: Expression;
  readonly body: readonly Statement[];
  readonly lineno: number;
}

export type Statement =
  | OutputNode
  | ExtendsNode
  | ForNode
  | IfNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | WithNode
  | BlockNode
  | IncludeNode
  | ImportNode
  | FromImportNode
  | ExpressionStatementNode
  | AssignNode
  | AssignBlockNode
  | JumpNode
  | AutoescapeNode;

export type Node = Expression | Statement;
