export { cacheResolve } from './cache-resolve.ts';
export { createHttpAgent, type HttpAgentOptions } from './http-agent.ts';
