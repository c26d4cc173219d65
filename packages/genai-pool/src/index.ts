export { type Clock, type Random, systemClock } from './clock.ts';
export type { CircuitChange, CircuitState } from './endpoint/circuit.ts';
export { type Endpoint, endpointName } from './endpoint/endpoint.ts';
export { type CreatePacingQueue, createBottleneckQueue, type PacingQueue } from './endpoint/pacing.ts';
export { byProximity, estimateRttMs } from './endpoint/proximity.ts';
export {
  AttemptTimeout,
  type ClassifyFailure,
  classifyGenAiError,
  type Failure,
  type FailureClass,
  ReplyFailure,
} from './failure/classify-failure.ts';
export {
  AllEndpointsUnavailable,
  type AttemptFailure,
  DeadlineExceeded,
  NonRetryableFailure,
  PoolClosed,
  PoolConfigError,
  PoolError,
  RunAborted,
} from './failure/errors.ts';
export { parseRetryAfter, retryHintFromBody, retryHintFromHeaders } from './failure/retry-hint.ts';
export { createLogObserver } from './observe/log-observer.ts';
export { createMetricsObserver, type MetricInstruments } from './observe/metrics-observer.ts';
export {
  type AttemptEvent,
  type AttemptOutcome,
  combineObservers,
  type PoolObserver,
  type TokenUsage,
} from './observe/observer.ts';
export type { EndpointSnapshot, PoolSnapshot } from './observe/snapshot.ts';
export { DEFAULT_POLICY, type PoolPolicy, type PoolPolicyOverrides } from './policy.ts';
export { createGenAiPool, type GenAiPool, type GenAiPoolOptions } from './pool.ts';
export type { Send } from './request/attempt.ts';
export type { RunOptions, RunResult } from './request/run-options.ts';
