/**
 * `make simulate-paused-queue`: a queue that is paused for two hours with a backlog of thousands, in simulated time,
 * with the real clients on the real emulators. Shows that sweeping neither loses nor multiplies a task.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createManualClock } from '@sets/clock/testing';
import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { EXTRACT_QUEUE, extractTaskSchema } from '@sets/contract';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import { exactly, missedBars, writeReport } from '@sets/measurement';
import { silentLogger } from '@sets/service-kit';
import { connectStore } from '@sets/store-kit';
import { createJobs } from '../src/index.ts';
import { outcome, submission } from '../test/support/jobs-harness.ts';

const JOBS = 2_000;
const PAUSED_MINUTES = 120;
const MINUTE_MS = 60_000;
const REGION = 'us-central1';
const QUEUE = `projects/test/locations/${REGION}/queues/${EXTRACT_QUEUE}`;
const REPORTS = join(import.meta.dirname, '../../../docs/benchmarks');

await using opened = new AsyncDisposableStack();
const clock = createManualClock();
const firestore = await startFirestoreEmulator({ port: 0, file: ':memory:', clock });
opened.defer(() => firestore.close());
const cloudTasks = await startCloudTasksEmulator({
  port: 0,
  jwksPort: 0,
  file: ':memory:',
  clock,
  queues: [{ name: QUEUE, rateLimits: { maxDispatchesPerSecond: 500, maxConcurrentDispatches: 80 } }],
});
opened.defer(() => cloudTasks.close());

let completed = 0;
const worker = createServer(async (request, response) => {
  const { job_id: id } = extractTaskSchema.parse(JSON.parse(await text(request)));
  const claim = await jobs.claim(id, { owner: 'worker', region: REGION });
  if (claim.kind === 'claimed') {
    await claim.lease.complete(outcome());
    completed += 1;
  }
  response.end('{}');
});
await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve));
opened.defer(() => void worker.close());

const defer = (_name: string, release: () => unknown): void =>
  opened.defer(async () => {
    await release();
  });
const store = connectStore({
  project: 'test',
  firestoreEmulator: { host: firestore.host, port: firestore.port },
  cloudTasksEndpoint: { host: cloudTasks.host, port: cloudTasks.port },
  workerUrl: `http://127.0.0.1:${(worker.address() as AddressInfo).port}`,
  tasksServiceAccount: 'tasks@test.iam.gserviceaccount.com',
  clock,
  defer,
});
const { jobs } = createJobs({ store, clock, random: () => 0.5, logger: silentLogger, defer });

function queue() {
  const found = cloudTasks.controls.queues().find(({ name }) => name === QUEUE);
  if (found === undefined) {
    throw new Error('the queue is gone');
  }
  return found;
}
const row = (minute: number) => ({
  minute,
  depth: queue().depth,
  tasks_created: queue().counts.created,
  dispatches: queue().counts.dispatched,
  jobs_completed: completed,
  document_writes: firestore.controls.operations().documentWrites,
});
const rows: ReturnType<typeof row>[] = [];
function show(minute: number): void {
  rows.push(row(minute));
  process.stdout.write(`${JSON.stringify(rows.at(-1))}\n`);
}

await store.tasks.pause({ queue: EXTRACT_QUEUE, region: REGION });
for (let from = 0; from < JOBS; from += 50) {
  await Promise.all(Array.from({ length: 50 }, (_, n) => jobs.submit(submission(`backlog-${from + n}`))));
}
show(0);
for (let minute = 1; minute <= PAUSED_MINUTES; minute += 1) {
  clock.advance(MINUTE_MS);
  await jobs.sweep({ limit: 400 });
  if (minute % 10 === 0) {
    show(minute);
  }
}
await store.tasks.resume({ queue: EXTRACT_QUEUE, region: REGION });
for (let turn = 0; completed < JOBS && turn < 100_000; turn += 1) {
  clock.advance(10);
  await nextTurn();
}
await jobs.sweep({ limit: 400 });
show(PAUSED_MINUTES + 1);

const last = rows.at(-1);
const report = {
  command: 'make simulate-paused-queue',
  jobs: JOBS,
  paused_minutes: PAUSED_MINUTES,
  rows,
  bars: [
    exactly('jobs_completed', JOBS, completed),
    exactly('tasks_created', JOBS, last?.tasks_created ?? Number.NaN),
    exactly('dispatches', JOBS, last?.dispatches ?? Number.NaN),
  ],
};
writeReport(REPORTS, { name: 'paused-queue', json: report });
process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
