import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@sets/clock';
import type { RegionsHealth } from '@sets/contract';
import {
  bringBack,
  CITY_HEADER,
  type City,
  createApiClient,
  createLocalCloudControl,
  endsOf,
  FOUR_REGIONS,
  freePorts,
  type LocalCloudControl,
  type LocalRegions,
  loseRegion,
  newLinks,
  REGION_HEADER,
  startLocalRegions,
  startTraffic,
  until,
} from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';

const DIRECTORY = join(import.meta.dirname, '../.local/test/region-loss');
const OPS_TOKEN = 'the-operators-break-glass-token';
const CITIES = ['chicago', 'berlin', 'tokyo', 'sao-paulo', 'sydney'] as const satisfies readonly City[];
const REPEATABLE = { perS: 30, cities: CITIES };

let regions: LocalRegions;
let control: LocalCloudControl;
let url: string;
beforeAll(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts(FOUR_REGIONS);
  const { PATH = '', HOME = '' } = process.env;
  regions = await startLocalRegions({
    ...{ ports, directory: DIRECTORY, watch: false, roundTripScale: 1 / 20 },
    env: { PATH, HOME, SIMULATOR_LATENCY: 'fast', OPS_TOKEN },
    // A busy machine may miss a probe or two; a lost region misses all of them, at once.
    probes: { everyMs: 500, failureThreshold: 5 },
  });
  control = createLocalCloudControl(ports);
  ({ url } = regions.balancer);
});
afterAll(() => regions?.stop());

const from = (city: City) => createApiClient(url, { [CITY_HEADER]: city });
const operator = () => createApiClient(url, { authorization: `Bearer ${OPS_TOKEN}` });

/** As any healthy region shows it. */
async function healthOf(region: string): Promise<RegionsHealth['regions'][number] | undefined> {
  const { body } = await from('chicago').get('/health/regions');
  return (body as RegionsHealth).regions.find((one) => one.region === region);
}

async function regionOf(jobId: string): Promise<string | undefined> {
  const { body } = await operator().get(`/v1/ops/jobs?id=${jobId}`);
  return (body as { jobs: { region: string }[] }).jobs[0]?.region;
}

const servedIn = async (city: City): Promise<string | null> =>
  (await from(city).get('/health/live')).headers.get(REGION_HEADER);

it('serves clients in Sydney, São Paulo and Berlin in their nearest region, and works there', async () => {
  const nearest = [
    ['sydney', 'asia-southeast1'],
    ['sao-paulo', 'us-east1'],
    ['berlin', 'europe-west1'],
  ] as const;
  for (const [city, region] of nearest) {
    await until(`a job of ${city} to be taken and done in ${region}`, async () => {
      const [link = ''] = await newLinks(control, 1);
      const { headers, job } = await from(city).submit({ url: link }, { prefer: 'wait=40' });
      return headers.get(REGION_HEADER) === region && job.status === 'succeeded' && (await regionOf(job.id)) === region;
    });
  }
});

it('loses a region under load: submissions succeed elsewhere, every accepted job ends, and traffic comes back', async () => {
  const traffic = startTraffic({
    ...REPEATABLE,
    ...{ url, links: await newLinks(control, 120), random: seededRandom('region loss') },
  });
  await until('answers of the region', () => traffic.ended.some(({ region }) => region === 'europe-west1'));
  const lost = await loseRegion(regions.stack, 'europe-west1');
  await until(
    'the balancer to see the loss',
    () => !regions.balancer.state().some((one) => one.region === 'europe-west1' && one.healthy),
  );
  const seen = traffic.ended.length;
  await until('answers from elsewhere', () => traffic.ended.length > seen + 150);
  await until('its clients to be served by the next one', async () => (await servedIn('berlin')) === 'us-east1');
  await bringBack(lost);
  const back = traffic.ended.length;
  await until('answers of the region again', () =>
    traffic.ended.slice(back).some(({ city, region }) => city === 'berlin' && region === 'europe-west1'),
  );
  const submissions = await traffic.stop();
  const refused = submissions.filter(({ jobId }) => jobId === null);
  expect(refused).toEqual([]);
  expect(submissions.length).toBeGreaterThan(200);
  const jobs = await endsOf(
    url,
    submissions.flatMap(({ jobId }) => jobId ?? []),
  );
  expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['succeeded']));
});

it('loses Cloud Tasks of one region while its workers live: its jobs move, nobody is asked, and it comes back', async () => {
  await until('the region to be well', async () => (await healthOf('asia-southeast1'))?.status === 'ok');
  await until('its clients to be served there', async () => (await servedIn('tokyo')) === 'asia-southeast1');
  await control.cloudTasks.fault({ away: 'asia-southeast1' });
  const links = await newLinks(control, 8);
  // The first of them are accepted before the API has noticed, and wait in a region without a queue.
  const accepted = await Promise.all(links.map((link) => from('tokyo').submit({ url: link })));
  expect(accepted.map(({ headers }) => headers.get(REGION_HEADER))).toContain('asia-southeast1');
  await until('the health page to say so', async () => {
    const health = await healthOf('asia-southeast1');
    return health?.status === 'degraded' && health.queue === null && health.instances.worker === 1;
  });
  await until('new jobs to go elsewhere', async () => {
    const [link = ''] = await newLinks(control, 1);
    const { job } = await from('tokyo').submit({ url: link });
    return (await regionOf(job.id)) !== 'asia-southeast1';
  });
  const ids = accepted.map(({ job }) => job.id);
  for (const id of ids) {
    const job = await until('the job to end', async () => {
      const now = await from('berlin').job(id);
      return now.done && now;
    });
    // Which of the others has it is the nearest that is well at that moment.
    expect(job.status).toBe('succeeded');
    expect(await regionOf(id)).not.toBe('asia-southeast1');
  }
  const { body } = await operator().get('/v1/ops/regions');
  expect((body as RegionsHealth).regions).toContainEqual(
    expect.objectContaining({
      region: 'asia-southeast1',
      status: 'degraded',
      queue: null,
      paused: false,
      drained: false,
    }),
  );
  await control.cloudTasks.heal();
  await until('the region to be well', async () => (await healthOf('asia-southeast1'))?.status === 'ok');
  await until('jobs to stay at home again', async () => {
    const [link = ''] = await newLinks(control, 1);
    const { job } = await from('tokyo').submit({ url: link });
    return (await regionOf(job.id)) === 'asia-southeast1';
  });
});
