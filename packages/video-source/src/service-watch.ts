import type { Clock } from '@sets/clock';

/**
 * A service failed, and nobody who asked it later has had an answer: that need not say anything of the post. `others`
 * tells whether anybody had one lately, or since: by a request that may have begun before the outage.
 */
export class UpstreamOutage extends Error {
  override readonly name = 'UpstreamOutage';
  readonly others: 'none' | 'to_earlier_calls';

  constructor(service: string, others: UpstreamOutage['others'], cause: unknown) {
    super(others === 'none' ? `${service} answers nobody` : `${service} answers nobody who asked later`, { cause });
    this.others = others;
  }
}

/** An answer so long ago still says that a service works, in milliseconds. */
const LATELY_MS = 10_000;

/** One request to a service. */
export interface WatchedRequest {
  /** It got what can be had of the service. */
  answered(): void;
  /** Makes an outage of its failure, if that is what it may have been. */
  explain(failure: unknown): unknown;
}

/** Tells a service that is out from one that fails for a post alone, by what others get of it in this process. */
export interface ServiceWatch {
  begin(service: string): WatchedRequest;
}

interface Answered {
  /** When anybody was answered last. */
  readonly at: number;
  /** When the youngest request that was answered began. */
  readonly newest: number;
}

const NEVER: Answered = { at: Number.NEGATIVE_INFINITY, newest: Number.NEGATIVE_INFINITY };

export function createServiceWatch(clock: Clock): ServiceWatch {
  const answered = new Map<string, Answered>();
  return {
    begin(service) {
      const startedAt = clock.monotonic();
      const known = (): Answered => answered.get(service) ?? NEVER;
      return {
        answered() {
          answered.set(service, { at: clock.monotonic(), newest: Math.max(startedAt, known().newest) });
        },
        explain(failure) {
          const { at, newest } = known();
          if (newest > startedAt) {
            return failure;
          }
          const isRecent = at >= Math.min(startedAt, clock.monotonic() - LATELY_MS);
          return new UpstreamOutage(service, isRecent ? 'to_earlier_calls' : 'none', failure);
        },
      };
    },
  };
}
