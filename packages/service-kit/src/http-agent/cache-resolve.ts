import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Clock } from '@sets/clock';
import type { Resolve } from '../outbound/resolve.ts';

const MAX_NAMES = 1_000;

interface Entry {
  readonly addresses: Promise<readonly LookupAddress[]>;
  readonly until: number;
}

/** Remembers answers for `ttlMs`; lookups of one name at once share one question. A failure is not remembered. */
export function cacheResolve(
  resolve: Resolve,
  { ttlMs, clock }: { readonly ttlMs: number; readonly clock: Clock },
): Resolve {
  const entries = new Map<string, Entry>();
  return (hostname) => {
    const known = entries.get(hostname);
    if (known !== undefined && clock.monotonic() < known.until) {
      return known.addresses;
    }
    const entry: Entry = { addresses: resolve(hostname), until: clock.monotonic() + ttlMs };
    entry.addresses.catch(() => {
      if (entries.get(hostname) === entry) {
        entries.delete(hostname);
      }
    });
    entries.delete(hostname);
    entries.set(hostname, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > MAX_NAMES && oldest !== undefined) {
      entries.delete(oldest);
    }
    return entry.addresses;
  };
}

/** A `Resolve` in the shape that sockets ask for. */
export const toLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (options.all) {
          callback(null, [...addresses]);
        } else {
          callback(null, first?.address ?? '', first?.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
