import { type Random, seededRandom, sleep, systemClock } from '@sets/clock';
import type { Job, RegionsHealth } from '@sets/contract';
import {
  bringBack,
  CITY_HEADER,
  type City,
  createApiClient,
  createLocalCloudControl,
  endsOf,
  type LocalRegions,
  loseRegion,
  newLinks,
  REGION_HEADER,
  type Submission,
  startTraffic,
  until,
} from '@sets/local-stack';
import { countBy, spreadOf } from '@sets/measurement';

export interface DrillOptions {
  readonly regions: LocalRegions;
  /** Submissions a second. */
  readonly perS: number;
  /** Of each of three spans: before, while something is lost, and after. */
  readonly spanS: number;
  /** Told of each thing that happens. */
  readonly tell: (line: string) => void;
}

const CITIES = ['chicago', 'berlin', 'tokyo', 'sao-paulo', 'sydney'] as const satisfies readonly City[];
const LOST = 'europe-west1';
const LOST_CITY: City = 'berlin';
const AWAY = 'asia-southeast1';
const AWAY_CITY: City = 'tokyo';
const LOOKS = 5;
/** Of the links submitted so many are new; the others were asked for before, as in the workload, or are under way. */
const NEW_SHARE = 0.3;

const secondsFrom = (startedMs: number): number => (systemClock.monotonic() - startedMs) / 1_000;
const span = (seconds: number): Promise<void> => sleep(systemClock, seconds * 1_000);

const clientIn = (url: string, city: City) => createApiClient(url, { [CITY_HEADER]: city });

export interface Nearest {
  readonly city: City;
  readonly region: string | null;
  /** Median of five, the round trip included. */
  readonly p50_ms: number;
}

/** Who answers a client of each city, and how soon. */
export async function findNearest({ balancer: { url } }: LocalRegions): Promise<readonly Nearest[]> {
  const found: Nearest[] = [];
  for (const city of CITIES) {
    const times: number[] = [];
    let region: string | null = null;
    for (let look = 0; look < LOOKS; look += 1) {
      const from = systemClock.monotonic();
      region = (await clientIn(url, city).get('/health/live')).headers.get(REGION_HEADER);
      times.push(systemClock.monotonic() - from);
    }
    found.push({ city, region, p50_ms: Math.round(spreadOf(times).p50 ?? Number.NaN) });
  }
  return found;
}

async function statusOf(url: string, region: string): Promise<string | undefined> {
  const { body } = await clientIn(url, 'chicago').get('/health/regions');
  return (body as RegionsHealth).regions.find((one) => one.region === region)?.status;
}

interface Ends {
  readonly accepted: number;
  readonly ended: number;
  readonly succeeded: number;
  /** From acceptance to its end, of whichever job took longest. */
  readonly longest_s: number;
}

function endsIn(jobs: readonly Job[], accepted: number): Ends {
  const seconds = jobs.map(
    ({ created_at, finished_at }) => (Date.parse(finished_at ?? '') - Date.parse(created_at)) / 1_000,
  );
  return {
    accepted,
    ended: jobs.filter(({ done }) => done).length,
    succeeded: jobs.filter(({ status }) => status === 'succeeded').length,
    longest_s: Math.max(...seconds),
  };
}

const acceptedIds = (submissions: readonly Submission[]): string[] => [
  ...new Set(submissions.flatMap(({ jobId }) => jobId ?? [])),
];

const shareOf = <T>(all: readonly T[], holds: (one: T) => boolean): number => all.filter(holds).length / all.length;

async function begin({ regions, perS, spanS }: DrillOptions, cities: readonly City[], random: Random) {
  const control = createLocalCloudControl(regions.stack.ports);
  const links = await newLinks(control, Math.ceil(perS * spanS * 3 * NEW_SHARE));
  return { control, traffic: startTraffic({ url: regions.balancer.url, perS, cities, links, random }) };
}

export interface RegionLoss extends Ends {
  readonly submissions: number;
  /** Accepted in the end: a client asks again, up to twice, with the same Idempotency-Key. */
  readonly success: number;
  readonly success_at_first: number;
  readonly troubles: Readonly<Record<string, number>>;
  /** After the kill. */
  readonly balancer_saw_after_s: number;
  readonly health_said_down_after_s: number | null;
  /** Of clients in the lost region's city while it was gone. */
  readonly served_meanwhile_by: Readonly<Record<string, number>>;
  /** After its processes were started again. */
  readonly traffic_back_after_s: number;
}

/** Kills every process of a region under load, and starts them again a span later. */
export async function drillRegionLoss(options: DrillOptions): Promise<RegionLoss> {
  const { regions, spanS, tell, perS } = options;
  const { stack, balancer } = regions;
  const { traffic } = await begin(options, CITIES, seededRandom('region loss'));
  tell(`${perS} submissions a second from ${CITIES.length} cities`);
  await span(spanS);

  const killedAt = systemClock.monotonic();
  const killedAfter = traffic.ended.length;
  const lost = await loseRegion(stack, LOST);
  tell(`${LOST} is lost: ${lost.map(({ name }) => name).join(' and ')} killed`);
  await until('the balancer to see it', () => balancer.state().some((one) => one.region === LOST && !one.healthy));
  const balancerSaw = secondsFrom(killedAt);
  tell(`the balancer has taken it out after ${balancerSaw.toFixed(1)} s`);
  let saidDown: number | null = null;
  while (secondsFrom(killedAt) < spanS) {
    if (saidDown === null && (await statusOf(balancer.url, LOST)) === 'down') {
      saidDown = secondsFrom(killedAt);
      tell(`/health/regions says down after ${saidDown.toFixed(1)} s; its jobs move on`);
    }
    await span(Math.min(0.5, spanS));
  }
  const meanwhile = traffic.ended.slice(killedAfter).filter(({ city }) => city === LOST_CITY);
  tell(
    `clients in ${LOST_CITY} were served by ${JSON.stringify(countBy(meanwhile, ({ region }) => region ?? 'nobody'))}`,
  );

  const restartedAt = systemClock.monotonic();
  const restartedAfter = traffic.ended.length;
  await bringBack(lost);
  await until('traffic to return', () => traffic.ended.slice(restartedAfter).some(({ region }) => region === LOST));
  const backAfter = secondsFrom(restartedAt);
  tell(`${LOST} is back, and has its clients after ${backAfter.toFixed(1)} s`);
  await span(spanS);

  const submissions = await traffic.stop();
  const ids = acceptedIds(submissions);
  const ends = endsIn(await endsOf(balancer.url, ids), ids.length);
  tell(`${submissions.length} submissions, ${shareOf(submissions, ({ jobId }) => jobId !== null) * 100} % accepted`);
  tell(`${ends.ended} of ${ends.accepted} jobs ended, the longest after ${ends.longest_s.toFixed(1)} s`);
  return {
    ...ends,
    submissions: submissions.length,
    success: shareOf(submissions, ({ jobId }) => jobId !== null),
    success_at_first: shareOf(submissions, ({ jobId, tries }) => jobId !== null && tries === 1),
    troubles: countBy(
      submissions.filter(({ trouble }) => trouble !== null),
      ({ trouble }) => trouble ?? '',
    ),
    balancer_saw_after_s: balancerSaw,
    health_said_down_after_s: saidDown,
    served_meanwhile_by: countBy(meanwhile, ({ region }) => region ?? 'nobody'),
    traffic_back_after_s: backAfter,
  };
}

export interface QueueLoss extends Ends {
  readonly success: number;
  /** Until the health page says `degraded` without a queue. */
  readonly health_said_so_after_s: number;
  /** Until all that had been accepted in the region without a queue had ended elsewhere. */
  readonly early_jobs_ended_after_s: number;
  readonly well_again_after_s: number;
}

const EARLY = 10;

/** Takes Cloud Tasks of a region away while its workers live, and gives it back a span later. */
export async function drillQueueLoss(options: DrillOptions): Promise<QueueLoss> {
  const { regions, spanS, tell } = options;
  const { url } = regions.balancer;
  await until('every region to be well', async () => (await statusOf(url, AWAY)) === 'ok');
  const { control, traffic } = await begin(options, [AWAY_CITY], seededRandom('queue loss'));
  const early = await newLinks(control, EARLY);
  const awayAt = systemClock.monotonic();
  await control.cloudTasks.fault({ away: AWAY });
  tell(`Cloud Tasks of ${AWAY} is away; its workers live`);
  const accepted = await Promise.all(early.map((link) => clientIn(url, AWAY_CITY).submit({ url: link })));
  const ended = endsOf(
    url,
    accepted.map(({ job }) => job.id),
  ).then(() => secondsFrom(awayAt));
  await until('the health page to say so', async () => (await statusOf(url, AWAY)) === 'degraded');
  const saidAfter = secondsFrom(awayAt);
  tell(`/health/regions says so after ${saidAfter.toFixed(1)} s`);
  const endedAfter = await ended;
  tell(
    `the ${EARLY} jobs that it had accepted before anybody noticed have ended elsewhere after ${endedAfter.toFixed(1)} s`,
  );
  await span(Math.max(0, spanS - endedAfter));

  const healedAt = systemClock.monotonic();
  await control.cloudTasks.heal();
  await until('the region to be well', async () => (await statusOf(url, AWAY)) === 'ok');
  const wellAfter = secondsFrom(healedAt);
  tell(`Cloud Tasks is back; the region is well after ${wellAfter.toFixed(1)} s`);
  const submissions = await traffic.stop();
  const ids = [...new Set([...acceptedIds(submissions), ...accepted.map(({ job }) => job.id)])];
  const ends = endsIn(await endsOf(url, ids), ids.length);
  tell(`${ends.ended} of ${ends.accepted} jobs ended, the longest after ${ends.longest_s.toFixed(1)} s`);
  return {
    ...ends,
    success: shareOf(submissions, ({ jobId }) => jobId !== null),
    health_said_so_after_s: saidAfter,
    early_jobs_ended_after_s: endedAfter,
    well_again_after_s: wellAfter,
  };
}
