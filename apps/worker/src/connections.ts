import type { HttpAgentOptions } from '@sets/service-kit';

type Sockets = Required<Pick<HttpAgentOptions, 'maxSockets' | 'maxSocketsPerHost'>>;

/** What the promise names; enough for a worker with few slots. */
const FLOOR: Sockets = { maxSockets: 100, maxSocketsPerHost: 20 };

const atLeast = (perHost: number): Sockets => ({
  maxSocketsPerHost: Math.max(FLOOR.maxSocketsPerHost, perHost),
  maxSockets: Math.max(FLOOR.maxSockets, perHost * 2),
});

/**
 * Sockets never bind before slots: a job that waits for one looks like a slow upstream to whoever times it. A job asks
 * the models twice at once (its text beside its media), as many late calls may linger, and one host may serve all.
 */
export const modelSockets = (slots: number): Sockets => atLeast(slots * 4);

/** Metadata and transcript, or the slides of a post, are fetched side by side. */
export const sourceSockets = (slots: number): Sockets => atLeast(slots * 2);
