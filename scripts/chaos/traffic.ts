import { sleep, systemClock } from '@sets/clock';
import { type Answer, type ApiClient, jobOf, problemOf } from '@sets/local-stack';
import { type SimulatedPost, shareLink } from '@sets/upstream-simulators';
import type { CloudKeeper } from './cloud-keeper.ts';
import { type PoisonPost, sendPoison } from './poison.ts';
import { drawKind, type PostKind, postOf } from './posts.ts';

export interface Traffic {
  /** Ids that an API answered 200 or 202 with, and when it did so first. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Kind of post by content id. */
  readonly kinds: ReadonlyMap<string, PostKind>;
  readonly answers: Readonly<Record<string, number>>;
}

export interface TrafficOptions {
  readonly apis: readonly ApiClient[];
  readonly keeper: CloudKeeper;
  readonly submitsPerS: number;
  /** Sent once each, evenly over the time. */
  readonly poison: { readonly posts: readonly PoisonPost[]; readonly overMs: number };
  readonly random: () => number;
  readonly signal: AbortSignal;
}

const LINK_FORMS = ['canonical', 'share_parameters', 'short_link', 'mobile_host'] as const;
const NEW_POST_SHARE = 0.5;
const CANCEL_SHARE = 0.06;
const WAIT_SHARE = 0.1;
/** Posts that are asked for again: recent enough to be under way, or in some instance's memory. */
const RECENT = 30;
const ANSWER_TIMEOUT_MS = 30_000;

const isRefused = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as { code?: string } | undefined)?.code === 'ECONNREFUSED';

/** Submits at random times until the signal aborts: new posts, and known ones in other share forms. Resolves with what was answered. */
export async function submitSteadily(options: TrafficOptions): Promise<Traffic> {
  const { apis, keeper, submitsPerS, poison, random, signal } = options;
  const accepted = new Map<string, number>();
  const kinds = new Map<string, PostKind>(poison.posts.map(({ post }) => [post.contentId, 'poison']));
  const answers: Record<string, number> = {};
  const posts: SimulatedPost[] = [];
  const underWay = new Set<Promise<unknown>>();
  const pickOne = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const count = (answer: string): void => {
    answers[answer] = (answers[answer] ?? 0) + 1;
  };

  /** To any API that listens, as a load balancer would; undefined when none does or the answer was cut. */
  async function send(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer | undefined> {
    const from = Math.floor(random() * apis.length);
    for (const api of [...apis.slice(from), ...apis.slice(0, from)]) {
      try {
        return await api.send('POST', path, { body, headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      } catch (error) {
        // An answer that was cut by a kill has promised nothing.
        if (!isRefused(error)) {
          return undefined;
        }
      }
    }
    return undefined;
  }

  async function submitOne(post: SimulatedPost): Promise<void> {
    const url = shareLink(post, pickOne(LINK_FORMS) ?? 'canonical', random);
    const prefer = random() < WAIT_SHARE ? { prefer: 'wait=3' } : undefined;
    const answer = await send('/v1/jobs', { url }, prefer);
    if (answer === undefined || answer.status > 299) {
      count(answer === undefined ? 'no_answer' : problemOf(answer).code);
      return;
    }
    const { id, served_from } = jobOf(answer);
    count(`${answer.status}_${served_from}`);
    if (!accepted.has(id)) {
      accepted.set(id, Date.now());
    }
    if (served_from !== 'new' || kinds.get(post.contentId) === 'poison' || random() >= CANCEL_SHARE) {
      return;
    }
    await sleep(systemClock, random() * 200);
    const cancelled = await send(`/v1/jobs/${id}/cancel`, {});
    count(
      `cancel_${cancelled === undefined ? 'no_answer' : cancelled.status > 299 ? problemOf(cancelled).code : cancelled.status}`,
    );
  }

  async function request(): Promise<void> {
    const known = posts.length > 0 && random() >= NEW_POST_SHARE ? pickOne(posts.slice(-RECENT)) : undefined;
    if (known !== undefined) {
      return await submitOne(known);
    }
    const kind = drawKind(random);
    const post = await keeper.ask(({ simulators }) => simulators.addPost(postOf(kind)));
    kinds.set(post.contentId, kind);
    posts.push(post);
    // Some posts are shared by many at the same moment.
    await Promise.all(Array.from({ length: random() < 0.1 ? 4 : 1 }, () => submitOne(post)));
  }

  const sending = sendPoison(poison.posts, { overMs: poison.overMs, send: submitOne, signal });
  const failures: unknown[] = [];
  while (!signal.aborted && failures.length === 0) {
    const one = request()
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(one));
    underWay.add(one);
    await sleep(systemClock, (-Math.log(1 - random()) / submitsPerS) * 1_000, signal);
  }
  await Promise.all([...underWay, sending]);
  if (failures.length > 0) {
    throw failures[0];
  }
  return { accepted, kinds, answers };
}
