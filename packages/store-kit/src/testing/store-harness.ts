import { Firestore } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import type { Clock } from '@sets/service-kit';
import { createStoreContext, type StoreContext, type StorePolicy } from '../store/store-context.ts';
import type { StoreLogger } from '../store/store-logger.ts';
import { ManualClock } from './manual-clock.ts';
import { createRecordingDispatcher } from './recording-dispatcher.ts';

export interface StoreHarnessOptions {
  readonly clock?: Clock;
  readonly policy?: Partial<StorePolicy>;
}

const silent: StoreLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** The real client on a real server in memory; `context()` makes one more instance, as another process would have it. */
export async function startStoreHarness() {
  const clock = new ManualClock();
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
  const dispatcher = createRecordingDispatcher();
  return {
    clock,
    emulator,
    firestore,
    dispatcher,
    context: (options: StoreHarnessOptions = {}): StoreContext =>
      createStoreContext({ firestore, dispatcher, clock, random: () => 0.5, logger: silent, ...options }),
    async close() {
      await firestore.terminate();
      await emulator.close();
    },
  };
}

export type StoreHarness = Awaited<ReturnType<typeof startStoreHarness>>;
