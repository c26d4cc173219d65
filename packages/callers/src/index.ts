export { KEYS_KEPT_MS } from './app-check/keys-kept.ts';
export { reportAppCheck } from './app-check/roll-out.ts';
export { type Callers, createConfiguredCallers } from './create-callers.ts';
export { ENDED_SESSION } from './guards/console-session.ts';
export type { CallerGuards } from './guards/create-guards.ts';
export { KEPT_THROUGH_OUTAGE_MS, KEY_FRESH_MS } from './keys/key-directory.ts';
export { isLive, type KeyDocument, knownScopes } from './keys/key-document.ts';
export { LAST_USE_EVERY_MS } from './keys/last-use.ts';
export { type KeyOps, MAX_LIVE_KEYS, type MadeKey } from './keys/manage-keys.ts';
export { type CallerLimits, limitKeyOf } from './limits/caller-limits.ts';
export { networkOf } from './limits/network-of.ts';
export {
  type ChargedJobs,
  createSpend,
  type DayUsage,
  type JobCharge,
  type Spend,
  type SpendLimits,
  type TotalUsage,
} from './spend/create-spend.ts';
export { SPEND_INDEXES } from './spend/indexes.ts';
export { type Payer, payerOf } from './spend/payer-of.ts';
