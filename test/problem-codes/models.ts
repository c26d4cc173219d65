import { until, wordlessPost } from '@sets/local-stack';
import type { FaultInput } from '@sets/upstream-simulators';
import type { World } from '../support/world.ts';
import type { Producer, Producers } from './producer.ts';

const BYTES = 500_000;

/** The first problem that a job on a video without words meets: one run of the models, without a text to read before. */
async function firstProblem(world: World): Promise<string> {
  const { link } = await world.post(
    wordlessPost(BYTES, { seen: { onScreen: null, speech: 'Squats, 3 sets of 12 reps.' } }),
  );
  const { job } = await world.api.submit({ url: link });
  return await until('a problem of the job', async () => (await world.codesMetBy(job.id))[0]);
}

/** Every call to a model is answered so until `jobs` jobs, one after the other, have met a problem. */
const model =
  (effect: FaultInput['effect'], jobs = 1): Producer =>
  async (world) => {
    await world.simulators.fault({ upstream: 'gemini', effect });
    try {
      const codes: string[] = [];
      while (codes.length < jobs) {
        codes.push(await firstProblem(world));
      }
      return codes;
    } finally {
      await world.simulators.heal();
    }
  };

/**
 * What can be wrong with the models. Their faults concern every post, so these run one at a time, and those that
 * close endpoints for a while come last.
 */
export const models = {
  model_blocked: model({ kind: 'blocked' }),
  model_request_rejected: model({ kind: 'status', status: 400 }),
  model_truncated: model({ kind: 'truncated' }),
  model_invalid_output: model({ kind: 'off_schema' }),
  model_unauthorized: model({ kind: 'status', status: 401 }),
  model_rate_limited: model({ kind: 'status', status: 429, retry_info_s: 1 }),
  // The first job of an outage may use up all its calls before any circuit opens.
  model_unavailable: model({ kind: 'status', status: 503 }, 3),
} satisfies Producers;
