import { isTerminal, ProblemError } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Announce, CRASH_POINTS, type CrashHook, type CrashPoint, type JobsFacades } from '../src/index.ts';
import type { JobNews } from '../src/lifecycle/job-news.ts';
import { type Harness, outcome, startHarness, submission, worker } from './support/jobs-harness.ts';

class Killed extends Error {}

/** From the given point on the process does nothing more, as after kill -9. */
function dyingAt(point: CrashPoint): CrashHook & { readonly reached: () => boolean } {
  let dead = false;
  const hook = (at: CrashPoint): void => {
    dead ||= at === point;
    if (dead) {
      throw new Killed(point);
    }
  };
  return Object.assign(hook, { reached: () => dead });
}

/** What a worker does with a delivery; the way is chosen so that it passes `point`. */
async function work(
  { jobs }: Pick<JobsFacades, 'jobs'>,
  id: string,
  way: 'complete' | 'fail' | 'retry' | 'hand_back',
): Promise<void> {
  const claim = await jobs.claim(id, worker);
  if (claim.kind !== 'claimed') {
    return;
  }
  const { lease } = claim;
  await lease.progress({ stage: 'extracting', progress: 0.5 });
  if (way === 'complete') {
    await lease.complete(outcome());
  }
  if (way === 'fail') {
    await lease.fail(new ProblemError('not_a_workout'));
  }
  if (way === 'retry') {
    await lease.retry(new ProblemError('model_unavailable'));
  }
  if (way === 'hand_back') {
    await lease.handBack();
  }
}

function wayTo(point: CrashPoint) {
  const [step] = point.split('.');
  return step === 'fail' || step === 'retry' || step === 'hand_back' ? step : 'complete';
}

// The worker's own points wrap upstream calls, and renewals need a job that takes long: both belong to its own suite.
const POINTS = CRASH_POINTS.filter((point) => !/^(fetch_|model_call|renew)/.test(point));

const ENDPOINT = 'we_of_caller_1';

describe('a process killed at', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it.each(POINTS)('%s loses no job and no event of it, and writes no result twice', async (point) => {
    const { clock, tasks, emulator } = harness;
    const hook = dyingAt(point);
    const told: JobNews[] = [];
    const announce: Announce = async (news) => void told.push(...news);
    const dying = harness.store({
      crashPoint: hook,
      // Who is dead tells nobody.
      announce: async (news) => (hook.reached() ? Promise.reject(new Killed(point)) : announce(news)),
    });
    const healthy = harness.store({ announce });
    const input = submission(point, { webhook: ENDPOINT });

    const first = await (point.startsWith('submit') ? dying : healthy).jobs.submit(input).catch(() => null);
    // A client whose request died asks again.
    const accepted = first ?? (await healthy.jobs.submit(input));
    if (accepted.kind === 'hit' || accepted.kind === 'replayed') {
      throw new Error('nothing is known yet');
    }
    const { id } = accepted.snapshot.job;
    if (point.startsWith('cancel')) {
      await dying.views.cancel(id, 'caller-1').catch(() => {});
    } else if (point.startsWith('erase')) {
      await dying.views.delete(id, 'caller-1').catch(() => {});
    } else if (point.startsWith('join')) {
      await dying.jobs.submit(submission(point, { caller: 'other', webhook: 'we_of_other' })).catch(() => {});
    } else if (!point.startsWith('sweep')) {
      await work(dying, id, wayTo(point)).catch(() => {});
    }
    if (point.startsWith('sweep')) {
      tasks.waiting.clear();
      clock.advance(16_000);
      await dying.jobs.sweep({ limit: 800 }).catch(() => {});
    }
    expect(hook.reached()).toBe(true);

    // Someone else's sweeps and deliveries must bring it to an end.
    const diedAt = clock.now();
    let job = (await healthy.jobs.get(id))?.job;
    const isOver = () => job === undefined || (isTerminal(job.status) && job.wake_at === undefined);
    while (!isOver() && clock.now() - diedAt < 60_000) {
      await healthy.jobs.sweep({ limit: 800 });
      for (const [name, { payload }] of tasks.waiting) {
        if (payload.job_id === id) {
          await work(healthy, id, 'complete');
        }
        tasks.waiting.delete(name);
      }
      job = (await healthy.jobs.get(id))?.job;
      if (!isOver()) {
        clock.advance(5_000);
      }
    }
    expect(isTerminal(job?.status ?? 'queued')).toBe(true);
    expect(clock.now() - diedAt).toBeLessThanOrEqual(35_000);
    expect(job?.wake_at).toBeUndefined();
    const members = await harness.firestore.collection('members').where('job_id', '==', id).get();
    const owed = [...(job?.caller === '' ? [] : [id]), ...members.docs.map((member) => member.id)];
    expect(new Set(told.map(({ jobId }) => jobId))).toEqual(new Set(owed));
    const writes = emulator.controls.writeLog({ pathPrefix: `results/${job?.key}` });
    expect(writes.filter(({ fields }) => fields?.value !== undefined).length).toBeLessThanOrEqual(1);
    expect(writes.at(-1)?.fields?.flight).toBeUndefined();
  });
});
