import type { Firestore } from '@google-cloud/firestore';
import type { Clock, Random } from '@sets/service-kit';
import type { TaskDispatcher } from '../tasks/task-dispatcher.ts';
import { createOutage, type Outage } from './outage.ts';
import { createServerTime, type ServerTime } from './server-time.ts';
import type { StoreLogger } from './store-logger.ts';

/** Milliseconds. */
export interface StorePolicy {
  /** One Firestore operation, as a caller waits for it. The official client alone would retry for ten minutes. */
  readonly storeTimeoutMs: number;
  /** The accepted job is durable; its task may as well be created by the sweeper. */
  readonly dispatchTimeoutMs: number;
}

export const DEFAULT_STORE_POLICY: StorePolicy = Object.freeze({ storeTimeoutMs: 5_000, dispatchTimeoutMs: 3_000 });

/** What every operation of the store works with. */
export interface StoreContext {
  readonly firestore: Firestore;
  readonly dispatcher: TaskDispatcher;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: StoreLogger;
  readonly policy: StorePolicy;
  readonly serverTime: ServerTime;
  readonly outage: Outage;
}

export type StoreParts = Omit<StoreContext, 'policy' | 'serverTime' | 'outage'> & {
  readonly policy?: Partial<StorePolicy>;
};

export function createStoreContext(parts: StoreParts): StoreContext {
  return {
    ...parts,
    policy: { ...DEFAULT_STORE_POLICY, ...parts.policy },
    serverTime: createServerTime(parts.clock),
    outage: createOutage(parts.clock),
  };
}

/** The server's time as far as known; the local clock only before the first answer, when nothing is judged by it. */
export const serverNow = ({ serverTime, clock }: Pick<StoreContext, 'serverTime' | 'clock'>): number =>
  Math.round(serverTime.now() ?? clock.now());
