import { ProblemError } from '@sets/contract';
import type { RequestHandler } from 'express';
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

/** Accepts a push only with an OIDC token of the expected issuer, audience and service account. */
export function requireTaskToken({
  keys,
  issuer,
  audience,
  serviceAccountEmail,
  now,
}: TaskAuthOptions): RequestHandler {
  return async (request, _response, next) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw new ProblemError('unauthenticated');
    const { payload } = await jwtVerify(token, keys, {
      issuer: [...issuer],
      audience,
      algorithms: ['RS256'],
      currentDate: new Date(now()),
      // Workers' clocks may be off; Google's own libraries allow as much.
      clockTolerance: '5 minutes',
    }).catch((error: unknown) => {
      if (error instanceof errors.JWKSTimeout) throw new ProblemError('storage_unavailable', { cause: error });
      throw new ProblemError('unauthenticated', { cause: error });
    });
    if (payload.email !== serviceAccountEmail || payload.email_verified !== true) throw new ProblemError('forbidden');
    next();
  };
}
