import { expect, it } from 'vitest';
import { newPost } from './support/fixtures.ts';
import { startTestCloud } from './support/test-cloud.ts';

it('counts callers by continent where a load balancer tells, and believes nobody else', async () => {
  const cloud = await startTestCloud();
  try {
    const behind = await cloud.startApi({ TRUSTED_LB: 'true' });
    const alone = await cloud.startApi();
    for (const where of ['AU,-33.87,151.21', 'DE,52.5,13.4', 'nowhere']) {
      await behind.submit({ url: newPost().url }, { 'x-client-geo-location': where });
      await alone.submit({ url: newPost().url }, { 'x-client-geo-location': where });
    }
    await behind.flushStats();
    await alone.flushStats();
    const { body } = await behind.get('/metrics/performance');
    expect(body).toMatchObject({ clients: { by_continent: { oceania: 1, europe: 1, unknown: 1 } } });
  } finally {
    await cloud.close();
  }
});
