import { type ServiceProcess, until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from './support/world.ts';

/** The way that the runbook shows from a job's id to its lines ("Follow one job"). */
const OPS_TOKEN = 'operators-of-the-trail-0123456789';
const pageSchema = z.object({ jobs: z.tuple([z.looseObject({ trace: z.string(), region: z.string() })]) });

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'job-trail', env: { OPS_TOKEN } });
});
afterAll(() => world?.close());

const labelled = (entry: Readonly<Record<string, unknown>>, id: string): boolean =>
  z.looseObject({ job_id: z.literal(id) }).safeParse(entry['logging.googleapis.com/labels']).success;

it('leads from a job’s id to its lines, and by its trace to those that do not know the job', async () => {
  const { link } = await world.post();
  const { job } = await world.api.submit({ url: link });
  const { id } = await world.ended(job.id);
  const { body } = await world.api.get(`/v1/ops/jobs?id=${id}`, { authorization: `Bearer ${OPS_TOKEN}` });
  const [found] = pageSchema.parse(body).jobs;
  const [, trace = ''] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-0[01]$/.exec(found.trace) ?? [];
  expect(trace).not.toBe('');

  type Entry = Readonly<Record<string, unknown>>;
  const linesOf = (service: ServiceProcess | undefined, wanted: (entry: Entry) => boolean) =>
    until('the lines of the job', () => {
      const lines = service === undefined ? [] : world.log(service).filter(wanted);
      return Promise.resolve(lines.length > 0 && lines);
    });
  const isTraced = (entry: Entry): boolean =>
    String(entry['logging.googleapis.com/trace']).endsWith(`/traces/${trace}`);
  const ofJob = await linesOf(world.worker, (entry) => labelled(entry, id));
  expect(ofJob.map(({ message }) => message)).toContain('A job was worked on');
  expect(ofJob.filter((entry) => !isTraced(entry))).toEqual([]);
  // The request knew no job yet, and lies on the same trace.
  const ofTrace = await linesOf(world.stack.apis[0], isTraced);
  expect(ofTrace.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^POST \/v1\/jobs 202/));
});
