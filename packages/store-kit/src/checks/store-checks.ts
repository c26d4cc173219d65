import type { UpstreamCheck } from '@sets/service-kit';
import type { StoreContext } from '../store/store-context.ts';
import type { QueueState } from '../tasks/task-dispatcher.ts';

/** Firestore, and the queue of each region with our rights on it. The service works while all of them answer. */
export const storeChecks = (context: StoreContext, regions: readonly string[]): UpstreamCheck[] => [
  checkFirestore(context),
  ...regions.map((region) => checkQueue(context, region)),
];

const checkFirestore = ({ firestore }: StoreContext): UpstreamCheck => ({
  kind: 'firestore',
  name: 'Firestore',
  breaks: 'No job is accepted, found or finished; only results still in memory are served',
  vital: ['Firestore'],
  async run() {
    const nothing = firestore.collection('control').doc('doctor');
    await nothing.get();
    // Deleting what is not there asks for the right to write, and leaves nothing behind.
    await nothing.delete();
    return { status: 'ok', detail: 'reads and writes' };
  },
});

const checkQueue = ({ dispatcher }: StoreContext, region: string): UpstreamCheck => ({
  kind: 'queue',
  name: `queue of ${region}`,
  breaks: `Jobs for ${region} wait or go elsewhere`,
  vital: [`the queue of ${region}`],
  async run() {
    const [state, missing] = await Promise.all([dispatcher.queueState(region), dispatcher.missingRights(region)]);
    if (missing !== null && missing.length > 0) {
      return { status: 'failed', detail: `${describe(state)}, but without the right to ${missing.join(', ')}` };
    }
    const rights = missing === null ? 'the service does not tell our rights' : 'all rights';
    return { status: 'ok', detail: `${describe(state)}, ${rights}` };
  },
});

const describe = ({ state, depth }: QueueState): string => `${state}, ${depth ?? 'an unknown number of'} tasks`;
