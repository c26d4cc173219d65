import { PROBLEMS, type ProblemCode, ProblemError, type SubmitJobRequest } from '@sets/contract';
import { type Answer, problemOf } from '@sets/local-stack';
import { expect } from 'vitest';
import type { World } from '../support/world.ts';

/** Makes the running system meet one problem, and gives the codes that it then showed to its callers. */
export type Producer = (world: World) => Promise<readonly string[]>;
export type Producers = Readonly<Partial<Record<ProblemCode, Producer>>>;

/** The code of an answer, once the answer has been held against the catalogue. */
export function answered(answer: Answer): readonly string[] {
  const problem = problemOf(answer);
  const { status, title } = PROBLEMS[problem.code as ProblemCode];
  expect(problem).toMatchObject({ status, title, type: `/problems/${problem.code}` });
  expect(problem.request_id).not.toBe('');
  return [problem.code];
}

/** The codes that a job's attempts met until it ended. */
export async function metByJob(world: World, body: SubmitJobRequest): Promise<readonly string[]> {
  const job = await world.finish(body);
  const codes = await world.codesMetBy(job.id);
  // A caller who asks afterwards is told the last one.
  if (job.error !== null) {
    expect(codes.at(-1)).toBe(job.error.code);
  }
  return codes;
}

/** The code with which work that a process of ours would do was refused. */
export async function refusal(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) {
      return [error.code];
    }
    throw error;
  }
  throw new Error('it was not refused');
}
