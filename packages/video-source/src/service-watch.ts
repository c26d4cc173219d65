import type { Clock } from '@sets/clock';

/** A service failed of which nobody had an answer lately: that says nothing of the post. */
export class UpstreamOutage extends Error {
  override readonly name = 'UpstreamOutage';

  constructor(service: string, cause: unknown) {
    super(`${service} answers nobody`, { cause });
  }
}

/** An answer so long ago still says that a service works, in milliseconds. */
const LATELY_MS = 10_000;

/** Tells a service that is out from one that fails for a post alone, by what others get of it in this process. */
export interface ServiceWatch {
  /** Somebody got what can be had of the service. */
  answered(service: string): void;
  /** Call it as an attempt begins; the returned function makes an outage of its failure if that is what it was. */
  begin(service: string): (failure: unknown) => unknown;
}

export function createServiceWatch(clock: Clock): ServiceWatch {
  const answeredAt = new Map<string, number>();
  return {
    answered(service) {
      answeredAt.set(service, clock.monotonic());
    },
    begin(service) {
      const startedAt = clock.monotonic();
      return (failure) => {
        const since = Math.min(startedAt, clock.monotonic() - LATELY_MS);
        const isOut = (answeredAt.get(service) ?? Number.NEGATIVE_INFINITY) < since;
        return isOut ? new UpstreamOutage(service, failure) : failure;
      };
    },
  };
}
