import { z } from 'zod';
import { faultSchema } from '../faults/fault.ts';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { type PostLibrary, simulatedPostSchema } from '../posts/simulated-post.ts';
import type { Counters } from './counters.ts';
import { type Exchange, readBody, sendJson } from './exchange.ts';

export interface ControlParts {
  readonly faults: FaultRegistry;
  readonly counters: Counters;
  readonly posts: PostLibrary;
  /** Resolves when the network is as the faults ask. */
  readonly networkSettled: () => Promise<void>;
}

const MAX_BODY_BYTES = 1_000_000;

const resetSchema = z.strictObject({ faults: z.boolean().default(true), counters: z.boolean().default(true) });

/**
 * The simulators' own API, for tests and benchmarks in other processes:
 * GET/POST/DELETE `/faults`, DELETE `/faults/:id`, GET `/counters`, POST `/reset`, POST `/posts`. A change of faults is
 * answered once it holds.
 */
export const createControlPlane =
  ({ faults, counters, posts, networkSettled }: ControlParts) =>
  async (exchange: Exchange): Promise<void> => {
    const { response, request } = exchange;
    const route = `${exchange.method} ${exchange.path}`;
    const fault = /^DELETE \/faults\/([\w-]+)$/.exec(route)?.[1];
    try {
      if (fault !== undefined) {
        faults.clear(fault);
        await networkSettled();
        sendJson(response, 200, { cleared: fault });
      } else if (route === 'GET /faults') {
        sendJson(response, 200, { faults: faults.list(), unmet: faults.unmet() });
      } else if (route === 'POST /faults') {
        const id = faults.add(faultSchema.parse(await json(request)));
        await networkSettled();
        sendJson(response, 201, { id });
      } else if (route === 'DELETE /faults') {
        faults.clear();
        await networkSettled();
        sendJson(response, 200, { cleared: 'all' });
      } else if (route === 'GET /counters') {
        sendJson(response, 200, { counters: counters.list() });
      } else if (route === 'POST /posts') {
        const post = posts.add(simulatedPostSchema.parse(await json(request)));
        sendJson(response, 201, { platform: post.platform, contentId: post.contentId });
      } else if (route === 'POST /reset') {
        const what = resetSchema.parse((await json(request)) ?? {});
        if (what.faults) {
          faults.reset();
          await networkSettled();
        }
        if (what.counters) {
          counters.reset();
        }
        sendJson(response, 200, { reset: what });
      } else {
        sendJson(response, 404, { error: `no such control: ${route}` });
      }
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError)) {
        throw error;
      }
      sendJson(response, 400, { error: error.message });
    }
  };

async function json(request: Exchange['request']): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === 'too_large') {
    throw new SyntaxError('body too large');
  }
  return body.length === 0 ? null : JSON.parse(body.toString('utf8'));
}
