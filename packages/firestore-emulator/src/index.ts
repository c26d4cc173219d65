export type { FirestoreFaults } from './faults.ts';
export type { OperationCounts } from './operation-counts.ts';
export {
  type FirestoreControls,
  type FirestoreEmulator,
  type FirestoreEmulatorOptions,
  startFirestoreEmulator,
} from './start-firestore-emulator.ts';
export { readWriteLog, type WriteKind, type WriteLogEntry, type WriteLogQuery } from './write-log.ts';
