import { systemClock } from '@sets/clock';
import { createJobs, type JobsFacades } from '@sets/jobs';
import { type LocalPorts, workerUrlOf } from '@sets/local-stack';
import { silentLogger } from '@sets/service-kit';
import { connectStore, type Store } from '@sets/store-kit';

export interface OutsideStore extends JobsFacades {
  /** To write what no process of ours would. */
  readonly documents: Store['documents'];
  readonly tasks: Store['tasks'];
}

/** Jobs as one more process beside API and workers uses them, on the same Firestore. */
export async function withOutsideStore<T>(ports: LocalPorts, use: (outside: OutsideStore) => Promise<T>): Promise<T> {
  const releases: (() => unknown)[] = [];
  const defer = (_name: string, release: () => unknown): void => void releases.push(release);
  const clock = systemClock;
  const store = connectStore({
    project: 'sets-local',
    firestoreEmulator: { host: '127.0.0.1', port: ports.firestore },
    cloudTasksEndpoint: { host: '127.0.0.1', port: ports.cloudTasks },
    workerUrl: workerUrlOf(ports),
    tasksServiceAccount: 'tasks@sets-local.iam.gserviceaccount.com',
    clock,
    defer,
  });
  try {
    return await use({ ...store, ...createJobs({ store, clock, random: Math.random, logger: silentLogger, defer }) });
  } finally {
    for (const release of releases.toReversed()) {
      await release();
    }
  }
}
