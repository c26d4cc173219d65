import { decode, storedTime, type Write } from '@sets/store-kit';
import { isDelivered, isGone, roundBeganAt } from '../deliveries/decide-after-try.ts';
import type { Attempt, Delivery } from '../documents/delivery-document.ts';
import { type Endpoint, endpointDocumentSchema, endpointPath } from '../documents/endpoint-document.ts';
import type { WebhooksContext } from '../webhooks-context.ts';

export interface TryOutcome {
  readonly delivery: Delivery;
  readonly attempt: Attempt;
}

type Verdict = 'well' | 'failing' | 'disable' | 'nothing';

/** A single failure is no news; one whose retry failed too is, and what lasts for three days or says 410 is the end. */
function verdictOf(
  { failing_since }: Pick<Endpoint, 'failing_since'>,
  { delivery, attempt }: TryOutcome,
  disableAfterMs: number,
): Verdict {
  if (isDelivered(attempt)) {
    return failing_since === null ? 'nothing' : 'well';
  }
  if (isGone(attempt)) {
    return 'disable';
  }
  if (failing_since !== null) {
    return attempt.at - failing_since >= disableAfterMs ? 'disable' : 'nothing';
  }
  return delivery.round_tries > 0 ? 'failing' : 'nothing';
}

/**
 * Keeps since when an endpoint has answered nothing well, and disables it once that is long enough. Costs a write only
 * when that changes.
 */
export async function noteOutcome(context: WebhooksContext, known: Endpoint, outcome: TryOutcome): Promise<void> {
  const { documents, directory, logger, policy } = context;
  if (verdictOf(known, outcome, policy.disableAfterMs) === 'nothing') {
    return;
  }
  try {
    const noted = await documents.transact('note_webhook', async (reads) => {
      const endpoint = decode(await reads.read(endpointPath(known.id)), endpointDocumentSchema);
      const verdict = endpoint === null ? 'nothing' : verdictOf(endpoint, outcome, policy.disableAfterMs);
      return { value: verdict, writes: writesOf(known.id, verdict, outcome) };
    });
    directory.forget(known.id);
    if (noted === 'disable') {
      const { caller, id } = known;
      logger.warn('A webhook endpoint was disabled', { endpoint: id, caller, status: outcome.attempt.status });
    }
  } catch (error) {
    logger.warn('What a webhook endpoint answered could not be noted', { endpoint: known.id, error });
  }
}

function writesOf(id: string, verdict: Verdict, { delivery, attempt }: TryOutcome): readonly Write[] {
  const update = (fields: Record<string, unknown>): readonly Write[] => [
    { kind: 'update', path: endpointPath(id), fields },
  ];
  switch (verdict) {
    case 'nothing':
      return [];
    case 'well':
      return update({ failing_since: null });
    case 'failing':
      return update({ failing_since: storedTime(roundBeganAt(delivery, attempt)) });
    case 'disable': {
      const reason = isGone(attempt) ? 'gone' : 'failing';
      return update({ enabled: false, disabled_reason: reason, disabled_at: storedTime(attempt.at) });
    }
  }
}
