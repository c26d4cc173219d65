import type { EndpointState } from '../endpoint/endpoint-state.ts';
import { byProximity } from '../endpoint/proximity.ts';

/** The endpoints that may answer one kind of request: its models in order, each at all its locations. */
export interface Tier {
  readonly name: string;
  readonly firstModel: string;
  readonly members: readonly TierMember[];
  /** Those that are not switched off; all when all are, for then something else is wrong. */
  serving(now: number): readonly TierMember[];
  /** By model, the endpoint that should have calls which prefer `location`: there, else the nearest. */
  homesOf(location: string | undefined): readonly (EndpointState | null)[];
}

export interface TierMember {
  readonly state: EndpointState;
  /** Place of its model in the tier. */
  readonly rank: number;
}

/** `models` undefined: all of them, as one model whose endpoints are equal. */
export function createTier(models: readonly string[] | undefined, all: readonly EndpointState[]): Tier {
  const members = (models ?? [undefined]).flatMap((model, rank) =>
    all.filter(({ endpoint }) => model === undefined || endpoint.model === model).map((state) => ({ state, rank })),
  );
  const ranks = models?.length ?? 1;
  const homes = new Map<string | undefined, readonly (EndpointState | null)[]>();
  return {
    name: models === undefined ? 'any' : models.join(' '),
    firstModel: members[0]?.state.endpoint.model ?? '',
    members,
    serving(now) {
      const on = members.some(({ state }) => state.isOff(now))
        ? members.filter(({ state }) => !state.isOff(now))
        : members;
      return on.length > 0 ? on : members;
    },
    homesOf(location) {
      let known = homes.get(location);
      if (known === undefined) {
        known = Array.from({ length: ranks }, (_, rank) => nearest(members, rank, location));
        homes.set(location, known);
      }
      return known;
    },
  };
}

function nearest(members: readonly TierMember[], rank: number, location: string | undefined): EndpointState | null {
  if (location === undefined) {
    return null;
  }
  const states = members.filter((member) => member.rank === rank).map(({ state }) => state);
  const [first] = byProximity(
    location,
    states.map(({ endpoint }) => endpoint.location),
  );
  return states.find(({ endpoint }) => endpoint.location === first) ?? null;
}
