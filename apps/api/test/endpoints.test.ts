import { createApiClient } from '@sets/local-stack';
import { commonEndpointTests } from '@sets/service-kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiInstance, OPS_TOKEN } from './support/api-instance.ts';
import { newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const baseUrl = () => api.url;
const operator = { baseUrl, goodHeaders: { authorization: `Bearer ${OPS_TOKEN}` }, credentialsHeader: 'authorization' };
const bulk = { filter: { region: 'us-central1' }, preview: true };

commonEndpointTests({ baseUrl, method: 'POST', path: '/v1/jobs', goodBody: { url: newPost().url } });
commonEndpointTests({ baseUrl, method: 'GET', path: '/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA' });
commonEndpointTests({ baseUrl, method: 'POST', path: '/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA/cancel' });
commonEndpointTests({ baseUrl, method: 'GET', path: '/v1/results' });
commonEndpointTests({ ...operator, method: 'GET', path: '/v1/ops/jobs' });
commonEndpointTests({ ...operator, method: 'POST', path: '/v1/ops/jobs/replay', goodBody: bulk });
commonEndpointTests({ ...operator, method: 'POST', path: '/v1/ops/jobs/purge', goodBody: bulk });
commonEndpointTests({
  ...operator,
  method: 'POST',
  path: '/v1/ops/results/invalidate',
  goodBody: { url: newPost().url },
});
commonEndpointTests({ ...operator, method: 'POST', path: '/v1/ops/regions/us-central1', goodBody: { paused: false } });
commonEndpointTests({ ...operator, method: 'GET', path: '/v1/ops/audit' });

it('the document that is served describes exactly these methods at these addresses', async () => {
  const { body } = await api.get('/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const client = createApiClient(api.url, operator.goodHeaders);
  expect(Object.keys(paths).length).toBeGreaterThan(15);
  for (const [template, methods] of Object.entries(paths)) {
    const answer = await client.send('PROPFIND', template.replaceAll(/\{\w+\}/g, 'AAAAAAAAAAAAAAAAAAAAAA'));
    const allowed = (answer.headers.get('allow') ?? '').split(', ').filter((method) => method !== 'HEAD');
    expect([template, answer.status, allowed]).toEqual([
      template,
      405,
      Object.keys(methods).map((method) => method.toUpperCase()),
    ]);
  }
});
