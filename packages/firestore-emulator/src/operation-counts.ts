/** What Firestore would bill, and how often each RPC was called, since the last reset. */
export interface OperationCounts {
  /** Documents returned by gets and queries; a missing document and an empty query count one each. */
  documentReads: number;
  /** Documents sent to listeners. */
  listenerReads: number;
  /** Applied creates, updates and sets. */
  documentWrites: number;
  documentDeletes: number;
  queries: number;
  aggregations: number;
  /** Applied commits, BatchWrite's single writes included. */
  commits: number;
  /** Calls by RPC name, refused ones too. */
  rpcs: Record<string, number>;
}

export function emptyCounts(): OperationCounts {
  return {
    documentReads: 0,
    listenerReads: 0,
    documentWrites: 0,
    documentDeletes: 0,
    queries: 0,
    aggregations: 0,
    commits: 0,
    rpcs: {},
  };
}
