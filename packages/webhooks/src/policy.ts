const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every number of deliveries. Durations in milliseconds. */
export interface WebhookPolicy {
  /** What one try may take, connecting and the receiver's answer together. */
  readonly tryMs: number;
  /**
   * From one try to the next, each shortened by up to `jitter` of it: the schedule of the Standard Webhooks
   * specification, but for its last pause of a day, which would lead beyond the third.
   */
  readonly pausesMs: readonly number[];
  readonly jitter: number;
  /** After these follows the last try, so long after the first. */
  readonly lastTryAfterMs: number;
  /** An endpoint that has answered nothing well for so long is disabled. */
  readonly disableAfterMs: number;
  /** Whoever answers within this may have more than one try at a time. */
  readonly promptMs: number;
  /** Of a receiver's answer no more is read, nor waited for once its status is there. */
  readonly maxAnswerBytes: number;
  readonly answerBodyMs: number;
  /** A delivery is left to its task for so long before the sweeper asks for it; doubles up to `maxPostponeMs`. */
  readonly graceMs: number;
  readonly maxPostponeMs: number;
  /** When no place was free: doubles from the first, with jitter. It costs no try. */
  readonly busy: { readonly firstMs: number; readonly capMs: number };
  /** Deliveries and what came of them are kept for so long after what they tell of. */
  readonly keepMs: number;
  /** How long a name of one's own (`once`) means one event: as long as a repeated request is known as such. */
  readonly onceForMs: number;
  /** Tries that a delivery remembers one by one. */
  readonly attemptsKept: number;
  /** Ended deliveries that an endpoint's log keeps, about. */
  readonly logSize: number;
  readonly endpointsPerCaller: number;
  /** How long an instance goes by what it knows of an endpoint. */
  readonly endpointsKnownMs: number;
}

export const DEFAULT_WEBHOOK_POLICY: WebhookPolicy = Object.freeze({
  tryMs: 10 * SECOND,
  pausesMs: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR],
  jitter: 0.1,
  lastTryAfterMs: 3 * DAY,
  disableAfterMs: 3 * DAY,
  promptMs: 2 * SECOND,
  maxAnswerBytes: 8_192,
  answerBodyMs: 250,
  graceMs: MINUTE,
  maxPostponeMs: 10 * MINUTE,
  busy: { firstMs: 2 * SECOND, capMs: 10 * MINUTE },
  keepMs: 7 * DAY,
  onceForMs: DAY,
  attemptsKept: 10,
  logSize: 1_000,
  endpointsPerCaller: 10,
  endpointsKnownMs: 5 * SECOND,
});

/** Sweeps and their index are spread over so many shards, since one rising index takes at most 500 writes a second. */
export const SHARDS = 8;
