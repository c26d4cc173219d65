/**
 * What a process says as soon as it listens, before it is ready for anything else: enough for a start-up probe, and for
 * one that ends processes which answer no more. Apart from the schemas, so that it can be had without them.
 */
export const LIVENESS = Object.freeze({ path: '/health/live', body: Object.freeze({ status: 'live' as const }) });
