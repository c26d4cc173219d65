import type { Post } from '../upstream/post.ts';
import { CALL_LIMIT_MS, type Contender, type Upstreams, withTimeLimit } from './contender.ts';

const MOST = 20;

/** Additive increase, multiplicative decrease, and nothing else: what a cleverer limit has to beat. */
class AimdLimit {
  value = MOST;
  inFlight = 0;

  get free(): number {
    return Math.floor(this.value) - this.inFlight;
  }

  onAnswer(): void {
    this.value = Math.min(MOST, this.value + 1 / this.value);
  }

  onRefusal(): void {
    this.value = Math.max(1, this.value * 0.9);
  }
}

/** One try per location, at whichever has most room, waiting in line while none has any. */
export function createPlainAimd({ clock, locations, call }: Upstreams): Contender {
  const limits = new Map(locations.map((location) => [location, new AimdLimit()]));
  const line: (() => void)[] = [];

  async function callWithin(location: string, limit: AimdLimit, post: Post): Promise<void> {
    limit.inFlight += 1;
    try {
      await withTimeLimit(clock, CALL_LIMIT_MS, (signal) => call(location, post, signal));
      limit.onAnswer();
    } catch (error) {
      if (isRefusal(error)) {
        limit.onRefusal();
      }
      throw error;
    } finally {
      limit.inFlight -= 1;
      line.shift()?.();
    }
  }

  async function request(post: Post): Promise<void> {
    const untried = new Map(limits);
    let failure: unknown;
    while (untried.size > 0) {
      const [location, limit] = roomiest(untried);
      if (limit.free < 1) {
        await new Promise<void>((resolve) => line.push(resolve));
        continue;
      }
      untried.delete(location);
      try {
        await callWithin(location, limit, post);
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  return {
    request,
    limits: () => Object.fromEntries([...limits].map(([location, { value }]) => [location, Math.floor(value)])),
    hedges: () => 0,
    close: () => undefined,
  };
}

const roomiest = (limits: ReadonlyMap<string, AimdLimit>): [string, AimdLimit] =>
  [...limits].reduce((best, other) => (other[1].free > best[1].free ? other : best));

/** A 429, or an answer that took so long that the call was given up. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (('status' in error && error.status === 429) || error.name === 'AbortError');
