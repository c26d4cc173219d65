/** `submit`: the routes of clients. `operate`: the levers under /v1/ops. */
export type Scope = 'submit' | 'operate';

/** `service`: Cloud Tasks and Cloud Scheduler, which push to workers. */
export type CallerKind = 'api_key' | 'app_check' | 'anonymous' | 'operator' | 'service';

/** Who calls, once a guard has let the request in. */
export interface Caller {
  /** Opaque, at most 64 of `[A-Za-z0-9_-]`: fit for a Firestore id, a Redis key and a log line. Never a credential. */
  readonly id: string;
  readonly kind: CallerKind;
  readonly scopes: readonly Scope[];
  /** The app that speaks for its user, where a token names one. */
  readonly app?: string;
  /** What that app runs on: `ios`. */
  readonly platform?: string;
  /** Requests per window, where this caller has a number of its own. */
  readonly rateLimit?: number;
  /** Of a caller without a name: the network that it comes from, by which limits tell it from others. */
  readonly network?: string;
  /** Who an operator says it is; see `actorOf`. */
  readonly operator?: string;
  /**
   * Whether what it has shown still opens anything: asked again and again by what outlives the request's beginning.
   * Absent where that cannot be taken away. Rejects when it cannot be told just now.
   */
  readonly stands?: () => Promise<boolean>;
}

/** Whoever comes without a name. Nobody can be told apart by it. */
export const ANONYMOUS: Caller = { id: 'anonymous', kind: 'anonymous', scopes: ['submit'] };

/** How the record of a change names who made it. */
export const actorOf = ({ id, operator }: Caller): string => (operator === undefined ? id : `${id}:${operator}`);
