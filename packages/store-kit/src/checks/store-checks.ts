import { EXTRACT_QUEUE } from '@sets/contract';
import type { UpstreamCheck } from '@sets/service-kit';
import type { Store } from '../connect-store.ts';
import type { QueueState } from '../tasks/task-queues.ts';

/** Firestore, and the queue of each region with our rights on it. The service works while all of them answer. */
export const storeChecks = (store: Store, regions: readonly string[]): UpstreamCheck[] => [
  checkFirestore(store),
  ...regions.map((region) => checkQueue(store, region)),
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

const checkQueue = ({ tasks }: Store, region: string): UpstreamCheck => ({
  kind: 'queue',
  name: `queue of ${region}`,
  breaks: `Jobs for ${region} wait or go elsewhere`,
  vital: [`the queue of ${region}`],
  async run() {
    const queue = { queue: EXTRACT_QUEUE, region };
    const [state, missing] = await Promise.all([tasks.state(queue), tasks.missingRights(queue)]);
    if (missing !== null && missing.length > 0) {
      return { status: 'failed', detail: `${describe(state)}, but without the right to ${missing.join(', ')}` };
    }
    const rights = missing === null ? 'the service does not tell our rights' : 'all rights';
    return { status: 'ok', detail: `${describe(state)}, ${rights}` };
  },
});

const describe = ({ state, depth }: QueueState): string => `${state}, ${depth ?? 'an unknown number of'} tasks`;
