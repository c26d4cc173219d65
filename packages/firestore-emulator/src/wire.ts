/**
 * The messages of google.firestore.v1 as this emulator sees them: camelCase, int64 and bytes as strings (bytes in
 * base64), enums by name, NaN and infinities as strings. All of it survives JSON except -0 (see `canonical-json.ts`).
 */
export interface Timestamp {
  seconds?: string | number;
  nanos?: number;
}

export interface Value {
  nullValue?: 'NULL_VALUE';
  booleanValue?: boolean;
  integerValue?: string;
  doubleValue?: number | string;
  timestampValue?: Timestamp;
  stringValue?: string;
  bytesValue?: string;
  referenceValue?: string;
  geoPointValue?: { latitude?: number; longitude?: number };
  arrayValue?: { values?: Value[] };
  mapValue?: { fields?: Fields };
}

export type Fields = Record<string, Value>;

export interface WireDocument {
  name: string;
  fields: Fields;
  createTime?: Timestamp;
  updateTime?: Timestamp;
}

export interface DocumentMask {
  fieldPaths: string[];
}

export interface Precondition {
  exists?: boolean;
  updateTime?: Timestamp;
}

export interface FieldTransform {
  fieldPath: string;
  setToServerValue?: 'REQUEST_TIME' | 'SERVER_VALUE_UNSPECIFIED';
  increment?: Value;
  maximum?: Value;
  minimum?: Value;
  appendMissingElements?: { values?: Value[] };
  removeAllFromArray?: { values?: Value[] };
}

export interface Write {
  update?: WireDocument;
  delete?: string;
  transform?: { document: string; fieldTransforms: FieldTransform[] };
  updateMask?: DocumentMask;
  updateTransforms?: FieldTransform[];
  currentDocument?: Precondition;
}

export interface WriteResult {
  updateTime?: Timestamp;
  transformResults: Value[];
}

export interface TransactionOptions {
  readOnly?: { readTime?: Timestamp };
  readWrite?: { retryTransaction?: string };
}

/** Where a read looks: the latest state, a transaction's, or the state at a past time. */
export interface Consistency {
  transaction?: string;
  newTransaction?: TransactionOptions;
  readTime?: Timestamp;
}

export type FieldOperator =
  | 'LESS_THAN'
  | 'LESS_THAN_OR_EQUAL'
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUAL'
  | 'EQUAL'
  | 'NOT_EQUAL'
  | 'ARRAY_CONTAINS'
  | 'IN'
  | 'ARRAY_CONTAINS_ANY'
  | 'NOT_IN';

interface FieldReference {
  fieldPath: string;
}

export interface WireFilter {
  compositeFilter?: { op: 'AND' | 'OR'; filters: WireFilter[] };
  fieldFilter?: { field: FieldReference; op: FieldOperator; value: Value };
  unaryFilter?: { field: FieldReference; op: 'IS_NAN' | 'IS_NULL' | 'IS_NOT_NAN' | 'IS_NOT_NULL' };
}

export interface WireCursor {
  values: Value[];
  before?: boolean;
}

export interface StructuredQuery {
  select?: { fields: FieldReference[] };
  from: { collectionId?: string; allDescendants?: boolean }[];
  where?: WireFilter;
  orderBy: { field: FieldReference; direction?: 'ASCENDING' | 'DESCENDING' | 'DIRECTION_UNSPECIFIED' }[];
  startAt?: WireCursor;
  endAt?: WireCursor;
  offset?: number;
  limit?: { value?: number };
  findNearest?: unknown;
}

export interface WireAggregation {
  count?: { upTo?: { value?: string } };
  sum?: { field: FieldReference };
  avg?: { field: FieldReference };
  alias?: string;
}

export interface WireTarget {
  targetId: number;
  documents?: { documents: string[] };
  query?: { parent: string; structuredQuery: StructuredQuery };
  resumeToken?: string;
  readTime?: Timestamp;
  once?: boolean;
}

export interface ListenResponse {
  targetChange?: {
    targetChangeType: 'NO_CHANGE' | 'ADD' | 'REMOVE' | 'CURRENT' | 'RESET';
    targetIds?: number[];
    cause?: { code: number; message: string };
    resumeToken?: string;
    readTime?: Timestamp;
  };
  documentChange?: { document: WireDocument; targetIds: number[]; removedTargetIds?: number[] };
  documentDelete?: { document: string; removedTargetIds: number[]; readTime: Timestamp };
  documentRemove?: { document: string; removedTargetIds: number[]; readTime: Timestamp };
  filter?: { targetId: number; count: number };
}
