import { createHmac } from 'node:crypto';
import type { Clock } from '@sets/clock';

/** As long as Google's own. */
const LIFETIME_S = 3_599;
/** No secret: whoever asks gets a token. It only tells given tokens from made-up ones, also after a restart. */
const KEY = 'simulated';

/** The access tokens of the metadata stand-in. They say themselves until when they hold, as its callers keep them. */
export interface IssuedTokens {
  issue(): { readonly token: string; readonly expiresInS: number };
  /** Of an Authorization header. */
  isValid(authorization: string | undefined): boolean;
}

const signed = (expiresAtMs: number): string =>
  `simulated-${expiresAtMs}-${createHmac('sha256', KEY).update(String(expiresAtMs)).digest('hex')}`;

export const createIssuedTokens = (clock: Clock): IssuedTokens => ({
  issue: () => ({ token: signed(Math.round(clock.now()) + LIFETIME_S * 1_000), expiresInS: LIFETIME_S }),
  isValid(authorization) {
    const [, token, expiresAtMs] = /^Bearer (simulated-(\d+)-\S+)$/.exec(authorization ?? '') ?? [];
    return token === signed(Number(expiresAtMs)) && Number(expiresAtMs) > clock.now();
  },
});
