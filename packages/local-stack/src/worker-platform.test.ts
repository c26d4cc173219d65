import { afterEach, expect, it } from 'vitest';
import { freePort } from './ports.ts';
import { startWorkerPlatform, type WorkerPlatform } from './worker-platform.ts';

let platform: WorkerPlatform | undefined;
afterEach(() => platform?.close());

const FLOOR = 'updateMask=scaling.minInstanceCount';
const serviceIn = (region: string, name = 'worker') => `/v2/projects/p/locations/${region}/services/${name}`;

async function start() {
  const kept: [string, number][] = [];
  const port = await freePort();
  platform = await startWorkerPlatform({
    ...{ port, regions: ['us-east1', 'europe-west1'] },
    keep: (region, workers) => void kept.push([region, workers]),
  });
  async function patch(path: string, { floor = 2 as unknown, token = 'Bearer x', method = 'PATCH' } = {}) {
    const body = method === 'GET' ? {} : { body: JSON.stringify({ scaling: { minInstanceCount: floor } }) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...{ method, headers: { authorization: token } },
      ...body,
    });
    return response.status;
  }
  return { patch, kept };
}

it('keeps as many workers as the floor says, region by region', async () => {
  const { patch, kept } = await start();
  expect(await patch(`${serviceIn('europe-west1')}?${FLOOR}`, { floor: 3 })).toBe(200);
  expect(kept).toEqual([['europe-west1', 3]]);
  expect([platform?.floor('europe-west1'), platform?.floor('us-east1')]).toEqual([3, null]);
});

it.each([
  ['nobody in particular', `${serviceIn('us-east1')}?${FLOOR}`, { token: '' }, 401],
  ['an unknown region', `${serviceIn('mars')}?${FLOOR}`, {}, 404],
  ['another service', `${serviceIn('us-east1', 'api')}?${FLOOR}`, {}, 404],
  ['the whole service', serviceIn('us-east1'), {}, 400],
  ['a floor below nought', `${serviceIn('us-east1')}?${FLOOR}`, { floor: -1 }, 400],
  ['a word for a floor', `${serviceIn('us-east1')}?${FLOOR}`, { floor: 'two' }, 400],
  ['a look', `${serviceIn('us-east1')}?${FLOOR}`, { method: 'GET' }, 400],
])('refuses %s as the real one would', async (_what, path, given, status) => {
  const { patch, kept } = await start();
  expect(await patch(path, given)).toBe(status);
  expect(kept).toEqual([]);
});
