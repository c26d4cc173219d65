import { hash } from 'node:crypto';
import type { Clock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';

/** An app uses its token for up to an hour: its signature is checked once, and looked up by its hash afterwards. */
const MAX_REMEMBERED = 20_000;
/** Longer than any token of the service. */
const MAX_TOKEN_LENGTH = 4_096;
const CLOCK_TOLERANCE_S = 60;

export interface TokenVerifierOptions {
  readonly keyOf: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  /** Ids of the apps that are ours. */
  readonly apps: ReadonlySet<string>;
  readonly clock: Pick<Clock, 'now'>;
}

/** `undetermined`: there are no keys to check it with. */
export type TokenVerdict =
  | { readonly kind: 'verified'; readonly app: string }
  | { readonly kind: 'invalid'; readonly claims: string | null; readonly cause: unknown }
  | { readonly kind: 'undetermined'; readonly cause: unknown };

export interface TokenVerifier {
  /** `beforeChecking` is called for a token that was not verified before, and may refuse by throwing. */
  verify(token: string, beforeChecking: () => void): Promise<TokenVerdict>;
}

/** Judges App Check tokens: RS256, of our project's issuer and audience, of one of our apps, and not past their time. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { keyOf, issuer, audience, apps, clock } = options;
  const verified = new LRUCache<string, { readonly app: string; readonly untilMs: number }>({ max: MAX_REMEMBERED });

  async function check(token: string): Promise<{ app: string; untilMs: number }> {
    const { payload } = await jwtVerify(token, keyOf, {
      issuer,
      audience,
      algorithms: ['RS256'],
      typ: 'JWT',
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(clock.now()),
      clockTolerance: CLOCK_TOLERANCE_S,
    });
    const { sub = '', exp = 0 } = payload;
    if (!apps.has(sub)) {
      throw new errors.JWTClaimValidationFailed('no app of ours', payload, 'sub', 'check_failed');
    }
    return { app: sub, untilMs: (exp + CLOCK_TOLERANCE_S) * 1_000 };
  }

  return {
    async verify(token, beforeChecking) {
      const name = hash('sha256', token, 'base64');
      const known = verified.get(name);
      if (known !== undefined && clock.now() < known.untilMs) {
        return { kind: 'verified', app: known.app };
      }
      beforeChecking();
      if (token.length > MAX_TOKEN_LENGTH) {
        return { kind: 'invalid', claims: null, cause: new RangeError('the token is too long') };
      }
      try {
        const found = await check(token);
        verified.set(name, found);
        return { kind: 'verified', app: found.app };
      } catch (cause) {
        return cause instanceof ProblemError
          ? { kind: 'undetermined', cause }
          : { kind: 'invalid', claims: claimedApp(token, apps), cause };
      }
    },
  };
}

/** Which of our apps an invalid token says it is of. For counting alone. */
function claimedApp(token: string, apps: ReadonlySet<string>): string | null {
  try {
    const { sub } = decodeJwt(token);
    return sub !== undefined && apps.has(sub) ? sub : null;
  } catch {
    return null;
  }
}
