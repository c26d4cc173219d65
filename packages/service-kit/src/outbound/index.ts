export { isPublicAddress } from './address-policy.ts';
export type { Resolve } from './guarded-connect.ts';
export {
  createOutbound,
  type Outbound,
  type OutboundFetch,
  type OutboundInit,
  type OutboundOptions,
  type OutboundResponse,
} from './outbound.ts';
