import { ProblemError } from '@sets/contract';
import type { Caller, Guard } from '@sets/service-kit';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

export interface TaskAuthOptions {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: readonly string[];
  readonly audience: string;
  /** The service account whose tokens this route accepts. */
  readonly serviceAccountEmail: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const PUSHING: Caller = { id: 'push', kind: 'service', scopes: [] };

/** The token's own fault. Else the issuer's keys could not be had: the push may well be right, and must come again. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !(error instanceof errors.JWKSTimeout);

/**
 * Accepts a push only with an OIDC token of the expected issuer, audience and service account.
 *
 * @throws ProblemError `unauthenticated`, `forbidden`; `token_keys_unavailable` when the issuer's keys cannot be had
 */
export function requireTaskToken({ keys, issuer, audience, serviceAccountEmail, now }: TaskAuthOptions): Guard {
  return async ({ header }) => {
    const [scheme, token] = (header('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw new ProblemError('unauthenticated');
    }
    const { payload } = await jwtVerify(token, keys, {
      issuer: [...issuer],
      audience,
      algorithms: ['RS256'],
      currentDate: new Date(now()),
      // Workers' clocks may be off; Google's own libraries allow as much.
      clockTolerance: '5 minutes',
    }).catch((error: unknown) => {
      throw new ProblemError(isTokensFault(error) ? 'unauthenticated' : 'token_keys_unavailable', { cause: error });
    });
    if (payload.email !== serviceAccountEmail || payload.email_verified !== true) {
      throw new ProblemError('forbidden');
    }
    return PUSHING;
  };
}
