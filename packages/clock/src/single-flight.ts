/** Work that is done once at a time for each key; whoever asks meanwhile shares it, its failure too. */
export interface SingleFlight<Key, Value> {
  /** Joins the work that is under way for `key`, or begins it. */
  run(key: Key, work: () => Promise<Value>): Promise<Value>;
  /** What is under way for `key`, for callers that act otherwise as the first than as a follower. */
  underway(key: Key): Promise<Value> | undefined;
}

export function createSingleFlight<Key, Value>(): SingleFlight<Key, Value> {
  const flights = new Map<Key, Promise<Value>>();

  async function fly(key: Key, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } finally {
      flights.delete(key);
    }
  }

  return {
    run(key, work) {
      const underway = flights.get(key);
      if (underway !== undefined) {
        return underway;
      }
      // Deferred, so that work that throws at once is not forgotten before it is remembered.
      const flight = Promise.resolve().then(() => fly(key, work));
      flights.set(key, flight);
      return flight;
    },
    underway: (key) => flights.get(key),
  };
}
