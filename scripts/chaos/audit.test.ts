import type { WriteLogEntry } from '@sets/firestore-emulator';
import { describe, expect, it } from 'vitest';
import { findGivenUp, poisonCost } from './audit-allowances.ts';
import { findClaimsUnderLease, findLost, findRewrittenResults, findSecondEndings } from './audit-writes.ts';
import { jobHistories } from './job-history.ts';
import type { Kill } from './killer.ts';
import { modelCalls } from './model-calls.ts';
import { findRecoveries, type Span } from './recoveries.ts';

/** Seconds of the story; the log's own unit is microseconds. */
const EPOCH_S = 1_764_000_000;
let seq = 0;

interface Told {
  readonly status?: string;
  readonly owner?: string;
  readonly attempt?: number;
  readonly epoch?: number;
  readonly dispatchNo?: number;
  readonly error?: string;
  readonly message?: string;
  readonly waits?: number;
  readonly doubts?: readonly string[];
  readonly renewedS?: number;
}

function wrote(atS: number, path: string, fields: Record<string, unknown>, kind: WriteLogEntry['kind'] = 'update') {
  seq += 1;
  return { seq, commitTime: (EPOCH_S + atS) * 1_000_000, path, kind, existsAfter: true, fields };
}

function job(atS: number, told: Told, id = 'a'): WriteLogEntry {
  const {
    status = 'running',
    owner,
    attempt = 1,
    epoch = 1,
    dispatchNo = 0,
    error,
    renewedS = atS,
    waits = 0,
    doubts = [],
    message = '',
  } = told;
  const renewed_at = new Date((EPOCH_S + renewedS) * 1_000).toISOString();
  const lease = owner === undefined ? null : { owner, nonce: `${owner}-${epoch}`, renewed_at };
  const fields = { key: 'k', content_id: `post-${id}`, status, attempt, epoch, dispatch_no: dispatchNo, lease };
  return wrote(atS, `jobs/${id}`, {
    ...fields,
    waits,
    doubts,
    error: error === undefined ? null : { code: error, message },
  });
}

const result = (atS: number, jobId: string, kind = 'ready', at = atS): WriteLogEntry =>
  wrote(atS, 'results/k', { value: { kind, job_id: jobId, created_at: at } });

const kill = (owner: string, endedS: number, changes: Partial<Kill> = {}): Kill => ({
  service: 'worker',
  app: 'worker',
  owner,
  how: 'SIGKILL',
  point: null,
  exitCode: null,
  signalAt: (EPOCH_S + endedS) * 1_000,
  endedAt: (EPOCH_S + endedS) * 1_000,
  clockOffsetMs: 0,
  ...changes,
});

const served = (log: WriteLogEntry[], kills: Kill[], outages: Span[] = []) =>
  findRecoveries(jobHistories(log), kills, { outages, freezes: [] }).map(({ servedMs }) => servedMs);

const WHOLE_STORY = [
  job(0, { status: 'queued', epoch: 0 }),
  job(1, { owner: 'w1' }),
  job(2, { status: 'succeeded' }),
  result(2, 'a'),
];

describe('the audit of the write log', () => {
  it('finds nothing in a story that went well', () => {
    const histories = jobHistories(WHOLE_STORY);
    expect(findLost(WHOLE_STORY, ['a'])).toEqual([]);
    expect(findSecondEndings(histories)).toEqual([]);
    expect(findRewrittenResults(WHOLE_STORY)).toEqual([]);
    expect(findClaimsUnderLease(histories, 15_000)).toEqual([]);
  });

  it('finds jobs that were accepted and never stored, and stored ones that did not end', () => {
    const log = [...WHOLE_STORY, job(3, { status: 'queued' }, 'b')];
    expect(findLost(log, ['a', 'ghost'])).toEqual(['ghost was accepted and never stored', 'b is still queued']);
  });

  it('knows a membership by its job, and a value by its key', () => {
    const key = 'ab'.repeat(32);
    const value = (letters: string) => `r_${Buffer.from(letters, 'hex').toString('base64url')}0123456789ab`;
    const log = [
      ...WHOLE_STORY,
      wrote(2, 'members/m_joined', { job_id: 'a' }),
      wrote(2, 'members/m_astray', { job_id: 'ghost' }),
      wrote(2, `results/${key}`, { value: { kind: 'ready', job_id: 'c' } }),
    ];
    expect(findLost(log, ['m_joined', value(key)])).toEqual([]);
    expect(findLost(log, ['m_astray', 'm_unknown', value('cd'.repeat(32))])).toHaveLength(3);
  });

  it('takes a job whose random id begins like a membership’s for a job', () => {
    const id = 'm_QFIzsLr2xKq0DKAb5G5Q';
    expect(findLost([job(0, { status: 'queued' }, id), job(1, { status: 'succeeded' }, id)], [id])).toEqual([]);
  });

  it('finds any write after the end of a job', () => {
    expect(findSecondEndings(jobHistories([...WHOLE_STORY, job(3, { owner: 'w1' })]))).toHaveLength(1);
    expect(findSecondEndings(jobHistories([...WHOLE_STORY, job(3, { status: 'succeeded' })]))).toHaveLength(1);
  });

  it('finds a result that one job wrote twice, another did again, or that vanished', () => {
    expect(findRewrittenResults([...WHOLE_STORY, result(3, 'a')])).toEqual(['results/k was written twice by a']);
    expect(findRewrittenResults([...WHOLE_STORY, result(3, 'b')])).toEqual(['results/k was done again by b']);
    expect(findRewrittenResults([...WHOLE_STORY, wrote(3, 'results/k', {})])).toEqual(['results/k lost its result']);
  });

  it('lets a flight come and go beside a value, and a result follow a remembered failure', () => {
    const value = { kind: 'ready', job_id: 'a', created_at: 2 };
    const flight = { flight: { job_id: 'b' }, value };
    expect(findRewrittenResults([...WHOLE_STORY, wrote(3, 'results/k', flight)])).toEqual([]);
    expect(findRewrittenResults([result(1, 'a', 'negative'), wrote(2, 'results/k', {}), result(3, 'b')])).toEqual([]);
  });

  it('finds a claim under a live lease, and none once the lease has run out', () => {
    const log = (claimS: number) => [job(0, { owner: 'w1' }), job(claimS, { owner: 'w2', epoch: 2 })];
    expect(findClaimsUnderLease(jobHistories(log(14)), 15_000)).toHaveLength(1);
    expect(findClaimsUnderLease(jobHistories(log(16)), 15_000)).toEqual([]);
  });
});

describe('recovery times', () => {
  const requeued = { status: 'queued', attempt: 2 } as const;
  const taken = { owner: 'w2', epoch: 2, attempt: 2 } as const;

  it('run from the kill to the next claim or the end', () => {
    expect(served([job(0, { owner: 'w1' }), job(18, requeued), job(20, taken)], [kill('w1', 3)])).toEqual([17_000]);
    expect(served([job(0, { owner: 'w1' }), job(18, { status: 'expired' })], [kill('w1', 3)])).toEqual([15_000]);
  });

  it('leave out jobs that the worker was through with, and name those that nobody took', () => {
    expect(served(WHOLE_STORY, [kill('w1', 5)])).toEqual([]);
    expect(served([job(0, { owner: 'w1' }), job(1, requeued), job(2, taken)], [kill('w1', 3)])).toEqual([]);
    expect(served([job(0, { owner: 'w1' })], [kill('w1', 3)])).toEqual([null]);
  });

  it('run from the hand-back after SIGTERM', () => {
    const term = kill('w1', 9, { how: 'SIGTERM', signalAt: (EPOCH_S + 5) * 1_000 });
    const log = [job(0, { owner: 'w1' }), job(7, { status: 'queued' }), job(8, { owner: 'w2', epoch: 2 })];
    expect(served(log, [term])).toEqual([1_000]);
    // A retry waits on purpose, and what was given back before the signal is none of its doing.
    expect(served([job(0, { owner: 'w1' }), job(7, requeued), job(8, taken)], [term])).toEqual([]);
    expect(served([job(0, { owner: 'w1' }), job(4, { status: 'queued' }), job(8, taken)], [term])).toEqual([]);
  });

  it('tell a wait for an outage from a hand-back', () => {
    const term = kill('w1', 9, { how: 'SIGTERM', signalAt: (EPOCH_S + 5) * 1_000 });
    const wait = job(7, { status: 'queued', waits: 1 });
    expect(served([job(0, { owner: 'w1' }), wait, job(40, { owner: 'w2', epoch: 2, waits: 1 })], [term])).toEqual([]);
  });

  it('say which of them met a worker that stood still', () => {
    const again = job(34, { ...requeued, dispatchNo: 1 });
    const log = [job(0, { owner: 'w1' }), job(18, requeued), again, job(36, taken)];
    const found = (fromS: number, untilS: number) =>
      findRecoveries(jobHistories(log), [kill('w1', 3)], {
        outages: [],
        freezes: [{ from: (EPOCH_S + fromS) * 1_000, until: (EPOCH_S + untilS) * 1_000 }],
      }).map(({ metFrozen }) => metFrozen);
    expect([found(20, 60), found(30, 60), found(35, 60)]).toEqual([[true], [false], [false]]);
  });

  it('do not count outages', () => {
    const outage = { from: (EPOCH_S + 10) * 1_000, until: (EPOCH_S + 15) * 1_000 };
    const log = [job(0, { owner: 'w1' }), job(18, requeued), job(20, taken)];
    expect(served(log, [kill('w1', 3)], [outage])).toEqual([12_000]);
  });

  it('start again when the worker that had requeued the job was killed before there was a task', () => {
    const redispatched = job(34, { ...requeued, dispatchNo: 1 });
    const log = [job(0, { owner: 'w1' }), job(18, requeued), redispatched, job(40, taken)];
    expect(served(log, [kill('w1', 3), kill('w3', 18.5)])).toEqual([21_500]);
    // Too late to be the one, or the task was there all the time.
    expect(served(log, [kill('w1', 3), kill('w3', 22)])).toEqual([37_000]);
    const waited = [job(0, { owner: 'w1' }), job(18, requeued), job(34, requeued), job(40, taken)];
    expect(served(waited, [kill('w1', 3), kill('w3', 18.5)])).toEqual([37_000]);
  });
});

it('counts model calls as wasted that no verdict needed', () => {
  const gaveUp = job(2, { status: 'failed', error: 'attempts_exhausted' }, 'b');
  const kinds = new Map([
    ['post-a', 'shown'],
    ['post-b', 'said'],
  ] as const);
  const needs = { said: 1, shown: 2, no_workout: 2, gone: 0 };
  const counted = modelCalls({ made: 9, refused: 1 }, jobHistories([...WHOLE_STORY, gaveUp]), kinds, needs);
  expect(counted).toEqual({ made: 9, refused: 1, needed: 2, wasted: 6 });
});

describe('who was given up', () => {
  const exhausted = (last: string) => ({
    ...{ status: 'failed', error: 'attempts_exhausted', attempt: 3, epoch: 3 },
    message: `The job failed several times and was given up. All its attempts met a fault. The last problem: ${last}`,
  });
  const SCRAPER = 'The post could not be looked up just now.';
  const MODEL = 'The model is not available in any region just now.';
  const story = (first: string, second: string, last: string) => [
    job(0, { status: 'queued', epoch: 0 }),
    job(1, { owner: 'w1' }),
    job(2, { status: 'queued', attempt: 2, error: first }),
    job(4, { owner: 'w1', attempt: 2, epoch: 2, error: first }),
    job(5, { status: 'queued', attempt: 3, epoch: 2, error: second }),
    job(8, { owner: 'w1', attempt: 3, epoch: 3, error: second }),
    job(9, exhausted(last)),
  ];
  const found = (log: WriteLogEntry[], poison: string[] = [], blackouts: Span[] = []) => {
    const { failedByOutage, undeserved, deserved } = findGivenUp(jobHistories(log), {
      poison: new Set(poison),
      blackouts,
    });
    return [failedByOutage.length, undeserved.length, deserved];
  };

  it('deserved it where its own post met every fault', () => {
    expect(found(story('scraper_unavailable', 'media_unavailable', SCRAPER))).toEqual([0, 0, 1]);
    expect(found(story('model_unavailable', 'model_unavailable', MODEL), ['post-a'])).toEqual([0, 0, 1]);
  });

  it('was failed by an outage where a fault was not the post’s', () => {
    expect(found(story('scraper_unavailable', 'scraper_unavailable', MODEL))).toEqual([1, 0, 0]);
    const blackout = { from: (EPOCH_S + 1) * 1_000, until: (EPOCH_S + 4) * 1_000 };
    expect(found(story('scraper_unavailable', 'scraper_unavailable', SCRAPER), [], [blackout])).toEqual([1, 0, 0]);
    expect(
      found([job(0, { status: 'expired', error: 'job_expired', message: `x The last problem: ${MODEL}` })]),
    ).toEqual([1, 0, 0]);
  });

  it('paid nothing for what was given back', () => {
    const doubts = ['model_unavailable'];
    const [made, claimed, second, , third] = story('scraper_unavailable', 'model_unavailable', SCRAPER);
    const log = [made, claimed, second, third].flatMap((entry) => entry ?? []);
    const inDoubt = job(5, { status: 'queued', attempt: 3, epoch: 2, error: 'model_unavailable', doubts });
    const givenBack = job(7, { status: 'queued', attempt: 3, epoch: 3, error: 'scraper_unavailable' });
    expect(found([...log.slice(0, 3), inDoubt, givenBack, job(9, exhausted(SCRAPER))])).toEqual([0, 0, 1]);
    expect(found([...log.slice(0, 3), inDoubt, job(9, exhausted(SCRAPER))])).toEqual([1, 0, 0]);
  });

  it('did not deserve it where workers died, or fewer faults were met than there are attempts', () => {
    const deaths = 'The job failed several times and was given up. Too many workers ended while they worked on it.';
    expect(found([job(1, { status: 'failed', error: 'attempts_exhausted', message: deaths })])).toEqual([0, 1, 0]);
    const two = story('scraper_unavailable', 'scraper_unavailable', SCRAPER).slice(3);
    expect(found(two)).toEqual([0, 1, 0]);
  });

  it('is nobody who was told of the post itself', () => {
    expect(found([...WHOLE_STORY, job(3, { status: 'failed', error: 'content_not_found' }, 'b')])).toEqual([0, 0, 0]);
  });

  it('cost what it cost, and is asked for its calls where nothing began an attempt anew', () => {
    const calls = new Map([['post-a', 9]]);
    const log = story('model_unavailable', 'model_unavailable', MODEL);
    expect(poisonCost(jobHistories(log), calls, [])).toEqual({ givenUp: 1, attempts: [3], calls: [9] });
    const died = [...log.slice(0, 2), job(1.5, { owner: 'w2', epoch: 2 }), ...log.slice(2)];
    expect(poisonCost(jobHistories(died), calls, [])).toEqual({ givenUp: 1, attempts: [3], calls: [] });
    const outage = { from: (EPOCH_S + 3) * 1_000, until: (EPOCH_S + 4) * 1_000 };
    expect(poisonCost(jobHistories(log), calls, [outage])).toEqual({ givenUp: 1, attempts: [3], calls: [] });
    expect(poisonCost(jobHistories(WHOLE_STORY), new Map(), [])).toEqual({ givenUp: 0, attempts: [], calls: [] });
  });
});
