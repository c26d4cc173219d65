import type { EndpointHealth, OpsFault, OpsLever, OpsOverview } from '@sets/contract';

/** What is known of the fleet at one moment, as the overview shows it. */
export interface Situation extends Pick<OpsOverview, 'store' | 'regions' | 'performance' | 'budget' | 'dead_jobs'> {
  readonly nowMs: number;
}

/** A fault before it is known since when. */
export type Finding = Omit<OpsFault, 'since'> & {
  /** When it began, where something tells; else whoever remembers findings says. */
  readonly sinceMs: number | null;
};

type Region = OpsOverview['regions'][number];

/** A queue that a few workers take in within seconds needs nobody. */
const BACKLOG = { depth: 100, ageS: 30, atLeast: 10 } as const;
/** PROMISE: average below 3 s, and so many answers before an average says anything. */
const SLOW = { averageMs: 3_000, p95Ms: 5_000 } as const;
const FEW_JOBS = 50;
const GOOD_RATE = 0.99;
/** What one worker does at once; see MAX_CONCURRENT_PROCESSING. */
const JOBS_PER_WORKER = 80;

const RANK: Readonly<Record<OpsFault['severity'], number>> = { critical: 0, warning: 1, notice: 2 };

const look = (label: string, at: Extract<OpsLever, { kind: 'look' }>['at']): OpsLever => ({ kind: 'look', label, at });
const control = (
  region: string,
  label: string,
  change: Extract<OpsLever, { kind: 'control_region' }>['change'],
): OpsLever => ({ kind: 'control_region', label, region, change });

/** Everything that needs somebody now, worst first, one sentence each. Pure: the same situation finds the same faults. */
export function findFaults(situation: Situation): readonly Finding[] {
  const { regions, store } = situation;
  return [
    ...(store === 'away' ? [STORE_AWAY] : []),
    ...budgetFaults(situation),
    ...regions.flatMap((region) => deadRegion(region, regions)),
    ...circuitFaults(regions),
    ...regions.flatMap((region) => queueFaults(region, situation.nowMs)),
    ...promiseFaults(situation),
    ...regions.flatMap(decisions),
    ...deadJobs(situation),
  ].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

const STORE_AWAY: Finding = {
  id: 'store_away',
  severity: 'critical',
  thing: 'Firestore does not answer',
  place: null,
  sinceMs: null,
  effect: 'Only what memory holds is served; new jobs get 503, running ones go on. Nothing accepted is lost.',
  lever: look('See what else fails', 'upstreams'),
};

function budgetFaults({ budget }: Situation): Finding[] {
  if (budget === null || !budget.used_up) {
    return [];
  }
  const limit = budget.budget_usd === null ? '' : ` of $${budget.budget_usd}`;
  return [
    {
      ...{ id: 'budget_used_up', severity: 'critical', thing: `The budget${limit} is used up for today`, place: null },
      ...{ sinceMs: null, effect: 'Known posts are answered; every new one is refused until midnight UTC.' },
      lever: look('See who spent it', 'cost'),
    },
  ];
}

const isUp = ({ status }: Region): boolean => status === 'ok' || status === 'degraded';

function deadRegion(region: Region, all: readonly Region[]): Finding[] {
  if (region.status !== 'down') {
    return [];
  }
  const waiting = region.queue?.depth ?? 0;
  const others = all.some(isUp);
  const effect = others
    ? `New jobs go to other regions; ${waiting === 0 ? 'none' : waiting} wait there for a worker.`
    : 'No region works: new jobs wait.';
  return [
    {
      ...{
        id: `region_down:${region.region}`,
        severity: 'critical',
        thing: 'The region is dead',
        place: region.region,
      },
      // 0: whoever was there has left in order, and took its last word along.
      sinceMs: Date.parse(region.last_heartbeat_at ?? '') || null,
      effect,
      lever:
        others && !region.drained
          ? control(region.region, 'Drain it: what waits moves on', { drained: true })
          : look('Look at its workers', 'fleet'),
    },
  ];
}

const nameOf = ({ model, location }: EndpointHealth): string => `${model} at ${location}`;

/** Half open is open, with a probe out: a fault that went and came with each probe would not be believed. */
const isOpen = ({ circuit }: EndpointHealth): boolean => circuit !== 'closed';

/** One circuit of a model at a location, whichever regions' pools see it open. */
function circuitFaults(regions: readonly Region[]): Finding[] {
  const views = regions.flatMap(({ region, endpoints }) => endpoints.map((endpoint) => ({ region, endpoint })));
  const byEndpoint = Map.groupBy(views, ({ endpoint }) => nameOf(endpoint));
  return [...byEndpoint].flatMap(([name, seen]): Finding[] => {
    const open = seen.filter(({ endpoint }) => isOpen(endpoint));
    const [first] = open;
    if (first === undefined) {
      return [];
    }
    const { model, location } = first.endpoint;
    const usable = views.some(({ endpoint }) => endpoint.model === model && !isOpen(endpoint));
    return [
      {
        ...{ id: `circuit_open:${name}`, severity: usable ? 'warning' : 'critical' },
        ...{ thing: `The circuit of ${model} at ${location} is open`, sinceMs: null },
        place: open.map(({ region }) => region).join(', '),
        effect: usable
          ? 'Calls go to other locations: slower, and less room.'
          : 'No location of this model answers: jobs wait for it until their deadline.',
        lever: look('Ask every model and see the error', 'upstreams'),
      },
    ];
  });
}

function queueFaults({ region, queue, paused, status, instances }: Region, nowMs: number): Finding[] {
  if (queue === null) {
    return [
      {
        ...{ id: `queue_silent:${region}`, severity: 'warning', thing: 'The queue does not tell its state' },
        ...{ place: region, sinceMs: null, effect: 'Whether jobs wait there cannot be seen.' },
        lever: look('Look at the queue and the rights on it', 'upstreams'),
      },
    ];
  }
  const depth = queue.depth ?? 0;
  const ageS = queue.oldest_age_s ?? 0;
  const grows = depth >= BACKLOG.depth || (depth >= BACKLOG.atLeast && ageS >= BACKLOG.ageS);
  if (!grows) {
    return [];
  }
  const wanted = Math.min(1_000, Math.max(instances.worker + 1, Math.ceil(depth / JOBS_PER_WORKER)));
  const isHeld = paused || queue.state === 'paused';
  return [
    {
      ...{ id: `backlog:${region}`, severity: 'warning', thing: `A backlog of ${depth} jobs`, place: region },
      sinceMs: queue.oldest_age_s === null ? null : nowMs - queue.oldest_age_s * 1_000,
      effect: isHeld
        ? 'The queue is paused, so none of them begins.'
        : `New jobs wait about ${Math.round(ageS)} s before anybody begins them.`,
      lever: isHeld
        ? control(region, 'Resume the queue', { paused: false })
        : status === 'down'
          ? control(region, 'Drain it: what waits moves on', { drained: true })
          : control(region, `Keep at least ${wanted} workers`, { scale_floor: wanted, scale_ceiling: null }),
    },
  ];
}

function promiseFaults({ performance }: Situation): Finding[] {
  if (performance === null) {
    return [];
  }
  const { jobs, job_ms: jobMs, response_ms: responseMs } = performance;
  const ended = jobs.succeeded + jobs.declined + jobs.failed;
  const found: Finding[] = [];
  if (jobs.success_rate !== null && ended >= FEW_JOBS && jobs.success_rate < GOOD_RATE) {
    found.push({
      ...{ id: 'success_rate', severity: 'warning', place: null, sinceMs: null },
      thing: `${((1 - jobs.success_rate) * 100).toFixed(1)} % of jobs failed in 24 hours`,
      effect: 'Their callers got a problem that is ours; dead ones can be replayed.',
      lever: look('See the dead jobs', 'jobs'),
    });
  }
  const { average, p95 } = responseMs;
  if (ended >= FEW_JOBS && ((average ?? 0) > SLOW.averageMs || (p95 ?? 0) > SLOW.p95Ms)) {
    found.push({
      ...{ id: 'slow', severity: 'warning', place: null, sinceMs: null },
      thing: `Answers take ${seconds(average)} on average, ${seconds(p95)} at p95`,
      effect: `The promise is 3 s and 5 s; jobs themselves take ${seconds(jobMs.average)}.`,
      lever: look('Compare regions and circuits', 'fleet'),
    });
  }
  return found;
}

const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);

/** What operators decided is no fault, and yet somebody must take it back. */
function decisions({ region, paused, drained, queue }: Region): Finding[] {
  const isPaused = paused || queue?.state === 'paused';
  return [
    ...(isPaused
      ? [
          {
            ...{ id: `paused:${region}`, severity: 'notice' as const, thing: 'The queue is paused', place: region },
            ...{ sinceMs: null, effect: 'New jobs go elsewhere; what waits there stays.' },
            lever: control(region, 'Resume the queue', { paused: false }),
          },
        ]
      : []),
    ...(drained
      ? [
          {
            ...{ id: `drained:${region}`, severity: 'notice' as const, thing: 'The region is drained', place: region },
            ...{ sinceMs: null, effect: 'It gets no new jobs.' },
            lever: control(region, 'Take it back', { drained: false }),
          },
        ]
      : []),
  ];
}

function deadJobs({ dead_jobs: dead }: Situation): Finding[] {
  if (dead === null || dead === 0) {
    return [];
  }
  return [
    {
      ...{ id: 'dead_jobs', severity: 'notice', thing: `${dead} dead ${dead === 1 ? 'job' : 'jobs'}`, place: null },
      ...{ sinceMs: null, effect: 'They ended without a result and are not tried again by themselves.' },
      lever: look('Preview a replay', 'jobs'),
    },
  ];
}
