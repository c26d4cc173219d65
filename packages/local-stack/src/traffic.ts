import { randomUUID } from 'node:crypto';
import { type Clock, type Random, sleep, systemClock } from '@sets/clock';
import { jobSchema } from '@sets/contract';
import { CITY_HEADER, type City } from './balancer/client-places.ts';
import { REGION_HEADER } from './balancer/start-balancer.ts';

export interface TrafficOptions {
  /** Of a balancer. */
  readonly url: string;
  /** Submissions by Poisson arrivals. */
  readonly perS: number;
  /** Drawn from evenly. */
  readonly cities: readonly City[];
  readonly links: readonly string[];
  readonly random: Random;
  readonly clock?: Clock;
}

/** What became of one submission, from its client's view. */
export interface Submission {
  readonly city: City;
  /** Milliseconds since the traffic began. */
  readonly atMs: number;
  readonly tookMs: number;
  /** Requests that it took: a client asks again with the same Idempotency-Key. */
  readonly tries: number;
  /** Who answered; null when nobody did. */
  readonly region: string | null;
  /** Null where it was not accepted. */
  readonly jobId: string | null;
  readonly servedFrom: string | null;
  /** The first thing that went wrong, however it ended. */
  readonly trouble: string | null;
}

export interface Traffic {
  /** Submissions that have ended so far. */
  readonly ended: readonly Submission[];
  /** No submission begins any more. Resolves with all of them once the last has ended. */
  stop(): Promise<readonly Submission[]>;
}

const MAX_TRIES = 3;
const TRY_AGAIN_MS = 250;
const GIVE_UP_MS = 30_000;
const MAY_TRY_AGAIN = new Set([429, 502, 503, 504]);

interface Told {
  readonly region: string | null;
  readonly job: { readonly id: string; readonly served_from: string } | null;
  readonly trouble: string | null;
  readonly again: boolean;
}

/** Clients in several cities that submit links through a balancer, until they are stopped. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { url, perS, cities, links, random, clock = systemClock } = options;
  const from = clock.monotonic();
  const stopping = new AbortController();
  const ended: Submission[] = [];
  const underWay = new Set<Promise<void>>();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  async function ask(city: City, link: string, key: string): Promise<Told> {
    try {
      const response = await fetch(`${url}/v1/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key, [CITY_HEADER]: city },
        body: JSON.stringify({ url: link }),
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      const region = response.headers.get(REGION_HEADER);
      const text = await response.text();
      return response.ok
        ? { region, job: jobSchema.parse(JSON.parse(text)), trouble: null, again: false }
        : { region, job: null, trouble: `${response.status}`, again: MAY_TRY_AGAIN.has(response.status) };
    } catch (error) {
      return { region: null, job: null, trouble: String(error), again: true };
    }
  }

  async function submit(city: City, link: string): Promise<void> {
    const atMs = clock.monotonic() - from;
    const key = randomUUID();
    let told = await ask(city, link, key);
    const { trouble } = told;
    let tries = 1;
    while (told.again && tries < MAX_TRIES) {
      await sleep(clock, TRY_AGAIN_MS * 2 ** (tries - 1));
      told = await ask(city, link, key);
      tries += 1;
    }
    const { region, job } = told;
    ended.push({
      ...{ city, atMs, tookMs: clock.monotonic() - from - atMs, tries, region, trouble },
      ...{ jobId: job?.id ?? null, servedFrom: job?.served_from ?? null },
    });
  }

  async function arrive(): Promise<void> {
    while (!stopping.signal.aborted) {
      const submission = submit(pick(cities), pick(links));
      underWay.add(submission);
      void submission.finally(() => underWay.delete(submission));
      await sleep(clock, (-Math.log(1 - random()) / perS) * 1_000, stopping.signal);
    }
  }

  const arriving = arrive();
  return {
    ended,
    async stop() {
      stopping.abort();
      await arriving;
      await Promise.all(underWay);
      return ended;
    },
  };
}
