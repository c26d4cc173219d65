export type { QueueDefinition } from './ensure-queue.ts';
export type { Faults } from './faults.ts';
export { ListenError } from './listening.ts';
export type { QueueCounts } from './queue-counters.ts';
export type { Schedule } from './scheduler.ts';
export {
  type CloudTasksControls,
  type CloudTasksEmulator,
  type CloudTasksEmulatorOptions,
  type QueueOverview,
  startCloudTasksEmulator,
} from './start-cloud-tasks-emulator.ts';
