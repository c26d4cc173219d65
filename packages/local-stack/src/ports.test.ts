import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { localEnvironment } from './environment.ts';
import { documentedPorts, freePort, freePorts, instances, isPortFree, namedPorts, workerUrlOf } from './ports.ts';

const FOUR_REGIONS = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'].map((region) => ({
  region,
  apis: 1,
  workers: 1,
}));

describe('the documented ports', () => {
  it('are one API and one worker, which Cloud Tasks pushes to itself', () => {
    const ports = documentedPorts({});
    expect(ports.regions).toEqual([{ region: 'us-central1', apis: [8080], workers: [8180] }]);
    expect(workerUrlOf(ports)).toBe('http://127.0.0.1:8180');
    expect(ports.locations).toEqual({ us: 8292, eu: 8293, global: 8294, 'asia-southeast1': 8295 });
    expect(instances(ports.regions).map(({ name }) => name)).toEqual(['api', 'worker']);
    expect(ports).toMatchObject({ workerFront: null, balancer: null, cloudRun: null });
  });

  it('have a front and a place to scale where workers may grow', () => {
    const ports = documentedPorts({}, [{ region: 'us-central1', apis: 1, workers: 1, maxWorkers: 2 }]);
    expect(ports).toMatchObject({ workerFront: 8190, balancer: null, cloudRun: 8191 });
    expect(localEnvironment({ ports, env: {}, directory: 'x' })).toMatchObject({
      SCALE_SERVICE: 'worker',
      CLOUD_RUN_BASE_URL: 'http://127.0.0.1:8191',
      GCE_METADATA_HOST: '127.0.0.1:8290',
    });
  });

  it('count upwards in the regions’ order, behind one front', () => {
    const ports = documentedPorts({ API_PORT: '9080' }, FOUR_REGIONS);
    expect(ports.regions.map(({ apis: [api], workers: [worker] }) => [api, worker])).toEqual([
      [9080, 8180],
      [9081, 8181],
      [9082, 8182],
      [9083, 8183],
    ]);
    expect(workerUrlOf(ports)).toBe('http://127.0.0.1:8190/{region}');
    expect(ports.balancer).toBe(8070);
    expect(instances(ports.regions).map(({ name }) => name)).toContain('worker-europe-west1');
  });

  it.each(['0', '65536', '80a', '-1'])('refuse %s', (text) => {
    expect(() => documentedPorts({ WORKER_PORT: text })).toThrow(`WORKER_PORT must be a port from 1 to 65535`);
  });
});

describe('free ports', () => {
  it('are given once, although nobody listens there yet', async () => {
    const first = await freePort();
    const draws = [(first - 10_000) / 22_000 + 1e-9, Math.random()];
    expect(await freePort(() => draws.shift() ?? Math.random())).not.toBe(first);
    expect(draws).toHaveLength(0);
    expect(await isPortFree(first)).toBe(true);
  });

  it('are all different, and nobody listens there', async () => {
    const ports = await freePorts([{ region: 'us-central1', apis: 2, workers: 3 }]);
    const numbers = namedPorts(ports).map(([, port]) => port);
    expect(numbers).toHaveLength(2 + 3 + 1 + 5 + 4);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(instances(ports.regions).map(({ name }) => name)).toEqual([
      'api',
      'api-2',
      'worker',
      'worker-2',
      'worker-3',
    ]);
  });

  it('are told from taken ones', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await isPortFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });
});

describe('the environment', () => {
  const ports = documentedPorts({}, FOUR_REGIONS);
  const environment = (env: NodeJS.ProcessEnv) => localEnvironment({ ports, env, directory: '/data' });

  it('keeps to this machine, whatever name a shell has for it', () => {
    expect(environment({ HOST: 'desk', LOG_LEVEL: 'debug' })).toMatchObject({ HOST: '127.0.0.1', LOG_LEVEL: 'debug' });
  });

  it('points at the simulators unless there are real keys', () => {
    expect(environment({})).toMatchObject({
      GEMINI_BASE_URL: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:8290\/gemini,us=http:\/\/127\.0\.0\.1:8292\/gemini,eu=/,
      ),
      GCE_METADATA_HOST: '127.0.0.1:8290',
      SCRAPECREATORS_BASE_URL: 'http://127.0.0.1:8290/scrapecreators',
    });
    const real = environment({ GEMINI_API_KEY: 'a', SCRAPECREATORS_API_KEY: 'b' });
    expect(real).not.toHaveProperty('GEMINI_BASE_URL');
    expect(real).not.toHaveProperty('SCRAPECREATORS_BASE_URL');
    expect(real.SCRAPECREATORS_API_KEY).toBe('b');
  });

  it('takes what the caller set, but for the regions', () => {
    expect(environment({ LOG_FORMAT: 'pretty', PRIMARY_REGION: 'nowhere' })).toMatchObject({
      LOG_FORMAT: 'pretty',
      PRIMARY_REGION: 'us-central1',
      SECONDARY_REGIONS: 'us-east1,europe-west1,asia-southeast1',
    });
  });
});
