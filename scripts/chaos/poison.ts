import { sleep, systemClock } from '@sets/clock';
import type { ApiClient } from '@sets/local-stack';
import { canonicalLink, type SimulatedPost } from '@sets/upstream-simulators';
import type { CloudKeeper, KeptFault } from './cloud-keeper.ts';
import { postOf } from './posts.ts';

/** A post at which every model fails (500), wherever it is asked. */
export interface PoisonPost {
  readonly post: SimulatedPost;
  readonly fault: KeptFault;
}

/** To be made before any other fault: of several the oldest speaks, and each call about such a post is to be counted. */
export async function makePoison(keeper: CloudKeeper, count: number): Promise<readonly PoisonPost[]> {
  const poison: PoisonPost[] = [];
  for (let made = 0; made < count; made += 1) {
    const post = await keeper.ask(({ simulators }) => simulators.addPost(postOf('poison')));
    const effect = { kind: 'status', status: 500 } as const;
    const fault = await keeper.keepFault({ upstream: 'gemini', content: post.contentId, effect });
    poison.push({ post, fault });
  }
  return poison;
}

/** They may wait long for somebody to be served meanwhile, on a slow machine above all; then they end when they end. */
const CALM_MS = 45_000;

/**
 * Lets them end beside healthy posts, before anything else goes wrong: a post that fails while others are served. Those
 * need a look at their videos, as the poison does once its text has failed.
 */
export async function endPoisonInCalm(
  keeper: CloudKeeper,
  api: ApiClient,
  poison: readonly PoisonPost[],
): Promise<void> {
  const submit = async (post: SimulatedPost): Promise<string> =>
    (await api.submit({ url: canonicalLink(post) })).job.id;
  const ids = await Promise.all(poison.map(({ post }) => submit(post)));
  const until = Date.now() + CALM_MS;
  const areDone = async () => (await Promise.all(ids.map((id) => api.job(id)))).every(({ done }) => done);
  while (Date.now() < until && !(await areDone())) {
    await submit(await keeper.ask(({ simulators }) => simulators.addPost(postOf('shown'))));
  }
}

/** Sends each of them once, evenly over the time. */
export async function sendPoison(
  poison: readonly PoisonPost[],
  { overMs, send, signal }: { overMs: number; send: (post: SimulatedPost) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  for (const { post } of poison) {
    await sleep(systemClock, overMs / poison.length, signal);
    if (signal.aborted) {
      break;
    }
    await send(post);
  }
}

/** Calls about each such post so far, by content id. */
export async function callsAbout(poison: readonly PoisonPost[]): Promise<ReadonlyMap<string, number>> {
  const calls = new Map<string, number>();
  for (const { post, fault } of poison) {
    calls.set(post.contentId, await fault.hits());
  }
  return calls;
}
