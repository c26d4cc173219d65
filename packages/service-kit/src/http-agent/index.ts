export { cacheResolve } from './cache-resolve.ts';
export { type FetchThrough, fetchThrough } from './fetch-through.ts';
export { createHttpAgent, type HttpAgentOptions } from './http-agent.ts';
