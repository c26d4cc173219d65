export { isPublicAddress } from './address-policy.ts';
export {
  createOutbound,
  type Outbound,
  type OutboundFetch,
  type OutboundHop,
  type OutboundInit,
  type OutboundOptions,
  type OutboundResponse,
} from './outbound.ts';
export type { Resolve } from './resolve.ts';
