import type { Clock } from '@sets/clock';
import type { Contender, ContenderName } from '../contenders/contender.ts';
import type { LimitSample, RequestSample } from '../samples/samples.ts';
import type { Post } from '../upstream/post.ts';

/** A contender under way with one seed, and what was seen of it so far. */
export interface LiveRun {
  readonly name: ContenderName;
  readonly seed: number;
  readonly contender: Contender;
  readonly clock: Clock;
  readonly requests: RequestSample[];
  readonly limits: LimitSample[];
}

/** Sends one request and notes how it ended, counted from when it was due and not from when it was sent. */
export async function request({ contender, clock, requests }: LiveRun, post: Post, dueMs: number): Promise<boolean> {
  const answered = await contender.request(post).then(
    () => true,
    () => false,
  );
  const { size, poison } = post;
  requests.push({ dueMs, ms: clock.monotonic() - dueMs, answered, size, poison });
  return answered;
}
