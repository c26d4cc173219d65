import { Firestore } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import { type FirestoreControls, type FirestoreEmulatorOptions, startFirestoreEmulator } from '../src/index.ts';

export interface TestEmulator {
  firestore: Firestore;
  controls: FirestoreControls;
  port: number;
  close(): Promise<void>;
}

/** The real client, sending what it sends when FIRESTORE_EMULATOR_HOST is set, without touching the environment. */
export function connectClient(host: string): Firestore {
  const [name = '127.0.0.1', port = '8080'] = host.split(':');
  return new Firestore({
    projectId: 'sets-test',
    servicePath: name,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    customHeaders: { Authorization: 'Bearer owner' },
  });
}

export async function startTestEmulator(options: Partial<FirestoreEmulatorOptions> = {}): Promise<TestEmulator> {
  const emulator = await startFirestoreEmulator({ port: 0, file: ':memory:', ...options });
  const firestore = connectClient(`${emulator.host}:${emulator.port}`);
  return {
    firestore,
    controls: emulator.controls,
    port: emulator.port,
    async close() {
      await firestore.terminate();
      await emulator.close();
    },
  };
}
