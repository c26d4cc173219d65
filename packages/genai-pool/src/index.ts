export type { CircuitChange, CircuitState } from './endpoint/circuit.ts';
export type { Endpoint } from './endpoint/endpoint.ts';
export { type CreatePacingQueue, createBottleneckQueue, type PacingQueue } from './endpoint/pacing.ts';
export { classifyGenAiError } from './failure/classify-failure.ts';
export {
  AllEndpointsUnavailable,
  CredentialRefused,
  DeadlineExceeded,
  type OthersServed,
  PoolClosed,
  PoolConfigError,
  PoolError,
  RequestRefused,
  RunAborted,
  type UnavailableReason,
} from './failure/errors.ts';
export type { AttemptFailure, ClassifyFailure, Failure, Fault } from './failure/fault.ts';
export { AttemptTimeout, ReplyFailure } from './failure/reply-failure.ts';
export { createLogObserver } from './observe/log-observer.ts';
export { createMetricsObserver, type MetricInstruments } from './observe/metrics-observer.ts';
export {
  type AttemptEvent,
  type AttemptOutcome,
  type AttemptRole,
  combineObservers,
  type PoolObserver,
  type TokenUsage,
} from './observe/observer.ts';
export type { EndpointSnapshot, PoolSnapshot } from './observe/snapshot.ts';
export { DEFAULT_POLICY, type PoolPolicy, type PoolPolicyOverrides } from './policy.ts';
export { createGenAiPool, type EndpointKnowledge, type GenAiPool, type GenAiPoolOptions } from './pool.ts';
export type { Send, SendContext } from './request/attempt.ts';
export type { RunOptions, RunResult } from './request/run-options.ts';
