import type { Job, WebhookTask } from '@sets/contract';
import { createOutbound, silentLogger } from '@sets/service-kit';
import { startTestStore } from '@sets/store-kit/testing';
import { createPlaces, createWebhooks, type DeliverDeps, type News, WEBHOOKS_INDEXES } from '../../src/index.ts';
import { startReceiver } from './receiver.ts';

export const REGION = 'us-central1';
export const ADA = 'ada';

/** Webhooks on a real store in memory, whose time tests move, and a real receiver on loopback. */
export async function startHarness() {
  const test = await startTestStore(WEBHOOKS_INDEXES);
  const receiver = await startReceiver();
  const outbound = createOutbound({ allow: [receiver.address] });
  const { clock, tasks } = test;
  const webhooks = createWebhooks({ store: test.store(), clock, random: () => 0, logger: silentLogger });
  const jobs = new Map<string, Job>();
  const deps: DeliverDeps = {
    ...{ fetch: outbound.fetch, allowHttp: true, places: createPlaces(clock) },
    readJob: async (id) => jobs.get(id) ?? null,
  };
  return {
    ...test,
    ...{ receiver, webhooks, deps, jobs },
    async endpoint(wish: Partial<Parameters<typeof webhooks.endpoints.create>[1]> = {}, caller = ADA) {
      const url = `${receiver.url}/of-${caller}`;
      const events = ['job.succeeded', 'job.failed', 'job.preview'] as const;
      return webhooks.endpoints.create(caller, { url, description: null, events, payload: 'thin', ...wish });
    },
    /** Makes every delivery whose task is due, as Cloud Tasks would; gives what became of each. */
    async push(): Promise<string[]> {
      const due = [...tasks.waiting].filter(([, { scheduleAtMs = 0 }]) => scheduleAtMs <= clock.now());
      const outcomes: string[] = [];
      for (const [name, { payload }] of due) {
        tasks.waiting.delete(name);
        outcomes.push(await webhooks.deliver(deps, payload as WebhookTask));
      }
      return outcomes;
    },
    /** Moves time to the next task, if there is one. */
    passTime(): void {
      const next = Math.min(...[...tasks.waiting.values()].map(({ scheduleAtMs = 0 }) => scheduleAtMs));
      clock.advance(Math.max(0, Number.isFinite(next) ? next - clock.now() : 0));
    },
    async close() {
      await outbound.close();
      await receiver.close();
      await test.close();
    },
  };
}
export type Harness = Awaited<ReturnType<typeof startHarness>>;

let jobs = 0;
export function newsFor(endpoint: string, more: Partial<News> = {}): News {
  jobs += 1;
  const jobId = `job-of-a-test-${String(jobs).padStart(4, '0')}`;
  return {
    ...{ endpoint, caller: ADA, type: 'job.succeeded', jobId, region: REGION, trace: null },
    links: { self: `/v1/jobs/${jobId}`, result: null },
    occurredAtMs: Date.UTC(2026, 10, 23, 12),
    ...more,
  };
}
