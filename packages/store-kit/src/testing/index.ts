export { createLossyAnswers, type LossyAnswers } from './lossy-answers.ts';
export { createRecordingTasks, type RecordingTasks } from './recording-tasks.ts';
export { hasRedisServer, startRedisServer } from './redis-server.ts';
export {
  fixtureId,
  fixtureNamed,
  LATER_FIELD,
  plainFields,
  readStoredFixtures,
  restore,
  type StoredFixture,
  withLaterFields,
} from './stored-fixtures.ts';
export { startTestStore, type TestStore, type TestStoreOptions } from './test-store.ts';
