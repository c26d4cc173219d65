import type { Clock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { getDomain } from 'tldts';

export interface HostGateOptions {
  readonly clock: Clock;
  /** Files fetched at once from one registrable domain; from one address behind any names twice as many. */
  readonly slotsPerHost: number;
  /** Files fetched at once from all untrusted hosts together. */
  readonly slotsInAll: number;
}

export interface HostVisit {
  /**
   * Takes a place at one more host on the way: the first, and each that a redirect leads to.
   *
   * @throws ProblemError `host_busy` when its places are taken, `host_unresponsive` when it has been silent lately
   */
  enter(url: URL, addresses: readonly string[]): void;
  /** Gives all places back. `silent`: the last host did not send in time; `answered`: it did. */
  leave(ended: 'answered' | 'silent' | 'unknown'): void;
}

export interface HostGate {
  visit(): HostVisit;
  /** Places taken now. */
  readonly taken: number;
}

/** After so many silences in a row, and no answer between them, a host is not asked for a while. */
const SILENCES = 3;
const CLOSED_MS = 60_000;
/** Names remembered of hosts that have been silent; whoever makes up more pays with a name of its own each time. */
const MAX_SILENT = 10_000;
const BUSY_RETRY_S = 2;

interface Silence {
  count: number;
  until: number;
}

/** All names below one that can be bought are one host. An address is its own. */
const domainOf = ({ hostname }: URL): string => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;

/**
 * Keeps whoever puts up a server that accepts and never answers from holding the places of all other jobs. The slots
 * are those of one worker; what it has learnt of a host goes with it. Only a name is closed for its silence, since many
 * names that do answer may stand behind one address.
 */
export function createHostGate({ clock, slotsPerHost, slotsInAll }: HostGateOptions): HostGate {
  const taken = new Map<string, number>();
  const silent = new Map<string, Silence>();
  let inAll = 0;

  const isFull = (key: string, slots: number): boolean => (taken.get(key) ?? 0) >= slots;

  function give(key: string): void {
    const left = (taken.get(key) ?? 0) - 1;
    if (left > 0) {
      taken.set(key, left);
    } else {
      taken.delete(key);
    }
  }

  function refuseSilent(domain: string): void {
    const known = silent.get(domain);
    if (known !== undefined && known.count >= SILENCES && clock.monotonic() < known.until) {
      throw new ProblemError('host_unresponsive', { detail: 'It was silent several times lately.' });
    }
  }

  function noteSilence(domain: string): void {
    const count = (silent.get(domain)?.count ?? 0) + 1;
    silent.delete(domain);
    silent.set(domain, { count, until: clock.monotonic() + CLOSED_MS });
    const oldest = silent.keys().next().value;
    if (silent.size > MAX_SILENT && oldest !== undefined) {
      silent.delete(oldest);
    }
  }

  return {
    visit() {
      const held: string[] = [];
      let domain: string | null = null;
      let inside = false;
      return {
        enter(url, addresses) {
          domain = domainOf(url);
          refuseSilent(domain);
          const wanted = [
            { key: `domain:${domain}`, slots: slotsPerHost },
            ...addresses.map((address) => ({ key: `address:${address}`, slots: slotsPerHost * 2 })),
          ].filter(({ key }) => !held.includes(key));
          if ((!inside && inAll >= slotsInAll) || wanted.some(({ key, slots }) => isFull(key, slots))) {
            throw new ProblemError('host_busy', { retryAfterS: BUSY_RETRY_S });
          }
          inAll += inside ? 0 : 1;
          inside = true;
          for (const { key } of wanted) {
            taken.set(key, (taken.get(key) ?? 0) + 1);
            held.push(key);
          }
        },
        leave(ended) {
          held.splice(0).forEach(give);
          inAll -= inside ? 1 : 0;
          inside = false;
          if (domain !== null && ended === 'silent') {
            noteSilence(domain);
          }
          if (domain !== null && ended === 'answered') {
            silent.delete(domain);
          }
        },
      };
    },
    get taken() {
      return inAll;
    },
  };
}
