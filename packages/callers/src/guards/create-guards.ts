import { ProblemError } from '@sets/contract';
import { ANONYMOUS, type Caller, type Guard, type GuardedRequest, type Scope } from '@sets/service-kit';
import type { KeyAuthenticator } from '../keys/key-authenticator.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { networkOf } from '../limits/network-of.ts';
import { bearerOf } from './bearer-of.ts';
import type { BreakGlass } from './break-glass.ts';
import { namedBy } from './operator-name.ts';
import type { Refusals } from './refusals.ts';

export interface GuardsDeps {
  /** Absent: API keys open nothing. */
  readonly keys?: KeyAuthenticator;
  /** Absent: OPS_TOKEN is not set. */
  readonly breakGlass?: BreakGlass;
  /** Whether those who show nothing are let in, without a name. */
  readonly admitsAnonymous: boolean;
  readonly limits: CallerLimits;
  readonly refusals: Refusals;
}

export interface CallerGuards {
  readonly public: Guard;
  readonly caller: Guard;
  readonly operate: Guard | 'closed';
}

/** Who may call what. Each guard finds the caller, asks for the scope, and counts the request. */
export function createGuards(deps: GuardsDeps): CallerGuards {
  const { keys, breakGlass, limits } = deps;
  const operate = keys === undefined && breakGlass === undefined ? 'closed' : operatorGuard(deps);
  return {
    async public(request) {
      const caller = nameless(request);
      await limits.admit(request, caller);
      return caller;
    },
    async caller(request) {
      const caller = await clientOf(deps, request);
      requireScope(caller, 'submit');
      await limits.admit(request, caller);
      return caller;
    },
    operate,
  };
}

const nameless = ({ address }: GuardedRequest): Caller => ({ ...ANONYMOUS, network: networkOf(address) });

function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.includes(scope)) {
    throw new ProblemError('forbidden', { detail: `The scope "${scope}" is needed.` });
  }
}

async function clientOf(deps: GuardsDeps, request: GuardedRequest): Promise<Caller> {
  const token = bearerOf(request);
  if (deps.keys !== undefined && token !== null) {
    return await callerOfKey(deps.keys, token, deps.refusals, request);
  }
  return deps.admitsAnonymous ? nameless(request) : deps.refusals.refuse(request);
}

async function callerOfKey(
  keys: KeyAuthenticator,
  token: string,
  refusals: Refusals,
  request: GuardedRequest,
): Promise<Caller> {
  return (await keys.callerOf(token, () => refusals.check(request))) ?? refusals.refuse(request);
}

function operatorGuard({ keys, breakGlass, limits, refusals }: GuardsDeps): Guard {
  return async (request) => {
    const token = bearerOf(request);
    if (token === null) {
      return refusals.refuse(request);
    }
    const broken = breakGlass?.callerOf(token, request) ?? null;
    if (broken !== null) {
      await limits.admit(request, broken, 'requests');
      breakGlass?.record(broken, request);
      return broken;
    }
    if (keys === undefined) {
      return refusals.refuse(request);
    }
    const caller = namedBy(request, await callerOfKey(keys, token, refusals, request));
    requireScope(caller, 'operate');
    await limits.admit(request, caller);
    return caller;
  };
}
