import { API_ROUTES, type RouteTable } from '@sets/contract/routes';
import { describeEndpoints } from '@sets/service-kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiInstance, OPS_TOKEN } from './support/api-instance.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

describeEndpoints({
  routes: API_ROUTES,
  baseUrl: () => api.url,
  credentials: {
    operate: { authorization: `Bearer ${OPS_TOKEN}` },
    'signing-in': { authorization: `Bearer ${OPS_TOKEN}` },
  },
});

it('serves the document of exactly these routes', async () => {
  const { body } = await api.get('/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { operationId: string }>> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
  );
  const routes = Object.entries<RouteTable[string]>(API_ROUTES).map(([id, { method, path }]) => [id, method, path]);
  expect(documented.toSorted()).toEqual(routes.toSorted());
});
