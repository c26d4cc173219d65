/** What one argument of a resource takes. */
export interface Argument {
  readonly required?: true;
  readonly type: 'string' | 'number' | 'bool' | 'list(string)' | 'list(number)' | 'map(string)' | 'other';
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
}

/** One file of `infra/schema`. */
export interface ResourceSchema extends BlockSchema {
  readonly kind: 'resource' | 'data';
  readonly type: string;
  /** Of the provider, e.g. `8.7.0`. */
  readonly provider: string;
}
