import { Firestore } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import type { Clock } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import { noTracing } from '@sets/service-kit';
import { AUDIT_INDEXES } from '../audit/audit.ts';
import { createCallContext, type SpanHook } from '../call.ts';
import { FIRESTORE_TIMEOUT_MS, type Store } from '../connect-store.ts';
import type { CollectionIndexes } from '../documents/indexes.ts';
import { createDocumentStore } from '../firestore/create-document-store.ts';
import { indexedDocuments } from './indexed-documents.ts';
import { createRecordingTasks } from './recording-tasks.ts';

export interface TestStoreOptions {
  /** The server's own when absent: a clock that stands still until moved. */
  readonly clock?: Clock;
  readonly timeoutMs?: number;
  readonly span?: SpanHook;
}

/**
 * The real client on a real server in memory, whose time tests move; tasks are kept in memory. Each `store()` is one
 * more instance, as another process would have it. Where `indexes` are
 * given, a query that none of them serves fails, as in production.
 */
export async function startTestStore(indexes: readonly CollectionIndexes[] | null = null) {
  const clock = createManualClock();
  const emulator = await startFirestoreEmulator({ port: 0, file: ':memory:', clock });
  const firestore = new Firestore({
    projectId: 'test',
    servicePath: emulator.host,
    port: emulator.port,
    sslCreds: credentials.createInsecure(),
    customHeaders: { Authorization: 'Bearer owner' },
    // Without it the first call looks for a metadata server.
    universeDomain: 'googleapis.com',
    ignoreUndefinedProperties: true,
  });
  const tasks = createRecordingTasks();
  return {
    clock,
    emulator,
    /** The bare client, to see and to break what is stored. */
    firestore,
    tasks,
    store({ timeoutMs = FIRESTORE_TIMEOUT_MS, span = noTracing.span, ...options }: TestStoreOptions = {}): Store {
      const context = createCallContext({ clock: options.clock ?? clock, timeoutMs, span });
      const documents = createDocumentStore({ firestore, context });
      return {
        documents: indexes === null ? documents : indexedDocuments(documents, [...AUDIT_INDEXES, ...indexes]),
        tasks,
      };
    },
    async close() {
      await firestore.terminate();
      await emulator.close();
    },
  };
}

export type TestStore = Awaited<ReturnType<typeof startTestStore>>;
