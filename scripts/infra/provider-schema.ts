export type ArgumentType =
  | 'string'
  | 'number'
  | 'bool'
  | 'list(string)'
  | 'list(number)'
  | 'set(string)'
  | 'map(string)'
  | 'other';

/** What one argument of a resource takes. */
export interface Argument {
  readonly required?: true;
  /** The provider chooses a value where none is given. */
  readonly computed?: true;
  readonly type: ArgumentType;
  /** Where the provider lists them. */
  readonly values?: readonly string[];
}

export interface BlockSchema {
  readonly arguments: Readonly<Record<string, Argument>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

export interface NestedBlock extends BlockSchema {
  readonly required?: true;
  /** One of them may stand there, or several. */
  readonly many?: true;
  /** Several without an order. */
  readonly set?: true;
}

/** One file of `infra/schema`. */
export interface ResourceSchema extends BlockSchema {
  readonly kind: 'resource' | 'data';
  readonly type: string;
  /** Of the provider, e.g. `8.7.0`. */
  readonly provider: string;
  /** What nobody gives: known once the resource is there. */
  readonly outputs: Readonly<Record<string, ArgumentType>>;
}
