import type { Caller, GuardedRequest } from '@sets/service-kit';

const PERSON = /^[\p{L}\p{N}@._ -]{1,64}$/u;

/** The caller with the name that `X-Operator` gives for the record, when it is fit for one. */
export function namedBy({ header }: GuardedRequest, caller: Caller): Caller {
  const named = header('x-operator') ?? '';
  return PERSON.test(named) ? { ...caller, operator: named } : caller;
}
