import { DAY_MS, utcDay } from '@sets/clock';
import { unnameInAudit } from '@sets/store-kit';
import type { CallersContext } from './callers-context.ts';
import { KEYS, keyPath } from './keys/key-document.ts';
import { SPEND_KEPT_DAYS, spendPath } from './spend/spend-document.ts';

/** More than any caller has ever had; the next time there is more to go. */
const MAX_KEYS = 500;

export interface ForgetCallerDeps extends CallersContext {
  /** Drops what this instance remembers of a key that is gone. */
  readonly forget: (id: string) => void;
}

/**
 * Removes what names a caller beside its jobs: its keys, which then open nothing (here at once, elsewhere within
 * `KEY_FRESH_MS`), what it spent by day, and its name on record. Returns how many keys went.
 *
 * @throws ProblemError `storage_unavailable`; asked for again it goes on where it stopped
 */
export async function forgetCaller({ documents, forget }: ForgetCallerDeps, caller: string): Promise<number> {
  const found = await documents.find({ collection: KEYS, where: [['caller', '==', caller]], limit: MAX_KEYS });
  const keys = await documents.deleteAll(found.documents.map(({ id }) => ({ path: keyPath(id) })));
  for (const { id } of found.documents) {
    forget(id);
  }
  const nowMs = await documents.serverTime();
  const days = Array.from({ length: SPEND_KEPT_DAYS }, (_, ago) => utcDay(nowMs - ago * DAY_MS));
  await documents.deleteAll(days.map((day) => ({ path: spendPath(day, caller) })));
  await unnameInAudit(documents, caller);
  return keys;
}
