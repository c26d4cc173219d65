import { type Clock, systemClock } from '@sets/clock';
import { EmulatorCore } from './emulator-core.ts';
import type { FirestoreFaults } from './faults.ts';
import { bind, createGrpcServer } from './grpc-server.ts';
import { emptyCounts, type OperationCounts } from './operation-counts.ts';
import { selectEntries, WRITE_LOG_SQL, type WriteLogEntry, type WriteLogQuery } from './write-log.ts';

export interface FirestoreEmulatorOptions {
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** The SQLite file, made when missing; `:memory:` keeps nothing. */
  file: string;
  clock?: Clock;
}

export interface FirestoreControls {
  /** A copy of the counts since the start or the last reset. */
  operations(): OperationCounts;
  resetOperations(): void;
  faults: FirestoreFaults;
  /** Every applied document write in order. Durable; `readWriteLog(file)` reads it from another process. */
  writeLog(query?: WriteLogQuery): WriteLogEntry[];
}

export interface FirestoreEmulator {
  port: number;
  host: string;
  controls: FirestoreControls;
  /** Cuts open streams, lets nothing new in and closes the file. */
  close(): Promise<void>;
}

/**
 * Serves google.firestore.v1 on `host:port`; point clients at it with FIRESTORE_EMULATOR_HOST.
 *
 * @throws Error of the system, EADDRINUSE when the port is taken
 */
export async function startFirestoreEmulator(options: FirestoreEmulatorOptions): Promise<FirestoreEmulator> {
  const { host = '127.0.0.1', clock = systemClock } = options;
  const core = new EmulatorCore(options.file, clock);
  const server = createGrpcServer(core);
  let port: number;
  try {
    port = await bind(server, host, options.port);
  } catch (error) {
    core.db.close();
    throw error;
  }
  return {
    port,
    host,
    controls: createControls(core),
    async close() {
      server.forceShutdown();
      await core.close();
    },
  };
}

function createControls(core: EmulatorCore): FirestoreControls {
  return {
    operations: () => structuredClone(core.counts),
    resetOperations() {
      core.counts = emptyCounts();
    },
    faults: core.faults,
    writeLog: (query = {}) => selectEntries(core.db.iterate(WRITE_LOG_SQL, query.afterSeq ?? 0), query),
  };
}
