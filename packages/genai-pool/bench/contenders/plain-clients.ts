import { CALL_LIMIT_MS, type Contender, type Upstreams, withTimeLimit } from './contender.ts';

const plain = (request: Contender['request']): Contender => ({
  request,
  limits: () => ({}),
  hedges: () => 0,
  close: () => undefined,
});

/** What a first version does: one call, at the nearest location. */
export const createBareClient = ({ clock, locations, call }: Upstreams): Contender =>
  plain((post) => withTimeLimit(clock, CALL_LIMIT_MS, (signal) => call(locations[0] ?? '', post, signal)));

/** The locations by turns, each client with the SDK's own retries. */
export function createRoundRobin({ clock, locations, callWithRetries }: Upstreams): Contender {
  let turn = 0;
  return plain((post) => {
    const location = locations[turn++ % locations.length] ?? '';
    return withTimeLimit(clock, CALL_LIMIT_MS, (signal) => callWithRetries(location, post, signal));
  });
}

/** No memory and no state: each location once, the nearest first, until one answers. */
export const createEachOnce = ({ clock, locations, call }: Upstreams): Contender =>
  plain(async (post) => {
    let failure: unknown;
    for (const location of locations) {
      try {
        await withTimeLimit(clock, CALL_LIMIT_MS, (signal) => call(location, post, signal));
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  });
