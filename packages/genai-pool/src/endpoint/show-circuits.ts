import type { EndpointSnapshot } from '../observe/snapshot.ts';
import type { Circuit, CircuitState } from './circuit.ts';

/** An endpoint's circuits as a snapshot has them. `sizesDown`: what nobody answers anywhere, so nobody does here. */
export function showCircuits(
  circuits: ReadonlyMap<string, Circuit>,
  sizesDown: ReadonlySet<string>,
): Pick<EndpointSnapshot, 'circuit' | 'circuits'> {
  const shown = Object.fromEntries(
    [...circuits].map(([size, { state, share }]): [string, EndpointSnapshot['circuits'][string]] => [
      size,
      { state: sizesDown.has(size) ? 'open' : state, success_share: Math.round(share * 1_000) / 1_000 },
    ]),
  );
  return { circuit: bestOf(Object.values(shown).map(({ state }) => state)), circuits: shown };
}

/** An endpoint is as well as its best size of work: whatever fails, something is answered there. */
const bestOf = (states: readonly CircuitState[]): CircuitState =>
  (['closed', 'half_open', 'open'] as const).find((state) => states.includes(state)) ?? 'closed';
