import { credentials, makeClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { loadFirestoreService } from '../src/protocol.ts';
import type { Fields } from '../src/wire.ts';

const DATABASE = 'projects/sets-test/databases/(default)';

export interface RawClient {
  /** One commit that sets these documents (paths below `documents/`), without retries; its gRPC status, 0 for OK. */
  commit(documents: Record<string, Fields>): Promise<number>;
  close(): void;
}

/** The wire without the official client's retries. */
export function rawClient(port: number): RawClient {
  const Client = makeClientConstructor(loadFirestoreService(), 'Firestore');
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    commit(documents) {
      const writes = Object.entries(documents).map(([path, fields]) => ({
        update: { name: `${DATABASE}/documents/${path}`, fields },
      }));
      return new Promise((resolve) => {
        client.commit?.({ database: DATABASE, writes }, (error: ServiceError | null) => resolve(error?.code ?? 0));
      });
    },
    close: () => client.close(),
  };
}
