import { GoogleGenAI } from '@google/genai';
import { seededRandom, systemClock } from '@sets/clock';
import type { PoolObserver } from '../../src/index.ts';
import { createPool } from '../contenders/our-pool.ts';
import type { Cloud } from '../over-http/cloud.ts';
import { ask } from '../over-http/http-upstreams.ts';
import { machineMs } from '../over-http/machine-time.ts';
import { ALWAYS } from '../upstream/fault.ts';
import { HOME, LOCATIONS } from '../upstream/workload.ts';
import { INSTANT } from './overhead.ts';

const IN_FLIGHT = 10;
const POST = { number: 1, size: 'video', poison: false } as const;

/** From the moment that the caller's `send` rejects to the moment that the next `send` begins, over real HTTP. */
export async function measureFailover(cloud: Cloud, observer: PoolObserver, requests: number): Promise<number[]> {
  const run = 'failover';
  const faults = [{ ...ALWAYS, locations: [HOME], kind: { type: 'status', status: 503 } }] as const;
  const script = { ...INSTANT, faults };
  const ports = await cloud.start({ run, script, hosts: LOCATIONS, scale: 1, startAtMs: machineMs() });
  const clients = new Map(
    LOCATIONS.map((location) => {
      const httpOptions = { baseUrl: `http://127.0.0.1:${ports[location]}` };
      return [location, new GoogleGenAI({ apiKey: 'none', vertexai: false, httpOptions })];
    }),
  );
  const times: number[] = [];
  const failOver = async (): Promise<void> => {
    // A fresh pool each time: after a few failures the endpoint would be asked last, and nothing would fail over.
    const pool = createPool({ clock: systemClock, random: seededRandom(run), locations: LOCATIONS, observer });
    let failedAt: number | null = null;
    await pool.run(
      async ({ location }, abortSignal) => {
        if (failedAt !== null) {
          times.push(performance.now() - failedAt);
        }
        try {
          const client = clients.get(location);
          await (client === undefined ? Promise.reject(new Error(location)) : ask(client, POST, { abortSignal }));
        } catch (error) {
          failedAt = performance.now();
          throw error;
        }
      },
      { prefer: HOME },
    );
    pool.close();
  };
  for (let done = 0; done < requests; done += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, failOver));
  }
  await cloud.finish(run);
  return times;
}
