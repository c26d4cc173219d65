import type { CollectionReference, Firestore } from '@google-cloud/firestore';

/** A fresh collection for each test, so that the suite can run against a database that others use. */
export interface ContractContext {
  firestore(): Firestore;
  collection(): CollectionReference;
}

/** gRPC status codes as the client reports them. */
export const code = { NOT_FOUND: 5, ALREADY_EXISTS: 6, FAILED_PRECONDITION: 9, INVALID_ARGUMENT: 3, ABORTED: 10 };
