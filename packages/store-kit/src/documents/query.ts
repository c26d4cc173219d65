/** Which documents of one collection. Ordering by `__name__` is by id. */
export interface DocumentQuery {
  /** `jobs`, or `jobs/{id}/members`. */
  readonly collection: string;
  readonly where?: readonly Condition[];
  readonly orderBy?: readonly (readonly [field: string, direction: 'asc' | 'desc'])[];
  /** One value for each field of `orderBy`: the document after which the answer begins. */
  readonly startAfter?: readonly unknown[];
  readonly limit?: number;
}

export type Condition = readonly [field: string, operator: '==' | '<' | '<=' | '>' | '>=', value: unknown];
