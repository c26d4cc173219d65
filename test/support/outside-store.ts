import { connectJobStore, type JobStore } from '@sets/jobs';
import { type LocalPorts, workerUrlOf } from '@sets/local-stack';
import { systemClock } from '@sets/service-kit';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The job store as one more process beside API and workers uses it, on the same Firestore. */
export async function withOutsideStore<T>(ports: LocalPorts, use: (store: JobStore) => Promise<T>): Promise<T> {
  const releases: (() => unknown)[] = [];
  const store = connectJobStore({
    project: 'sets-local',
    firestoreEmulator: { host: '127.0.0.1', port: ports.firestore },
    cloudTasksEndpoint: { host: '127.0.0.1', port: ports.cloudTasks },
    workerUrl: workerUrlOf(ports),
    tasksServiceAccount: 'tasks@sets-local.iam.gserviceaccount.com',
    clock: systemClock,
    random: Math.random,
    logger: silent,
    defer: (_name, release) => releases.push(release),
  });
  try {
    return await use(store);
  } finally {
    for (const release of releases.toReversed()) {
      await release();
    }
  }
}
