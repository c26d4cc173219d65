import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@sets/contract';
import type { Caller, Guard } from '@sets/service-kit';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const PERSON = /^[\p{L}\p{N}@._ -]{1,64}$/u;
const OPERATOR: Caller = { id: 'operator', kind: 'operator', scopes: ['submit', 'operate'] };

/** Lets in who knows the token, compared in constant time; `X-Operator` says for the record who it is. */
export function requireOpsToken(token: string): Guard {
  const expected = digest(token);
  return ({ header }) => {
    const [scheme, given] = (header('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new ProblemError('unauthenticated');
    }
    const named = header('x-operator') ?? '';
    return PERSON.test(named) ? { ...OPERATOR, operator: named } : OPERATOR;
  };
}
