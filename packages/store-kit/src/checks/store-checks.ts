import { EXTRACT_QUEUE, WEBHOOKS_QUEUE } from '@sets/contract';
import type { UpstreamCheck } from '@sets/service-kit';
import type { Store } from '../connect-store.ts';
import type { QueueState } from '../tasks/task-queues.ts';

/** Firestore, and the queues of each region with our rights on them. The service works while Firestore and those of jobs answer. */
export const storeChecks = (store: Store, regions: readonly string[]): UpstreamCheck[] => [
  checkFirestore(store),
  ...regions.flatMap((region) => [
    checkQueue(store, {
      ...{ region, queue: EXTRACT_QUEUE, name: `queue of ${region}` },
      ...{ breaks: `Jobs for ${region} wait or go elsewhere`, vital: [`the queue of ${region}`] },
    }),
    checkQueue(store, {
      ...{ region, queue: WEBHOOKS_QUEUE, name: `webhooks of ${region}` },
      ...{ breaks: `Callers whose jobs end in ${region} are told late`, vital: [] },
    }),
  ]),
];

/** Of a document that does not exist. */
const NOTHING = 'control/doctor';

const checkFirestore = ({ documents }: Store): UpstreamCheck => ({
  kind: 'firestore',
  name: 'Firestore',
  breaks: 'No job is accepted, found or finished; only results still in memory are served',
  vital: ['Firestore'],
  async run() {
    await documents.read(NOTHING);
    // Deleting what is not there asks for the right to write, and leaves nothing behind.
    await documents.write([{ kind: 'delete', path: NOTHING }], { purpose: 'check' });
    return { status: 'ok', detail: 'reads and writes' };
  },
});

interface CheckedQueue extends Pick<UpstreamCheck, 'name' | 'breaks' | 'vital'> {
  readonly queue: string;
  readonly region: string;
}

const checkQueue = ({ tasks }: Store, { queue, region, ...check }: CheckedQueue): UpstreamCheck => ({
  ...check,
  kind: 'queue',
  async run() {
    const at = { queue, region };
    const [state, missing] = await Promise.all([tasks.state(at), tasks.missingRights(at)]);
    if (missing !== null && missing.length > 0) {
      return { status: 'failed', detail: `${describe(state)}, but without the right to ${missing.join(', ')}` };
    }
    const rights = missing === null ? 'the service does not tell our rights' : 'all rights';
    return { status: 'ok', detail: `${describe(state)}, ${rights}` };
  },
});

const describe = ({ state, depth }: QueueState): string => `${state}, ${depth ?? 'an unknown number of'} tasks`;
