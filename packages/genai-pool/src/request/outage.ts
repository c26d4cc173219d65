import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { TierMember } from './tier.ts';

/**
 * Whether nobody answers any more: computed from what each endpoint last answered and failed, so there is nothing to
 * switch back. The first answer anywhere ends it. Only time in which an endpoint was asked counts: after an idle hour
 * nobody has been answered for long, and what failed before it says nothing of now. Endpoints that cool down are left
 * out: the service has told when they are back.
 */
export function isOutage(
  members: readonly TierMember[],
  { size, tokens, afterMs, now }: { size: string; tokens: number; afterMs: number; now: number },
): boolean {
  let answeredAt = Number.NEGATIVE_INFINITY;
  for (const { state } of members) {
    answeredAt = Math.max(answeredAt, state.circuitOf(size).answeredAt);
  }
  if (now - answeredAt < afterMs) {
    return false;
  }
  let failing = 0;
  for (const { state } of members) {
    if (state.availability(tokens, now) === 'cooling') {
      continue;
    }
    const circuit = state.circuitOf(size);
    if (circuit.failedBefore <= answeredAt || now - circuit.askedSince(now) < afterMs) {
      return false;
    }
    failing += 1;
  }
  return failing > 0;
}

/** Calls may hang: the emptiest one has waited longest for a look; of equals, the one that was asked longest ago. */
export function longestUnseen(members: readonly TierMember[], size: string): EndpointState | null {
  const lastLook = ({ state }: TierMember): number => state.circuitOf(size).calledAt;
  const [first] = members.toSorted((a, b) => a.state.load - b.state.load || lastLook(a) - lastLook(b));
  return first?.state ?? null;
}
