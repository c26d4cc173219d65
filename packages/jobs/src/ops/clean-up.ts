import type { QueryDocumentSnapshot } from '@google-cloud/firestore';
import { isTerminal, type JobStatus } from '@sets/contract';
import { asStorageProblem, deleteDocuments, readServerTime, storedTime, withTimeout } from '@sets/store-kit';
import type { JobsContext } from '../store/jobs-context.ts';

/** Firestore's own TTL deletes within a day; this is for what it has left. */
const GRACE_MS = 24 * 3_600_000;
const COLLECTIONS = ['results', 'jobs', 'links', 'fleet', 'stats'] as const;

export type CleanUpReport = Readonly<Record<(typeof COLLECTIONS)[number], number>>;

/** Deletes up to `limit` documents per collection that expired a day ago or earlier. Safe to run anywhere, any time. */
export async function cleanUp(context: JobsContext, limit: number): Promise<CleanUpReport> {
  const before = storedTime((await readServerTime(context)) - GRACE_MS);
  const report = { results: 0, jobs: 0, links: 0, fleet: 0, stats: 0 };
  for (const collection of COLLECTIONS) {
    const query = context.firestore.collection(collection).where('expires_at', '<', before).limit(limit);
    try {
      const { docs } = await withTimeout(query.get(), context.policy.storeTimeoutMs, context.clock);
      report[collection] = await deleteDocuments(context, [
        ...(await membersOfJobs(collection, docs)),
        ...docs.filter(mayGo).map(asTarget),
      ]);
    } catch (error) {
      throw asStorageProblem(error);
    }
  }
  return report;
}

const asTarget = ({ ref, updateTime }: QueryDocumentSnapshot) => ({
  ref,
  precondition: { lastUpdateTime: updateTime },
});

/** A job that is still alive is the sweeper's to end, however old it is. */
function mayGo(document: QueryDocumentSnapshot): boolean {
  const status: unknown = document.get('status');
  return document.ref.parent.id !== 'jobs' || isTerminal(status as JobStatus);
}

async function membersOfJobs(collection: string, docs: readonly QueryDocumentSnapshot[]) {
  if (collection !== 'jobs') {
    return [];
  }
  const members = await Promise.all(docs.filter(mayGo).map(({ ref }) => ref.collection('members').listDocuments()));
  return members.flat().map((ref) => ({ ref }));
}
