import { ProblemError } from '@sets/contract';
import { ANONYMOUS, type Caller, type Guard, type GuardedRequest, type Scope } from '@sets/service-kit';
import type { AppAuthenticator, AppFinding } from '../app-check/app-authenticator.ts';
import type { KeyAuthenticator } from '../keys/key-authenticator.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { networkOf } from '../limits/network-of.ts';
import { bearerOf } from './bearer-of.ts';
import type { BreakGlass } from './break-glass.ts';
import type { ConsoleSessions } from './console-session.ts';
import { namedBy } from './operator-name.ts';
import type { Refusals } from './refusals.ts';

export interface GuardsDeps {
  /** Absent: API keys open nothing. */
  readonly keys?: KeyAuthenticator;
  /** Absent: OPS_TOKEN is not set. */
  readonly breakGlass?: BreakGlass;
  /** Absent: App Check is off. */
  readonly apps?: AppAuthenticator;
  /** Whether a verified app is let in under the name that its token gives it. */
  readonly admitsApps: boolean;
  /** Whether those who show nothing that counts are let in, without a name. */
  readonly admitsAnonymous: boolean;
  readonly limits: CallerLimits;
  readonly refusals: Refusals;
  readonly sessions: ConsoleSessions;
  /** The token that whoever opens the console is signed in with, on a machine of one's own. */
  readonly openToken?: string;
}

export interface CallerGuards {
  readonly public: Guard;
  readonly caller: Guard;
  readonly operate: Guard | 'closed';
  readonly 'signing-in': Guard;
  readonly 'signed-in': Guard;
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
    'signing-in': async (request) => {
      const token = bearerOf(request);
      const caller = await holderOf(deps, token, request);
      if (token !== null) {
        request.answerHeader('Set-Cookie', deps.sessions.begin(token));
      }
      return caller;
    },
    'signed-in': async (request) => {
      const token = deps.sessions.tokenOf(request);
      // Also in the place of another session: cookies know no ports, and this may be of another stack.
      if (deps.openToken !== undefined && token !== deps.openToken) {
        request.answerHeader('Set-Cookie', deps.sessions.begin(deps.openToken));
        return await holderOf(deps, deps.openToken, request);
      }
      if (token === null && deps.admitsAnonymous) {
        return nameless(request);
      }
      return await holderOf(deps, token, request);
    },
  };
}

/** Whoever shows a key, whatever it opens; counted, and put on record where the glass was broken. */
async function holderOf(deps: GuardsDeps, token: string | null, request: GuardedRequest): Promise<Caller> {
  const { caller, isBroken } = await provedBy(deps, token, request);
  await deps.limits.admit(request, caller);
  if (isBroken) {
    recordUse(deps, token, caller, request);
  }
  return caller;
}

interface Proved {
  readonly caller: Caller;
  /** By OPS_TOKEN. */
  readonly isBroken: boolean;
}

async function provedBy(deps: GuardsDeps, token: string | null, request: GuardedRequest): Promise<Proved> {
  const { keys, breakGlass, refusals } = deps;
  if (token === null) {
    return refusals.refuse(request);
  }
  const broken = breakGlass?.callerOf(token, request) ?? null;
  if (broken !== null) {
    return { caller: broken, isBroken: true };
  }
  if (keys === undefined) {
    return refusals.refuse(request);
  }
  return { caller: await callerOfKey(keys, token, refusals, request), isBroken: false };
}

/** Where everybody is signed in with it, its use says nothing. */
function recordUse(
  { breakGlass, openToken }: GuardsDeps,
  token: string | null,
  caller: Caller,
  request: GuardedRequest,
): void {
  if (token !== openToken) {
    breakGlass?.record(caller, request);
  }
}

/** What the caller shows: a bearer token, or the key of a session. */
const shownBy = ({ sessions }: GuardsDeps, request: GuardedRequest): string | null =>
  bearerOf(request) ?? sessions.tokenOf(request);

const nameless = ({ address }: GuardedRequest): Caller => ({ ...ANONYMOUS, network: networkOf(address()) });

function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.includes(scope)) {
    throw new ProblemError('forbidden', { detail: `The scope "${scope}" is needed.` });
  }
}

async function clientOf(deps: GuardsDeps, request: GuardedRequest): Promise<Caller> {
  const { keys, refusals, admitsApps, admitsAnonymous } = deps;
  const token = keys === undefined ? null : shownBy(deps, request);
  // Whoever is signed in without having asked for it is nobody's caller.
  if (keys !== undefined && token !== null && token !== deps.openToken) {
    const caller = keys.proved(token) ?? (await callerOfKey(keys, token, refusals, request));
    if (deps.apps !== undefined) {
      await findApp(deps, request, { ifShown: true });
    }
    return caller;
  }
  const found = await findApp(deps, request, { ifShown: false });
  if (found.kind === 'verified' && admitsApps) {
    return found.caller;
  }
  if (admitsAnonymous) {
    return nameless(request);
  }
  if (found.kind === 'undetermined') {
    throw found.cause;
  }
  return refusals.refuse(request, found.kind === 'invalid' ? found.cause : undefined);
}

const NO_APP: AppFinding = { kind: 'unverified' };

/** Where nobody is refused for lack of a token, none is refused for too many bad ones either. */
async function findApp(
  { apps, refusals, admitsAnonymous }: GuardsDeps,
  request: GuardedRequest,
  options: { readonly ifShown: boolean },
): Promise<AppFinding> {
  const beforeChecking = (): void => (admitsAnonymous ? undefined : refusals.check(request));
  return apps === undefined ? NO_APP : await apps.find(request, beforeChecking, options);
}

async function callerOfKey(
  keys: KeyAuthenticator,
  token: string,
  refusals: Refusals,
  request: GuardedRequest,
): Promise<Caller> {
  return (await keys.callerOf(token, () => refusals.check(request))) ?? refusals.refuse(request);
}

function operatorGuard(deps: GuardsDeps): Guard {
  const { limits } = deps;
  return async (request) => {
    const token = shownBy(deps, request);
    const proved = await provedBy(deps, token, request);
    if (proved.isBroken) {
      await limits.admit(request, proved.caller, 'requests');
      recordUse(deps, token, proved.caller, request);
      return proved.caller;
    }
    const caller = namedBy(request, proved.caller);
    requireScope(caller, 'operate');
    await limits.admit(request, caller);
    return caller;
  };
}
