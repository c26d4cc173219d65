import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCloudRunService } from './cloud-run-service.ts';
import { WorkerServiceBusyError } from './worker-service.ts';

const asked: { readonly line: string; readonly token: string | undefined; readonly body: unknown }[] = [];
let status = 200;
const server = createServer(async (request: IncomingMessage, response) => {
  asked.push({
    line: `${request.method} ${request.url}`,
    token: request.headers.authorization,
    body: await json(request),
  });
  response.writeHead(status).end('{}');
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());
beforeEach(() => {
  asked.length = 0;
});

const service = (port = (server.address() as AddressInfo).port) =>
  createCloudRunService({
    ...{ project: 'p', region: 'europe-west1', service: 'worker', accessToken: async () => 'token' },
    baseUrl: `http://127.0.0.1:${port}`,
  });

it('sets the floor of the service, and nothing else of it', async () => {
  status = 200;
  await service().setFloor(7);
  expect(asked).toEqual([
    {
      line: 'PATCH /v2/projects/p/locations/europe-west1/services/worker?updateMask=scaling.minInstanceCount',
      token: 'Bearer token',
      body: { scaling: { minInstanceCount: 7 } },
    },
  ]);
});

it.each([409, 429, 503])('is busy when the platform answers %d', async (answer) => {
  status = answer;
  await expect(service().setFloor(7)).rejects.toThrow(WorkerServiceBusyError);
});

it('is busy while nobody answers', async () => {
  await expect(service(1).setFloor(7)).rejects.toThrow(WorkerServiceBusyError);
});

it('says what the platform says of a missing right', async () => {
  status = 403;
  const setting = service().setFloor(7);
  await expect(setting).rejects.toThrow('Cloud Run answered 403');
  await expect(setting).rejects.not.toThrow(WorkerServiceBusyError);
});
