import { costOf, MODEL_CATALOGUE } from '@sets/extraction';
import { LIST_PRICES } from './list-prices.ts';
import { ALERTS } from './monitoring.ts';

/**
 * What a month costs, line by line, from list prices and from what one post does. It is an order of magnitude for a
 * decision, not a bill: discounts, taxes and free tiers other than those named are left out.
 */

const MILLION = 1_000_000;
const usdOf = (name: keyof typeof LIST_PRICES): number => LIST_PRICES[name].usd;
const USD = {
  vcpuSecond: usdOf('vcpuSecond'),
  gibSecond: usdOf('gibSecond'),
  firestoreRead: usdOf('firestoreReads') / 100_000,
  firestoreWrite: usdOf('firestoreWrites') / 100_000,
  firestoreDelete: usdOf('firestoreDeletes') / 100_000,
  /** Stored, kept for point-in-time recovery, and in a week's backups. */
  firestoreGib: usdOf('firestoreGib') + usdOf('firestorePitrGib') + usdOf('firestoreBackupGib'),
  taskOperation: usdOf('taskOperations') / MILLION,
  schedulerJob: usdOf('schedulerJob'),
  balancer: usdOf('forwardingRule') * 730,
  balancedGib: usdOf('balancedGib'),
  egressGib: usdOf('egressGib'),
  armorPolicy: usdOf('armorPolicy'),
  armorRule: usdOf('armorRule'),
  armorRequest: usdOf('armorRequests') / MILLION,
  logGib: usdOf('logGib'),
  metricSample: usdOf('metricSamples') / MILLION,
  alertCondition: usdOf('alertCondition'),
  alertPoint: usdOf('alertPoints') / MILLION,
  scraperCredit: usdOf('scraperCredit'),
} as const;
const FREE = { taskOperations: 1_000_000, schedulerJobs: 3, logGib: 50 } as const;

const MONTH_S = 730 * 3600;
const KIB_PER_GIB = 1024 * 1024;

/** Of one instance, its metrics sidecar included; a test holds them to the stack. */
export const INSTANCE = { vcpu: 4 + 1, gib: 4 + 0.5 } as const;
export const ARMOR_RULES = 9;
export const SCHEDULED_CALLS = 2;
/** Conditions beside those of the list: three burn rates of two windows each, and one of uptime. */
export const PLATFORM_CONDITIONS = 3 * 2 + 1;
export const ALERT_EVERY_S = 30;
/** Of a condition, on average: most are sums, some are by region. */
const SERIES_OF_CONDITION = 2;

/** What one post does; the first two are the promise and the architecture's, the rest is assumed. */
const POST = {
  hitShare: 0.85,
  /** Of a miss: reads and writes of submit, claim, progress and completion, and three polls. */
  reads: 2 + 3,
  writes: 6,
  /** Of a hit: one in ten is not in memory. */
  hitReads: 0.1,
  requestsOfMiss: 4,
  answerKib: 6,
  logKibOfRequest: 1,
  logKibOfJob: 12,
  storedKib: 12,
  /** Text is read first; where it does not say everything, a video of 45 s (70 tokens a frame, 32 a second of sound). */
  text: { inputTokens: 1_500, outputTokens: 500 },
  videoShare: 0.85,
  video: { inputTokens: 1_500 + 45 * (70 + 32), outputTokens: 700 },
} as const;
const SERIES_OF_INSTANCE = 300;
const SCRAPE_EVERY_S = 30;
const HEARTBEAT_EVERY_S = 10;
const MODEL = { model: 'gemini-3.5-flash-lite', location: 'us' } as const;

export interface Deployment {
  readonly regions: number;
  /** APIs and workers together, as many as are kept. */
  readonly instances: number;
}

export interface CostLine {
  readonly what: string;
  readonly arithmetic: string;
  readonly usd: number;
}

const missesOf = (posts: number): number => posts * (1 - POST.hitShare);
const requestsOf = (posts: number): number => posts * POST.hitShare + missesOf(posts) * POST.requestsOfMiss;
const above = (amount: number, free: number): number => Math.max(0, amount - free);
const percent = (part: number): string => `${Math.round(part * 100)} %`;

function modelUsdOfMiss(nowMs: number): number {
  const priced = (usage: { readonly inputTokens: number; readonly outputTokens: number }): number => {
    const usd = costOf(MODEL_CATALOGUE, { ...MODEL, usage }, nowMs);
    if (usd === null) {
      throw new Error(`the catalogue has no price for ${MODEL.model}`);
    }
    return usd;
  };
  return priced(POST.text) + POST.videoShare * priced(POST.video);
}

/** One month of `posts` submitted posts at the prices of models on a day; `nowMs` is Unix time. */
export function monthlyCosts({ regions, instances }: Deployment, posts: number, nowMs: number): readonly CostLine[] {
  const misses = missesOf(posts);
  const requests = requestsOf(posts);
  const beats = MONTH_S / HEARTBEAT_EVERY_S;
  const answeredGib = (requests * POST.answerKib) / KIB_PER_GIB;
  const loggedGib = (requests * POST.logKibOfRequest + misses * POST.logKibOfJob) / KIB_PER_GIB;
  const modelUsd = modelUsdOfMiss(nowMs);
  const conditions = ALERTS.length + PLATFORM_CONDITIONS;
  return [
    {
      what: 'Cloud Run',
      arithmetic: `instances × 730 h × (${INSTANCE.vcpu} vCPU × $${USD.vcpuSecond} + ${INSTANCE.gib} GiB × $${USD.gibSecond}) a second`,
      usd: instances * MONTH_S * (INSTANCE.vcpu * USD.vcpuSecond + INSTANCE.gib * USD.gibSecond),
    },
    {
      what: 'Models',
      arithmetic: `misses × $${modelUsd.toFixed(4)}: text ${POST.text.inputTokens} + ${POST.text.outputTokens} tokens, in ${percent(POST.videoShare)} of them a video, ${POST.video.inputTokens} + ${POST.video.outputTokens}, by ${MODEL.model} at \`${MODEL.location}\``,
      usd: misses * modelUsd,
    },
    {
      what: 'Scraper',
      arithmetic: `misses × 1 credit × $${USD.scraperCredit} (assumed: the vendor's packages decide)`,
      usd: misses * USD.scraperCredit,
    },
    {
      what: 'Firestore, jobs and results',
      arithmetic: `misses × (${POST.reads} reads + ${POST.writes} writes + 2 deletes + ${POST.storedKib} KiB kept) + hits × ${POST.hitReads} reads`,
      usd:
        misses * (POST.reads * USD.firestoreRead + POST.writes * USD.firestoreWrite + 2 * USD.firestoreDelete) +
        ((misses * POST.storedKib) / KIB_PER_GIB) * USD.firestoreGib +
        posts * POST.hitShare * POST.hitReads * USD.firestoreRead,
    },
    {
      what: 'Firestore, the fleet',
      arithmetic: `every ${HEARTBEAT_EVERY_S} s a write of each instance and region; each instance is read once and reads each region`,
      usd: beats * ((instances + regions) * USD.firestoreWrite + instances * (1 + regions) * USD.firestoreRead),
    },
    {
      what: 'Cloud Tasks',
      arithmetic: 'misses × 2 operations, the first million free, × $0.40 a million',
      usd: above(misses * 2, FREE.taskOperations) * USD.taskOperation,
    },
    {
      what: 'Scheduler',
      arithmetic: `${SCHEDULED_CALLS} calls a region, three free, × $${USD.schedulerJob.toFixed(2)}`,
      usd: above(SCHEDULED_CALLS * regions, FREE.schedulerJobs) * USD.schedulerJob,
    },
    {
      what: 'Balancer and Cloud Armor',
      arithmetic: `$${USD.balancer} + policy $${USD.armorPolicy} + ${ARMOR_RULES} rules × $${USD.armorRule} + requests × $0.75 a million`,
      usd: USD.balancer + USD.armorPolicy + ARMOR_RULES * USD.armorRule + requests * USD.armorRequest,
    },
    {
      what: 'Traffic to clients',
      arithmetic: `(hits + misses × ${POST.requestsOfMiss}) × ${POST.answerKib} KiB × $${(USD.egressGib + USD.balancedGib).toFixed(3)} a GiB`,
      usd: answeredGib * (USD.egressGib + USD.balancedGib),
    },
    {
      what: 'Logs',
      arithmetic: `requests × ${POST.logKibOfRequest} KiB + misses × ${POST.logKibOfJob} KiB, ${FREE.logGib} GiB free, × $${USD.logGib.toFixed(2)}`,
      usd: above(loggedGib, FREE.logGib) * USD.logGib,
    },
    {
      what: 'Metrics',
      arithmetic: `instances × ${SERIES_OF_INSTANCE} series, every ${SCRAPE_EVERY_S} s, × $0.06 a million samples`,
      usd: instances * SERIES_OF_INSTANCE * (MONTH_S / SCRAPE_EVERY_S) * USD.metricSample,
    },
    {
      what: 'Alerts',
      arithmetic: `${conditions} conditions × ($${USD.alertCondition.toFixed(2)} + ${SERIES_OF_CONDITION} series, every ${ALERT_EVERY_S} s, × $0.35 a million)`,
      usd: conditions * (USD.alertCondition + SERIES_OF_CONDITION * (MONTH_S / ALERT_EVERY_S) * USD.alertPoint),
    },
  ];
}

export const totalOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
