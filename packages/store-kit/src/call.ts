import { type Clock, createUnderway, type Underway } from '@sets/clock';
import type { SpanAttributes, Tracer } from '@sets/service-kit';
import { createOutage, type Outage } from './outage.ts';
import { createServerTime, type ServerTime } from './server-time.ts';
import { isAnswer, isTransient, StoreTimeoutError, storageUnavailable } from './store-errors.ts';

/** The seam for tracing: surrounds one operation and hands its answer, or what it throws, through. */
export type SpanHook = Tracer['span'];

/** What every call of one service shares. */
export interface CallContext {
  readonly clock: Clock;
  /** How long a caller waits for one answer. The official clients alone would go on for ten minutes. */
  readonly timeoutMs: number;
  readonly outage: Outage;
  readonly serverTime: ServerTime;
  readonly span: SpanHook;
  readonly underway: Underway;
}

export const createCallContext = (options: Pick<CallContext, 'clock' | 'timeoutMs' | 'span'>): CallContext => ({
  ...options,
  outage: createOutage(options.clock),
  serverTime: createServerTime(options.clock),
  underway: createUnderway(),
});

export interface Operation<T> {
  /** `firestore.commit`; names the span, and the operation in a timeout's message. */
  readonly name: string;
  readonly attributes?: SpanAttributes;
  /** Silence of a write is no sign of an outage: it may wait for a lock. Memory stands in for reads alone. */
  readonly kind: 'read' | 'write';
  readonly run: () => Promise<T>;
  /** The server's time that the answer tells, in milliseconds since the epoch. */
  readonly timeOf?: (answer: T) => number | undefined;
}

/**
 * The one way to a service: a time limit, a span, a note of the server's time, and of whether the service answers.
 * After a timeout the operation itself goes on; its late answer is ignored, and a write may still be applied.
 *
 * @throws ProblemError `storage_unavailable` when the service stays silent
 * @throws whatever the service refuses (a conflict, a right that is missing), as it came
 */
export function call<T>(context: CallContext, operation: Operation<T>): Promise<T> {
  const { name, attributes = {}, kind, run, timeOf } = operation;
  const { outage, serverTime, span, underway } = context;
  return span(name, attributes, async () => {
    try {
      const operation = run();
      underway.add(operation);
      const answer = await withinTime(context, name, operation);
      outage.answered();
      const time = timeOf?.(answer);
      if (time !== undefined) {
        serverTime.observe(time);
      }
      return answer;
    } catch (error) {
      if (isTransient(error)) {
        if (kind === 'read') {
          outage.silent();
        }
        throw storageUnavailable(error);
      }
      if (isAnswer(error)) {
        outage.answered();
      }
      throw error;
    }
  });
}

async function withinTime<T>({ clock, timeoutMs }: CallContext, name: string, answer: Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const cancel = clock.schedule(
    () => reject(new StoreTimeoutError(`${name}: no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    cancel();
  }
}
