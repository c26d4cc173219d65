export type { Send } from './attempt.ts';
export type { CircuitChange, CircuitState } from './circuit.ts';
export {
  AttemptTimeout,
  type ClassifyFailure,
  classifyGenAiError,
  type Failure,
  type FailureClass,
  ReplyFailure,
} from './classify-failure.ts';
export { type Clock, type Random, systemClock } from './clock.ts';
export { type Endpoint, endpointName } from './endpoint.ts';
export {
  AllEndpointsUnavailable,
  type AttemptFailure,
  DeadlineExceeded,
  NonRetryableFailure,
  PoolClosed,
  PoolConfigError,
  PoolError,
  RunAborted,
} from './errors.ts';
export { createLogObserver } from './log-observer.ts';
export { createMetricsObserver, type MetricInstruments } from './metrics-observer.ts';
export {
  type AttemptEvent,
  type AttemptOutcome,
  combineObservers,
  type PoolObserver,
  type TokenUsage,
} from './observer.ts';
export { type CreatePacingQueue, createBottleneckQueue, type PacingQueue } from './pacing.ts';
export { DEFAULT_POLICY, type PoolPolicy, type PoolPolicyOverrides } from './policy.ts';
export { createGenAiPool, type GenAiPool, type GenAiPoolOptions } from './pool.ts';
export { byProximity, estimateRttMs } from './proximity.ts';
export { parseRetryAfter, retryHintFromBody, retryHintFromHeaders } from './retry-hint.ts';
export type { RunOptions, RunResult } from './run-options.ts';
export type { EndpointSnapshot, PoolSnapshot } from './snapshot.ts';
