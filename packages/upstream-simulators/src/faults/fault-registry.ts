import { type Clock, seededRandom } from '@sets/clock';
import {
  type CallSize,
  type Effect,
  type Fault,
  type FaultInput,
  faultSchema,
  isNetworkEffect,
  type Upstream,
} from './fault.ts';
import { faultPhase } from './fault-phase.ts';

export interface UpstreamCall {
  readonly upstream: Upstream;
  readonly location: string | null;
  readonly model: string | null;
  readonly content: string | null;
}

/** What only a read request tells. */
export interface CallDetails {
  readonly content: string | null;
  readonly size: CallSize | null;
}

export type NetworkEffect = 'refuse' | 'black_hole';

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
  /** Calls struck; for `refuse` and `black_hole`, which no call reaches, the connections that they cut. */
  readonly hits: number;
}

export interface FaultRegistry {
  /**
   * Adds a fault and returns its id.
   *
   * @throws ZodError; RangeError for a network effect at a location without an address of its own
   */
  add(fault: FaultInput): string;
  /** Removes one fault, or all; calls that hang because of it end. */
  clear(id?: string): void;
  list(): ActiveFault[];
  /** Those that struck nothing, cleared ones included: a benchmark that has one proved nothing about it. */
  unmet(): ActiveFault[];
  /** Clears all, and forgets what was cleared. */
  reset(): void;
  /** Whether a fault that might fit asks for what only the read request tells. */
  wantsDetails(call: UpstreamCall): boolean;
  /** Decides about one call and uses up counts. `inFlight` counts the call itself. */
  take(call: UpstreamCall, details?: CallDetails, inFlight?: number): FaultVerdict;
  /** What the network does to a location now, by which fault, and in how many milliseconds that may change. */
  network(location: string): { readonly effect: NetworkEffect | null; readonly changesInMs: number | null };
  /** Counts connections that the location's network effect cut. */
  countCut(location: string, connections: number): void;
  /** Calls back after each change of the list. */
  onChange(listener: () => void): void;
}

export interface FaultRegistryOptions {
  readonly seed: number;
  readonly clock: Clock;
  /** Locations at addresses of their own. */
  readonly ownAddresses?: readonly string[];
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly setAtMs: number;
  readonly clearing: AbortController;
  hits: number;
  seen: number;
}

const NO_DETAILS: CallDetails = { content: null, size: null };

function fits(fault: Fault, call: UpstreamCall): boolean {
  return (
    fault.upstream === call.upstream &&
    (fault.location === undefined || fault.location === call.location) &&
    (fault.model === undefined || fault.model === call.model)
  );
}

function fitsDetails(fault: Fault, call: UpstreamCall, details: CallDetails): boolean {
  const content = details.content ?? call.content;
  return (
    (fault.content === undefined || (content?.includes(fault.content) ?? false)) &&
    (fault.size === undefined || fault.size === details.size)
  );
}

export function createFaultRegistry({ seed, clock, ownAddresses = [] }: FaultRegistryOptions): FaultRegistry {
  const entries = new Map<string, Entry>();
  const cleared: Entry[] = [];
  const listeners: (() => void)[] = [];
  let nextId = 1;

  const phaseOf = (entry: Entry) => faultPhase(entry.fault, clock.monotonic() - entry.setAtMs);
  const show = ({ id, fault, hits }: Entry): ActiveFault => ({ ...fault, id, hits });
  const changed = (): void => {
    for (const listener of listeners) {
      listener();
    }
  };
  const networkEntries = (location: string): Entry[] =>
    [...entries.values()].filter(({ fault }) => isNetworkEffect(fault.effect) && fault.location === location);

  const strikes = (entry: Entry, call: UpstreamCall, details: CallDetails): boolean => {
    const { fault } = entry;
    if (isNetworkEffect(fault.effect) || !fits(fault, call) || !fitsDetails(fault, call, details)) {
      return false;
    }
    if (!phaseOf(entry).active || (fault.count !== undefined && entry.hits >= fault.count)) {
      return false;
    }
    entry.seen += 1;
    return fault.share === 1 || seededRandom(`${seed}|${entry.id}|${entry.seen}`)() < fault.share;
  };

  const clear = (id?: string): void => {
    for (const entry of id === undefined ? [...entries.values()] : [entries.get(id)]) {
      if (entry === undefined) {
        continue;
      }
      entries.delete(entry.id);
      cleared.push(entry);
      entry.clearing.abort();
    }
    changed();
  };

  return {
    add(input) {
      const fault = faultSchema.parse(input);
      const { location } = fault;
      if (isNetworkEffect(fault.effect) && (location === undefined || !ownAddresses.includes(location))) {
        throw new RangeError(`${location} has no address of its own to cut off`);
      }
      const id = `fault-${nextId}`;
      nextId += 1;
      entries.set(id, { id, fault, setAtMs: clock.monotonic(), clearing: new AbortController(), hits: 0, seen: 0 });
      changed();
      return id;
    },
    clear,
    list: () => [...entries.values()].map(show),
    unmet: () => [...cleared, ...entries.values()].filter(({ hits }) => hits === 0).map(show),
    reset() {
      clear();
      cleared.length = 0;
    },
    wantsDetails: (call) =>
      [...entries.values()].some(
        ({ fault }) =>
          fits(fault, call) && (fault.size !== undefined || (fault.content !== undefined && call.content === null)),
      ),
    take(call, details = NO_DETAILS, inFlight = 1) {
      let times = 1;
      let addMs = 0;
      let effect: FaultVerdict['effect'] = null;
      let signal = new AbortController().signal;
      for (const entry of entries.values()) {
        const wanted = entry.fault.effect;
        if (wanted.kind !== 'slow' && effect !== null) {
          continue;
        }
        if (!strikes(entry, call, details)) {
          continue;
        }
        entry.hits += 1;
        if (wanted.kind === 'slow') {
          times *= wanted.times;
          addMs += wanted.add_ms + wanted.add_ms_per_call * Math.max(0, inFlight - wanted.above_calls);
        } else {
          effect = wanted;
          signal = entry.clearing.signal;
        }
      }
      return { times, addMs, effect, cleared: signal };
    },
    network(location) {
      const found = networkEntries(location).map((entry) => ({ entry, phase: phaseOf(entry) }));
      const active = found.find(({ phase }) => phase.active);
      const changes = found.flatMap(({ phase }) => (phase.changesInMs === null ? [] : [phase.changesInMs]));
      return {
        effect: (active?.entry.fault.effect.kind ?? null) as NetworkEffect | null,
        changesInMs: changes.length === 0 ? null : Math.min(...changes),
      };
    },
    countCut(location, connections) {
      const active = networkEntries(location).find((entry) => phaseOf(entry).active);
      if (active !== undefined) {
        active.hits += connections;
      }
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
