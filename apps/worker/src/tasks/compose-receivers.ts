import { createUnderway, orLate } from '@sets/clock';
import { createOutbound, type ProcessParts } from '@sets/service-kit';
import { createPlaces, DEFAULT_PLACES } from '@sets/webhooks';
import type { WorkerConfig } from '../config.ts';
import type { ReceiverParts } from './handle-webhook-task.ts';

/** How long a worker that stops waits for tries, and then for their connections: receivers may hang as long as they like. */
const GRACE_MS = 500;

/** Receivers of webhooks have connections of their own: what they hold is not held from posts, nor from a worker's end. */
export function composeReceivers(
  config: Pick<WorkerConfig, 'OUTBOUND_ALLOW' | 'ENVIRONMENT'>,
  { clock, lifecycle }: Pick<ProcessParts, 'clock' | 'lifecycle'>,
): ReceiverParts {
  const { inAll, perHost } = DEFAULT_PLACES;
  const limits = { maxSockets: inAll, maxSocketsPerHost: perHost };
  const outbound = createOutbound({ allow: config.OUTBOUND_ALLOW, limits });
  lifecycle.defer('connections to receivers', () => orLate(clock, outbound.close(), GRACE_MS));
  const tries = createUnderway();
  // What is not done by then the sweeper makes again.
  lifecycle.defer('tries of webhooks', () => tries.ended(clock, GRACE_MS));
  return { fetch: outbound.fetch, places: createPlaces(clock), allowHttp: config.ENVIRONMENT === 'local', tries };
}
