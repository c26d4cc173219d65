import { PROBLEMS, type ProblemBody, type ProblemCode } from '@sets/contract';
import { expect } from 'vitest';
import type { World } from '../support/world.ts';

/** Makes the running system meet one problem, and gives the codes that it then showed to its callers. */
export type Producer = (world: World) => Promise<readonly string[]>;
export type Producers = Readonly<Partial<Record<ProblemCode, Producer>>>;

/** The code of an answer, once the answer has been held against the catalogue. */
export function answered(problem: ProblemBody | null): readonly string[] {
  if (problem === null) {
    throw new Error('the request was accepted');
  }
  const { status, title } = PROBLEMS[problem.code as ProblemCode];
  expect(problem).toMatchObject({ status, title, type: `urn:sets:problem:${problem.code}` });
  expect(problem.request_id).not.toBe('');
  return [problem.code];
}

/** The codes that a job's attempts met until it ended. */
export async function metByJob(world: World, body: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const job = await world.finish(body);
  const codes = await world.codesMetBy(job.id);
  // A caller who asks afterwards is told the last one.
  if (job.error !== null) {
    expect(codes.at(-1)).toBe(job.error.code);
  }
  return codes;
}
