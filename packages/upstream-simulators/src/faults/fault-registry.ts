import { seededRandom } from '@sets/clock';
import { type Effect, type Fault, type FaultInput, faultSchema, type Upstream } from './fault.ts';

export interface UpstreamCall {
  readonly upstream: Upstream;
  readonly location: string | null;
  readonly model: string | null;
  readonly content: string | null;
}

/** What the faults make of one call: any number of slow ones add up, of the others the oldest counts. */
export interface FaultVerdict {
  readonly times: number;
  readonly addMs: number;
  readonly effect: Exclude<Effect, { kind: 'slow' }> | null;
  /** Fires when the fault behind `effect` is cleared. */
  readonly cleared: AbortSignal;
}

export interface ActiveFault extends Fault {
  readonly id: string;
  readonly hits: number;
}

export interface FaultRegistry {
  /** Adds a fault and returns its id. */
  add(fault: FaultInput): string;
  /** Removes one fault, or all; calls that hang because of it end. */
  clear(id?: string): void;
  list(): ActiveFault[];
  /** Decides about one call and uses up counts. */
  take(call: UpstreamCall): FaultVerdict;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly clearing: AbortController;
  hits: number;
  seen: number;
}

const fits = (fault: Fault, call: UpstreamCall): boolean =>
  fault.upstream === call.upstream &&
  (fault.location === undefined || fault.location === call.location) &&
  (fault.model === undefined || fault.model === call.model) &&
  (fault.content === undefined || (call.content?.includes(fault.content) ?? false));

export function createFaultRegistry(seed: number): FaultRegistry {
  const entries = new Map<string, Entry>();
  let nextId = 1;

  const strikes = (entry: Entry, call: UpstreamCall): boolean => {
    if (!fits(entry.fault, call)) {
      return false;
    }
    if (entry.fault.count !== undefined && entry.hits >= entry.fault.count) {
      return false;
    }
    entry.seen += 1;
    if (entry.fault.share < 1 && seededRandom(`${seed}|${entry.id}|${entry.seen}`)() >= entry.fault.share) {
      return false;
    }
    return true;
  };

  return {
    add(input) {
      const fault = faultSchema.parse(input);
      const id = `fault-${nextId}`;
      nextId += 1;
      entries.set(id, { id, fault, clearing: new AbortController(), hits: 0, seen: 0 });
      return id;
    },
    clear(id) {
      for (const entry of id === undefined ? [...entries.values()] : [entries.get(id)]) {
        if (entry === undefined) {
          continue;
        }
        entries.delete(entry.id);
        entry.clearing.abort();
      }
    },
    list: () => [...entries.values()].map(({ id, fault, hits }) => ({ ...fault, id, hits })),
    take(call) {
      let times = 1;
      let addMs = 0;
      let effect: FaultVerdict['effect'] = null;
      let cleared = new AbortController().signal;
      for (const entry of entries.values()) {
        const wanted = entry.fault.effect;
        if (wanted.kind !== 'slow' && effect !== null) {
          continue;
        }
        if (!strikes(entry, call)) {
          continue;
        }
        entry.hits += 1;
        if (wanted.kind === 'slow') {
          times *= wanted.times;
          addMs += wanted.add_ms;
        } else {
          effect = wanted;
          cleared = entry.clearing.signal;
        }
      }
      return { times, addMs, effect, cleared };
    },
  };
}
