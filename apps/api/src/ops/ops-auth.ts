import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@sets/contract';
import type { RequestHandler, Response } from 'express';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const ACTOR = /^[\p{L}\p{N}@._ -]{1,64}$/u;
const actors = new WeakMap<Response, string>();

/** Lets in who knows the token, compared in constant time; `X-Operator` says for the record who it is. */
export function requireOpsToken(token: string): RequestHandler {
  const expected = digest(token);
  return (request, response, next) => {
    const [scheme, given] = (request.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || given === undefined || !timingSafeEqual(digest(given), expected)) {
      response.setHeader('WWW-Authenticate', 'Bearer');
      throw new ProblemError('unauthenticated');
    }
    const named = request.get('x-operator') ?? '';
    actors.set(response, ACTOR.test(named) ? `operator:${named}` : 'operator');
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
}

export const actorOf = (response: Response): string => actors.get(response) ?? 'unknown';
