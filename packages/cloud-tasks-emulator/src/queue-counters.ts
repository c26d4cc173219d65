import type { Clock } from '@sets/clock';

/** Counted since this process started; durable facts are in the queue itself. */
export interface QueueCounts {
  readonly created: number;
  /** Attempts sent, injected duplicates not included. */
  readonly dispatched: number;
  /** Extra deliveries made by the duplicate fault. */
  readonly duplicated: number;
  /** Tasks that ended with a 2xx. */
  readonly succeeded: number;
  /** Tasks deleted because their retries were used up, or because of their age. */
  readonly exhausted: number;
  /** Tasks deleted by DeleteTask or PurgeQueue. */
  readonly deleted: number;
  /** Ended attempts by HTTP status, `timeout` or `unreachable`. */
  readonly responses: Readonly<Record<string, number>>;
}

type Countable = Exclude<keyof QueueCounts, 'responses'>;

export interface QueueCounters {
  count(what: Countable, by?: number): void;
  countResponse(key: string): void;
  snapshot(): QueueCounts;
  /** Attempts that ended in the last 60 seconds. */
  executedLastMinute(): number;
}

export function createQueueCounters(clock: Clock): QueueCounters {
  const counts: Record<Countable, number> = {
    created: 0,
    dispatched: 0,
    duplicated: 0,
    succeeded: 0,
    exhausted: 0,
    deleted: 0,
  };
  const responses: Record<string, number> = {};
  const perSecond = new Map<number, number>();
  const currentSecond = () => Math.floor(clock.monotonic() / 1000);

  function forgetOldSeconds() {
    const oldest = currentSecond() - 60;
    for (const second of perSecond.keys()) {
      if (second <= oldest) {
        perSecond.delete(second);
      }
    }
  }

  return {
    count(what, by = 1) {
      counts[what] += by;
    },
    countResponse(key) {
      responses[key] = (responses[key] ?? 0) + 1;
      forgetOldSeconds();
      perSecond.set(currentSecond(), (perSecond.get(currentSecond()) ?? 0) + 1);
    },
    snapshot: () => ({ ...counts, responses: { ...responses } }),
    executedLastMinute() {
      forgetOldSeconds();
      return [...perSecond.values()].reduce((sum, n) => sum + n, 0);
    },
  };
}
