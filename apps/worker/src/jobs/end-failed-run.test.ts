import { ProblemError } from '@sets/contract';
import {
  AllEndpointsUnavailable,
  CredentialRefused,
  DeadlineExceeded,
  type OthersServed,
  RequestRefused,
} from '@sets/genai-pool';
import type { Blame, JobLease } from '@sets/jobs';
import { silentLogger } from '@sets/service-kit';
import { UpstreamOutage } from '@sets/video-source';
import { expect, it } from 'vitest';
import { endFailedRun, isTriedAgain } from './end-failed-run.ts';

type LeaseOutcome = Awaited<ReturnType<JobLease['fail']>>;
type RetryOutcome = Awaited<ReturnType<JobLease['retry']>>;

const WRITTEN: LeaseOutcome = { kind: 'written' };
const LOST: LeaseOutcome = { kind: 'lost', reason: 'canceled' };

interface World {
  readonly lost?: boolean;
  readonly stopping?: boolean;
  readonly stored?: LeaseOutcome;
  readonly retried?: RetryOutcome;
  /** Earlier waits of the job for outages. */
  readonly waits?: number;
  /** Posts that have met the outage, its own included. */
  readonly posts?: number;
  readonly isLastAttempt?: boolean;
  /** The problem that the job met last; the same one if left out. */
  readonly lastCode?: string | null;
}

/** The words that the lease was given, and what the run is then said to have come to. */
async function endOf(error: unknown, world: World = {}) {
  const { lost = false, stopping = false, stored = WRITTEN, retried = { kind: 'requeued', delayMs: 1 } } = world;
  const { waits = 0, posts = 1, isLastAttempt = false } = world;
  const { lastCode = error instanceof ProblemError ? error.code : null } = world;
  const told: unknown[] = [];
  const lease = {
    job: { key: 'k', waits, error: lastCode === null ? null : { code: lastCode } },
    isLastAttempt,
    lost: lost ? AbortSignal.abort() : new AbortController().signal,
    handBack: async () => {
      told.push('hand back');
      return stored;
    },
    fail: async ({ code }: ProblemError) => {
      told.push(['fail', code]);
      return stored;
    },
    retry: async ({ code }: ProblemError, delayMs?: number, blame?: Blame) => {
      told.push(['retry', code, delayMs, blame]);
      return retried;
    },
  } as unknown as JobLease;
  const shutdown = stopping ? AbortSignal.abort() : new AbortController().signal;
  const deps = { logger: silentLogger, shutdown, outages: { met: () => posts } };
  return { outcome: await endFailedRun(deps, lease, error), told };
}

it('writes nothing for a job that is no longer ours, also when the instance stops', async () => {
  expect(await endOf(new ProblemError('content_private'), { lost: true, stopping: true })).toEqual({
    outcome: 'lost',
    told: [],
  });
});

it('hands a job back when the instance stops, whatever the run met', async () => {
  expect(await endOf(new ProblemError('content_private'), { stopping: true })).toEqual({
    outcome: 'handed_back',
    told: ['hand back'],
  });
  expect(await endOf('aborted', { stopping: true, stored: LOST })).toMatchObject({ outcome: 'lost' });
});

it.each([
  ['content_private', 'declined'],
  ['not_a_workout', 'declined'],
  ['model_request_rejected', 'failed'],
] as const)('ends the job for good with %s: %s', async (code, outcome) => {
  expect(await endOf(new ProblemError(code))).toEqual({ outcome, told: [['fail', code]] });
  expect(await endOf(new ProblemError(code), { stored: LOST })).toMatchObject({ outcome: 'lost' });
});

it('tries again what may go well, when the upstream asked for it', async () => {
  const limited = new ProblemError('model_rate_limited', { retryAfterS: 7 });
  expect(await endOf(limited)).toEqual({ outcome: 'requeued', told: [['retry', 'model_rate_limited', 7_000, 'post']] });
  expect(await endOf(new ProblemError('model_unavailable'))).toEqual({
    outcome: 'requeued',
    told: [['retry', 'model_unavailable', undefined, 'post']],
  });
  expect(await endOf(limited, { retried: { kind: 'gave_up', status: 'failed' } })).toMatchObject({ outcome: 'failed' });
  expect(await endOf(limited, { retried: LOST })).toMatchObject({
    outcome: 'lost',
  });
});

it('takes an error that nobody named for one of ours', async () => {
  expect(await endOf(new TypeError('undefined is no function'))).toEqual({
    outcome: 'requeued',
    told: [['retry', 'internal', undefined, 'post']],
  });
});

const unserved = (othersServed: OthersServed) =>
  new AllEndpointsUnavailable('exhausted', { retryAfterMs: 5_000, othersServed }, []);
const away = (others: UpstreamOutage['others']) => new UpstreamOutage('scraper', others, new Error('HTTP 503'));

it.each<[string, Error, Blame]>([
  ['nobody was served', unserved('none'), 'outage'],
  ['others were served by calls that were out', unserved('to_earlier_calls'), 'in_doubt'],
  ['others who asked later were served', unserved('to_later_calls'), 'post'],
  ['nobody answered in time', new DeadlineExceeded('none', []), 'outage'],
  ['this alone was late', new DeadlineExceeded('to_later_calls', []), 'post'],
  ['one endpoint alone refused it, and nobody was served', new RequestRefused(false, 'none', []), 'outage'],
  ['two endpoints refused it', new RequestRefused(true, 'none', []), 'post'],
  ['our credential was refused', new CredentialRefused(5_000, []), 'nobody'],
  ['the scraper answers nobody', away('none'), 'outage'],
  ['the scraper answers nobody who asked later', away('to_earlier_calls'), 'nobody'],
  ['the scraper failed for this alone', new Error('HTTP 503'), 'post'],
])("takes an attempt only for what may be the post's own fault: %s", async (_what, cause, blame) => {
  const { told } = await endOf(new ProblemError('model_unavailable', { cause, retryAfterS: 5 }));
  expect(told).toEqual([['retry', 'model_unavailable', 5_000, blame]]);
});

it.each([
  ['the scraper', away('none')],
  ['any model', unserved('none')],
])('no longer waits for free, in the end, for %s that hardly anybody else asks', async (_what, cause) => {
  const problem = new ProblemError('model_unavailable', { cause });
  const isFree = async (world: World) => (await endOf(problem, world)).told.flat().includes('outage');
  expect(await isFree({ waits: 19 })).toBe(true);
  expect(await isFree({ waits: 20 })).toBe(false);
  // Two such posts do not excuse each other for good; an outage that many meet is one.
  expect(await isFree({ waits: 79, posts: 2 })).toBe(true);
  expect(await isFree({ waits: 80, posts: 2 })).toBe(false);
  expect(await isFree({ waits: 499, posts: 5 })).toBe(true);
  const refused = new ProblemError('model_unauthorized', { cause: new CredentialRefused(1, []) });
  expect((await endOf(refused, { waits: 200 })).told).toEqual([['retry', 'model_unauthorized', undefined, 'nobody']]);
});

it.each([
  ['models', unserved],
  ['the scraper', (others: OthersServed) => (others === 'to_later_calls' ? new Error('HTTP 503') : away(others))],
])('ends no job for good on the word of requests to %s that were out before its own', async (_what, causeOf) => {
  const blame = async (others: OthersServed, waits: number) => {
    const problem = new ProblemError('model_unavailable', { cause: causeOf(others) });
    const { told } = await endOf(problem, { isLastAttempt: true, waits });
    return told.flat().at(-1);
  };
  expect([await blame('to_earlier_calls', 3), await blame('to_later_calls', 3)]).toEqual(['nobody', 'post']);
  // They were out before it failed for the first time, or the service works.
  expect(await blame('to_earlier_calls', 4)).toBe('post');
});

it('takes attempts for what may be an outage of the scraper only when it has waited for its end', async () => {
  const problem = new ProblemError('scraper_unavailable', { cause: away('to_earlier_calls') });
  const blame = async (world: World) => (await endOf(problem, world)).told.flat().at(-1);
  expect([await blame({ waits: 3 }), await blame({ waits: 4 })]).toEqual(['nobody', 'in_doubt']);
  // It has waited for something else.
  expect(await blame({ waits: 9, isLastAttempt: true, lastCode: 'model_unavailable' })).toBe('nobody');
});

it.each<[string, Pick<World, 'isLastAttempt' | 'waits'>, UpstreamOutage['others'], boolean]>([
  ['where attempts are left', { isLastAttempt: false, waits: 20 }, 'none', true],
  ['where the wait is free', { isLastAttempt: true, waits: 19 }, 'none', true],
  ['no more where it ends the job', { isLastAttempt: true, waits: 20 }, 'none', false],
  ['no more where others have their media', { isLastAttempt: true, waits: 4 }, 'to_earlier_calls', false],
])('tries again what an outage keeps from the job %s', (_where, { isLastAttempt, waits }, others, expected) => {
  const job = { key: 'k', waits, error: { code: 'media_unavailable' } };
  const lease = { job, isLastAttempt } as unknown as JobLease;
  const problem = new ProblemError('media_unavailable', { cause: away(others) });
  expect(isTriedAgain({ met: () => 1 }, lease, problem)).toBe(expected);
});
