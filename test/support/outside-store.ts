import { connectJobStore, type JobStore } from '@sets/jobs';
import { systemClock } from '@sets/service-kit';
import type { LocalPorts } from '../../scripts/lib/local-ports.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The job store as one more process beside API and workers uses it, on the same Firestore. */
export async function withOutsideStore<T>(ports: LocalPorts, use: (store: JobStore) => Promise<T>): Promise<T> {
  const releases: (() => unknown)[] = [];
  const store = connectJobStore({
    project: 'sets-local',
    firestoreEmulator: { host: '127.0.0.1', port: ports.firestore },
    cloudTasksEndpoint: { host: '127.0.0.1', port: ports.cloudTasks },
    workerUrl: `http://127.0.0.1:${ports.worker}`,
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
