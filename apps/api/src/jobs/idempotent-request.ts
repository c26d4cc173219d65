import { createHash } from 'node:crypto';
import type { IdempotentRequest } from '@sets/jobs';
import type { Caller } from '@sets/service-kit';

const hash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** With the members of objects in one order: a client that builds the same body twice may order them differently. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

/**
 * What `Idempotency-Key` ties to its answer: the caller's own key, and all that was asked for. Of those without a name
 * each network has keys of its own: a job's id is all that guards their jobs, and a guessed key must not open it.
 */
export const idempotentRequest = (caller: Caller, key: string, asked: unknown): IdempotentRequest => ({
  id: hash([caller.kind, caller.id, caller.app ?? null, caller.network ?? null, key]),
  request: hash(asked),
  caller: caller.id,
});

/** One item of a batch, which its key stands for too. */
export const itemOf = ({ id, ...shared }: IdempotentRequest, index: number): IdempotentRequest => ({
  ...shared,
  id: hash([id, index]),
});
