import { hash, timingSafeEqual } from 'node:crypto';
import { actorOf, type Caller, type GuardedRequest } from '@sets/service-kit';
import { recordAudit } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import type { CallersContext } from '../callers-context.ts';
import { namedBy } from './operator-name.ts';

const OPERATOR: Caller = { id: 'operator', kind: 'operator', scopes: ['operate'] };

/** Further uses of one route by one operator are in the log alone for so long: a page that polls would fill the audit. */
const RECORD_EVERY_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** OPS_TOKEN: one token for all operators, for when no key can be had. */
export interface BreakGlass {
  /** The operator whom the token stands for, and null for another token. Compares in constant time. */
  callerOf(token: string, request: GuardedRequest): Caller | null;
  /** Puts a use on record, in the log and in the audit. An outage of the store, for which the token is there, stops nobody. */
  record(caller: Caller, request: GuardedRequest): void;
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

export function createBreakGlass(token: string, { documents, clock, logger }: CallersContext): BreakGlass {
  const expected = digest(token);
  const recordedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  function isDue(use: string): boolean {
    const now = clock.monotonic();
    const due = now - (recordedAt.get(use) ?? Number.NEGATIVE_INFINITY) >= RECORD_EVERY_MS;
    if (due) {
      recordedAt.set(use, now);
    }
    return due;
  }

  return {
    callerOf: (given, request) => (timingSafeEqual(digest(given), expected) ? namedBy(request, OPERATOR) : null),
    record(caller, { route, address }) {
      const entry = {
        actor: actorOf(caller),
        action: 'break_glass',
        target: `${route.method} ${route.path}`,
        details: { address: address() },
      };
      logger.warn('OPS_TOKEN was used', entry);
      if (!isDue(`${entry.actor} ${entry.target}`)) {
        return;
      }
      recordAudit(documents, entry).catch((error: unknown) => {
        logger.error('A use of OPS_TOKEN could not be put on record', { ...entry, error });
      });
    },
  };
}
