import { randomBytes } from 'node:crypto';
import type { Clock } from '@sets/clock';

/** As long as Google's own. */
const LIFETIME_S = 3_599;

/** The access tokens that the metadata stand-in gave out. */
export interface IssuedTokens {
  issue(): { readonly token: string; readonly expiresInS: number };
  /** Of an Authorization header. */
  isValid(authorization: string | undefined): boolean;
}

export function createIssuedTokens(clock: Clock): IssuedTokens {
  const expiries = new Map<string, number>();
  return {
    issue() {
      const token = `simulated-${randomBytes(16).toString('hex')}`;
      expiries.set(token, clock.now() + LIFETIME_S * 1_000);
      return { token, expiresInS: LIFETIME_S };
    },
    isValid(authorization) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
      return token !== undefined && (expiries.get(token) ?? 0) > clock.now();
    },
  };
}
