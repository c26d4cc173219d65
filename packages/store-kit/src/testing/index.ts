export { ManualClock } from './manual-clock.ts';
export { createRecordingDispatcher, type RecordingDispatcher } from './recording-dispatcher.ts';
export { type StoreHarness, type StoreHarnessOptions, startStoreHarness } from './store-harness.ts';
