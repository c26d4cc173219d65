import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const create = () => createMetrics({ service: 'api', region: 'us-central1' });

describe('a counter', () => {
  it('is one fact for Prometheus and for JSON pages', async () => {
    const metrics = create();
    const hits = metrics.counter({ name: 'cache_hits_total', help: 'Hits.', labels: ['tier', 'platform'] });
    hits.increment({ tier: 'memory', platform: 'tiktok' });
    hits.increment({ tier: 'memory', platform: 'instagram' }, 2);
    hits.increment({ tier: 'firestore', platform: 'tiktok' });
    expect(await hits.total()).toBe(4);
    expect(await hits.total({ tier: 'memory' })).toBe(3);
    expect(await hits.totalsBy('platform')).toEqual({ tiktok: 2, instagram: 2 });
    expect(await hits.totalsBy('platform', { tier: 'firestore' })).toEqual({ tiktok: 1 });
    expect(await metrics.expose()).toContain(
      'cache_hits_total{tier="memory",platform="instagram",service="api",region="us-central1"} 2',
    );
  });

  it('belongs to its registry alone', async () => {
    const [one, other] = [create(), create()].map((metrics) => metrics.counter({ name: 'n_total', help: 'N.' }));
    one?.increment({});
    expect(await one?.total()).toBe(1);
    expect(await other?.total()).toBe(0);
  });
});

it('a gauge moves both ways', async () => {
  const gauge = create().gauge({ name: 'slots', help: 'Slots.', labels: ['kind'] });
  gauge.set({ kind: 'a' }, 5);
  gauge.add({ kind: 'a' }, -2);
  gauge.add({ kind: 'b' }, 4);
  expect(await gauge.total()).toBe(7);
  expect(await gauge.total({ kind: 'a' })).toBe(3);
});

it('a gauge that something else keeps is read when the page is made', async () => {
  const metrics = create();
  let depth = 1;
  metrics.gauge({ name: 'depth', help: 'Depth.', read: () => depth });
  expect(await metrics.expose()).toContain('depth{service="api",region="us-central1"} 1\n');
  depth = 7;
  expect(await metrics.expose()).toContain('depth{service="api",region="us-central1"} 7\n');
});

describe('a histogram', () => {
  const observe = (values: readonly number[]) => {
    const histogram = create().histogram({ name: 'd_seconds', help: 'D.', labels: ['route'], buckets: [1, 2, 4] });
    for (const value of values) {
      histogram.observe({ route: value > 2 ? '/slow' : '/fast' }, value);
    }
    return histogram;
  };

  it('knows nothing before the first observation', async () => {
    expect(await observe([]).summary()).toEqual({ count: 0, sum: 0, average: null, p50: null, p95: null, p99: null });
  });

  it('sums over series and interpolates inside a bucket', async () => {
    const histogram = observe([0.5, 1.5, 1.5, 3]);
    expect(await histogram.summary()).toMatchObject({ count: 4, sum: 6.5, average: 1.625, p50: 1.5 });
    expect(await histogram.summary({ route: '/slow' })).toMatchObject({ count: 1, sum: 3 });
  });

  it('claims nothing above its last bound', async () => {
    expect(await observe([100, 100]).summary()).toMatchObject({ p50: 4, p99: 4, average: 100 });
  });
});
