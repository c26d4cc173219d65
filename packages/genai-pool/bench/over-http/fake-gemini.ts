import type { CancelTimer } from '@sets/clock';
import type { Fault } from '../upstream/fault.ts';
import { type Script, Upstream } from '../upstream/upstream.ts';
import { LocationServer } from './location-server.ts';
import { scaledClock } from './machine-time.ts';

/** One copy of the cloud, for one contender and one seed. */
export interface CopyOptions {
  readonly run: string;
  readonly script: Script;
  /** What listens: the locations, and the metadata server where tokens are fetched. */
  readonly hosts: readonly string[];
  /** Benchmark milliseconds per real one. */
  readonly scale: number;
  /** When benchmark time begins, in the machine's time. */
  readonly startAtMs: number;
}

export type Ports = Readonly<Record<string, number>>;

interface Copy {
  readonly upstream: Upstream;
  readonly servers: readonly LocationServer[];
  readonly timers: readonly CancelTimer[];
}

/** Below the range that outgoing connections draw from: a server that comes back finds its own port free. */
const [FIRST_PORT, LAST_PORT] = [12_000, 30_000];

export class FakeGemini {
  readonly #copies = new Map<string, Copy>();
  /** Not always the same: a client may still hold connections to servers that have gone. */
  #port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));

  async start({ run, script, hosts, scale, startAtMs }: CopyOptions): Promise<Ports> {
    const upstream = new Upstream(script);
    const clock = scaledClock(scale, startAtMs);
    const at = (atMs: number, act: () => void): CancelTimer =>
      clock.schedule(act, Math.max(0, atMs - clock.monotonic()));
    const servers = hosts.map((location) => new LocationServer({ location, upstream, clock }));
    await Promise.all(servers.map((server) => server.listen(() => this.#nextPort())));
    const timers = servers.flatMap((server, index) =>
      script.faults
        .filter((fault) => refusesAt(fault, hosts[index] ?? ''))
        .flatMap(({ fromMs, toMs }) => [at(fromMs, () => server.refuse()), at(toMs, () => void server.listenAgain())]),
    );
    this.#copies.set(run, { upstream, servers, timers });
    return Object.fromEntries(servers.map(({ port }, index) => [hosts[index], port]));
  }

  /** How many calls met each fault of the script. */
  finish(run: string): number[] {
    const copy = this.#copies.get(run);
    this.#copies.delete(run);
    for (const cancel of copy?.timers ?? []) {
      cancel();
    }
    for (const server of copy?.servers ?? []) {
      server.refuse();
    }
    return copy?.upstream.met ?? [];
  }

  #nextPort(): number {
    this.#port = this.#port === LAST_PORT ? FIRST_PORT : this.#port + 1;
    return this.#port;
  }
}

const refusesAt = ({ kind, locations }: Fault, location: string): boolean =>
  kind.type === 'refuse' && (locations === 'all' || locations.includes(location));
